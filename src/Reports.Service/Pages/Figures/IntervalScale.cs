using System.Globalization;

namespace Reports.Service.Pages.Figures;

/// <summary>
/// From counts to places on a picture of any width, in hundredths of it. It begins at 0, or is logarithmic where the smallest number
/// could not be told from 0 beside the largest.
/// </summary>
internal sealed class IntervalScale
{
    private const int MostTicks = 5, FarApart = 200;

    private readonly double _least, _most;

    /// <param name="rows">What must have room.</param>
    public IntervalScale(IReadOnlyCollection<IntervalRow> rows)
    {
        var numbers = rows.SelectMany(r => (double?[])[r.Low, r.High, (double?)r.Anchor]).OfType<double>().Where(n => n > 0).ToList();
        var most = numbers.Count == 0 ? 1 : numbers.Max();
        IsLogarithmic = numbers.Count > 0 && most / numbers.Min() > FarApart;
        _least = IsLogarithmic ? Math.Pow(10, Math.Floor(Math.Log10(numbers.Min() * .95))) : 0;
        // Arrows go on beyond the last number.
        _most = IsLogarithmic ? most * 2 : most * (rows.Any(r => r.High is null) ? 1.15 : 1.04);
    }

    public bool IsLogarithmic { get; }

    /// <summary>0 for the left edge, 100 for the right one.</summary>
    public double At(double value) => IsLogarithmic
        ? value <= _least ? 0 : Math.Min(100, 100 * Math.Log(value / _least) / Math.Log(_most / _least))
        : Math.Clamp(100 * value / _most, 0, 100);

    /// <summary>Round numbers to name, from left to right.</summary>
    public IReadOnlyList<(double At, string Label)> Ticks => field ??= [.. (IsLogarithmic ? Powers() : Steps()).Select(v => (At(v), Label(v)))];

    private IEnumerable<double> Steps()
    {
        var rough = _most / MostTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1))));
        var step = ((double[])[1, 2, 5, 10]).Select(m => m * power).First(s => s >= rough);
        for (var value = 0d; value <= _most; value += step) yield return value;
    }

    private IEnumerable<double> Powers()
    {
        var powers = (int)Math.Floor(Math.Log10(_most / _least));
        var step = Math.Max(1, (int)Math.Ceiling(powers / (double)MostTicks));
        for (var power = 0; power <= powers; power += step) yield return _least * Math.Pow(10, power);
    }

    private static string Label(double value) => value switch
    {
        >= 1e12 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
        >= 1e9 => (value / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + " bn",
        >= 1e6 => (value / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " m",
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };
}
