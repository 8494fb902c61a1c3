using Reports.Domain.Text;
using Reports.Domain.Vocabulary;

namespace Reports.Service.Importing.Mapped;

/// <summary>A value of a row: a text, and where the data set has codes, the words that they stand for.</summary>
/// <param name="Template">The text.</param>
/// <param name="Words">By text, in any capitals: what it stands for; null for the text itself.</param>
/// <param name="Otherwise">What a text stands for that is not among the words; null to reject the row.</param>
/// <param name="Empty">What an empty text stands for; null for nothing.</param>
/// <param name="Path">Where it stands in the mapping.</param>
internal sealed record MapValue(MapTemplate Template, IReadOnlyDictionary<string, string>? Words, string? Otherwise, string? Empty, string Path)
{
    public string Column => Template.Column;

    /// <summary>The value for a row; empty where there is none, and after a problem, of which the row knows.</summary>
    public string Text(MapRow at)
    {
        var text = Template.Read(at);
        if (text.Length == 0) return Empty ?? "";
        if (Words is null) return text;
        if (Words.TryGetValue(text, out var word) || (word = Otherwise) is not null) return word;
        at.Row.Reject(Column, $"the mapping has no word for it ({Path}.words)", text);
        return "";
    }

    /// <summary>The value, which must be there and fit.</summary>
    public string Required(MapRow at, int maxLength)
    {
        var text = Text(at);
        if (text.Length == 0) at.Row.Reject(Column, $"a value is missing ({Path})");
        return Fit(at, text, maxLength);
    }

    /// <summary>The value where there is one.</summary>
    public string? Optional(MapRow at, int maxLength) => Text(at) is { Length: > 0 } text ? Fit(at, text, maxLength) : null;

    /// <summary>The word of a vocabulary; the absent one where the value is empty.</summary>
    public T Word<T>(MapRow at, Vocabulary<T> vocabulary, T absent)
        where T : struct, Enum
    {
        var text = Text(at);
        if (text.Length == 0) return absent;
        if (vocabulary.TryParse(text.ToLowerInvariant(), out var value)) return value;
        at.Row.Reject(Column, $"no {vocabulary.Name}: {string.Join(", ", vocabulary.Words)} ({Path})", text);
        return absent;
    }

    private string Fit(MapRow at, string text, int maxLength)
    {
        if (!SafeText.TryCheck(text, maxLength, out var problem)) at.Row.Reject(Column, $"{problem} ({Path})", text);
        return text;
    }
}
