using System.Globalization;

namespace Reports.Service.Output;

/// <summary>
/// Cells of delimited text (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front, and so does what already
/// begins so behind apostrophes: one apostrophe less gives every text back as it was.
/// </summary>
internal static class CsvText
{
    /// <summary>A text as a cell, quoted where it has to be.</summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        value = Neutral(value);
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }

    /// <summary>A text that no spreadsheet takes for a formula. Numbers stay numbers.</summary>
    public static string Neutral(string value) =>
        IsFormula(value) && !decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + value : value;

    /// <summary>The text from which <see cref="Neutral"/> made a value.</summary>
    public static string Original(string value) => value.Length > 1 && value[0] == '\'' && IsFormula(value.AsSpan(1)) ? value[1..] : value;

    private static bool IsFormula(ReadOnlySpan<char> value)
    {
        value = value.TrimStart('\'');
        return value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }
}
