using System.Globalization;
using System.Text;

namespace Reports.Domain.Text;

/// <summary>
/// Which text may enter a ledger: no control characters, nothing that reorders or hides what a person reads
/// (Unicode TR 36 and TR 9: bidirectional overrides and isolates), no halves of characters.
/// </summary>
public static class SafeText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>Checks one line of text.</summary>
    /// <param name="text">The candidate.</param>
    /// <param name="maxLength">UTF-16 code units at most.</param>
    /// <param name="error">The code point that is refused, with its offset; empty when the text is fine.</param>
    public static bool TryCheck(string text, int maxLength, out string error)
    {
        error = Problem(text, maxLength);
        return error.Length == 0;
    }

    /// <summary>The text with everything that <see cref="TryCheck"/> refuses written as <c>\u{202E}</c>: fit for a terminal or a log.</summary>
    public static string Show(string text)
    {
        StringBuilder? shown = null;
        for (var i = 0; i < text.Length; i += Step(text, i))
        {
            var isRefused = Refusal(text, i) is not null;
            if (isRefused) shown ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (isRefused) shown!.Append(CultureInfo.InvariantCulture, $"\\u{{{CodePoint(text, i):X4}}}");
            else shown?.Append(text, i, Step(text, i));
        }

        return shown?.ToString() ?? text;
    }

    internal static string Describe(string text, int index)
    {
        var code = CodePoint(text, index);
        return Refusal(text, index) is null && code > ' '
            ? $"'{char.ConvertFromUtf32(code)}' (U+{code:X4})"
            : $"U+{code:X4}";
    }

    private static string Problem(string text, int maxLength)
    {
        if (text.Length > maxLength) return $"{text.Length} characters; at most {maxLength}";
        // Most text has no character that needs a look at its category.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' '))) return "";
        if (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))) return "white space at its start or end";
        for (var i = 0; i < text.Length; i += Step(text, i))
            if (Refusal(text, i) is { } what)
                return $"{what} U+{CodePoint(text, i):X4} at character {i + 1}";
        return "";
    }

    private static string? Refusal(string text, int index)
    {
        var c = text[index];
        if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])))
            return "half of a surrogate pair,";
        // Persian and Indic scripts join and separate letters inside a word with these two.
        if (c is ZeroWidthJoiner or ZeroWidthNonJoiner)
            return index > 0 && index + 1 < text.Length && IsOfWord(text[index - 1]) && (char.IsLetter(text[index + 1]) || char.IsSurrogate(text[index + 1]))
                ? null : "an invisible joiner outside a word,";
        return CharUnicodeInfo.GetUnicodeCategory(CodePoint(text, index)) switch
        {
            UnicodeCategory.Control => "the control character",
            UnicodeCategory.Format => "the invisible or reordering character",
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "the line separator",
            UnicodeCategory.PrivateUse => "the private-use character",
            UnicodeCategory.OtherNotAssigned => "the unassigned character",
            _ => null,
        };
    }

    /// <summary>A letter, or a mark on one: an Indic joiner follows the virama, an Arabic one may follow a vowel sign.</summary>
    private static bool IsOfWord(char c) =>
        char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static int CodePoint(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1])
            ? char.ConvertToUtf32(text[index], text[index + 1])
            : text[index];

    private static int Step(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
}
