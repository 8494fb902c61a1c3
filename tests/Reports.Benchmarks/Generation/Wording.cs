using System.Globalization;
using Reports.Domain.Quantities;
using Reports.Domain.Time;

namespace Reports.Benchmarks.Generation;

/// <summary>How sources word numbers and dates: the handbook's phrase classes and EDTF, in the shares of the coded articles.</summary>
public sealed class Wording(Random random)
{
    private readonly Dictionary<string, ValidTime> _times = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Quantity> _quantities = new(StringComparer.Ordinal);

    /// <summary>A true number as one source words it: most are within a tenth of it, some far off.</summary>
    public Quantity Quantity(long truth)
    {
        var spread = random.Next(100) < 80 ? 0.9 + (random.NextDouble() * 0.2) : 0.5 + random.NextDouble();
        var number = Math.Max(1, (long)(truth * spread));
        // Sources round: two leading digits are kept of most numbers.
        if (random.Next(100) < 70) number = Rounded(number);
        return Parse(random.Next(100) switch
        {
            < 40 => Text(number),
            < 55 => "at least " + Text(number),
            < 65 => "more than " + Text(number),
            < 75 => "about " + Text(number),
            < 81 => "up to " + Text(number),
            < 84 => "less than " + Text(number),
            < 89 => string.Create(CultureInfo.InvariantCulture, $"between {number} and {number + (number / 4) + 1}"),
            < 91 => "several",
            < 94 => "dozens",
            < 96 => "several hundred",
            < 98 => "hundreds",
            < 99 => "thousands",
            _ => "unknown",
        });
    }

    public static Quantity HalfOf(string key) => Domain.Quantities.Quantity.Parse("half of " + key);

    public ValidTime Time(Day day, bool isOpenState)
    {
        var text = day.ToString();
        return Time(random.Next(100) switch
        {
            < 72 => text,
            < 80 => text + "~",
            < 84 => text[..7],
            < 90 when isOpenState => text + "/..",
            < 92 when isOpenState => "../" + text,
            < 98 => day.PlusDays(-random.Next(1, 10)) + "/" + text,
            _ => text + "?",
        });
    }

    public ValidTime Window(Day day, bool isCumulative) =>
        Time(isCumulative ? day.PlusDays(-random.Next(5, 60)) + "/" + day : day.ToString());

    private ValidTime Time(string text)
    {
        if (_times.TryGetValue(text, out var known)) return known;
        return _times[text] = ValidTime.Parse(text);
    }

    private Quantity Parse(string text)
    {
        if (_quantities.TryGetValue(text, out var known)) return known;
        return _quantities[text] = Domain.Quantities.Quantity.Parse(text);
    }

    private static long Rounded(long number)
    {
        var unit = 1L;
        while (number / unit >= 100) unit *= 10;
        return number / unit * unit;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
