using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Domain.Text;
using Reports.Service.Importing.Formats;

namespace Reports.Service.Importing.Mapped;

/// <summary>How many a row says: a phrase or a number, or numbers that bound it.</summary>
internal sealed record MapQuantity
{
    /// <summary>A phrase of the handbook, or a number.</summary>
    public MapValue? Phrase { get; init; }

    /// <summary>One number, in the form that the mapping says.</summary>
    public MapValue? Number { get; init; }

    public MapValue? Low { get; init; }

    public MapValue? Best { get; init; }

    public MapValue? High { get; init; }

    /// <summary>The sign between whole and part of a number.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>True to round to whole numbers, which is flagged; otherwise a number that is not whole rejects the row.</summary>
    public bool IsRounded { get; init; }

    /// <summary>The quantity; null where the row has none, and after a problem, of which the row knows.</summary>
    /// <param name="at">The row.</param>
    /// <param name="flags">Where to add what is odd.</param>
    /// <param name="note">The numbers as they stand in the file, where what is recorded differs; null where it does not.</param>
    public Quantity? Read(MapRow at, List<FactFlag> flags, out string? note)
    {
        note = null;
        if (Phrase is not null) return ReadPhrase(at);
        if (Number is not null)
        {
            if (Whole(at, Number, flags, out var text) is not { } number) return null;
            note = flags.Contains(FactFlag.NumberRounded) ? text : null;
            return Quantity.Exact(number);
        }

        var (low, best, high) = (Bound(at, Low, flags), Bound(at, Best, flags), Bound(at, High, flags));
        if (at.Row.Problem is not null) return null;
        note = string.Join(", ", new[] { Stated("low", low.Text), Stated("best", best.Text), Stated("high", high.Text) }.Where(t => t.Length > 0));
        var quantity = Of(low.Number, best.Number, high.Number, flags);
        if (flags.Count == 0) note = null;
        return quantity;
    }

    private static Quantity? Of(long? low, long? best, long? high, List<FactFlag> flags) => (low, best, high) switch
    {
        ({ } least, { } likely, { } most) => Estimates.Of(least, likely, most, flags),
        ({ } least, null, { } most) when least > most => Between(most, least, flags),
        ({ } least, null, { } most) => least == most ? Quantity.Exact(least) : Quantity.Parse(string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}")),
        (null, { } likely, null) => Quantity.Exact(likely),
        ({ } least, { } likely, null) => Estimates.Of(least, likely, Math.Max(least, likely), flags),
        (null, { } likely, { } most) => Estimates.Of(Math.Min(likely, most), likely, most, flags),
        ({ } least, null, null) => Quantity.Parse(string.Create(CultureInfo.InvariantCulture, $"at least {least}")),
        (null, null, { } most) => Quantity.Parse(string.Create(CultureInfo.InvariantCulture, $"up to {most}")),
        _ => null,
    };

    /// <summary>Bounds that stand the wrong way round span what they state.</summary>
    private static Quantity Between(long low, long high, List<FactFlag> flags)
    {
        flags.Add(FactFlag.BoundsReversed);
        return Quantity.Parse(string.Create(CultureInfo.InvariantCulture, $"between {low} and {high}"));
    }

    private Quantity? ReadPhrase(MapRow at)
    {
        var text = Phrase!.Text(at);
        if (text.Length == 0) return null;
        if (Quantity.TryParse(text, out var quantity, out var problem) && quantity.Of is null) return quantity;
        at.Row.Reject(Phrase.Column, quantity.Of is not null ? "a figure of a row is no half of another one" : SafeText.Show(problem), text);
        return null;
    }

    private (long? Number, string Text) Bound(MapRow at, MapValue? value, List<FactFlag> flags) =>
        value is null ? (null, "") : (Whole(at, value, flags, out var text), text);

    private static string Stated(string name, string text) => text.Length == 0 ? "" : $"{name} {text}";

    /// <summary>With a point before decimals, and without marks between groups of three digits; null where marks stand elsewhere.</summary>
    private string? Plain(string text)
    {
        var mark = text.LastIndexOf(DecimalMark);
        var groups = (mark < 0 ? text : text[..mark]).Split(DecimalMark == '.' ? [',', ' ', '\u00A0', '\u202F'] : ['.', ' ', '\u00A0', '\u202F']);
        if (groups.Length > 1 && (groups[0].TrimStart('-').Length is 0 or > 3 || groups.Skip(1).Any(g => g.Length != 3))) return null;
        return string.Concat(groups) + (mark < 0 ? "" : $".{text[(mark + 1)..]}");
    }

    private long? Whole(MapRow at, MapValue value, List<FactFlag> flags, out string text)
    {
        text = value.Text(at);
        if (text.Length == 0) return null;
        if (Plain(text) is not { } plain || !decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) at.Row.Reject(value.Column, "no number", text);
        else if (number < 0) at.Row.Reject(value.Column, "a count is not negative", text);
        else if (number > Quantity.MaxNumber) at.Row.Reject(value.Column, $"more than {Quantity.MaxNumber}, the largest quantity", text);
        else if (number == decimal.Truncate(number)) return (long)number;
        else if (!IsRounded) at.Row.Reject(value.Column, "no whole number; 'decimals: round' in the mapping rounds and flags", text);
        else
        {
            if (!flags.Contains(FactFlag.NumberRounded)) flags.Add(FactFlag.NumberRounded);
            return (long)decimal.Round(number, MidpointRounding.AwayFromZero);
        }

        return null;
    }
}
