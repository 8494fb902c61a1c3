using System.Globalization;
using Reports.Domain.Time;

namespace Reports.Service.Evidence.Report;

/// <summary>From days or counts to places on a picture.</summary>
/// <param name="Low">What is at the left edge.</param>
/// <param name="High">What is at the right edge; more than <paramref name="Low"/>.</param>
/// <param name="Left">The left edge, in the picture's units.</param>
/// <param name="Right">The right edge.</param>
internal sealed record Scale(double Low, double High, double Left, double Right)
{
    private const int MostTicks = 7;

    private static readonly int[] s_days = [1, 2, 7, 14, 31, 61, 92, 183, 365, 730, 1826, 3652, 18262, 36525];

    private static readonly int[] s_round = [1, 2, 5, 10];

    public double At(double value) => Left + ((Math.Clamp(value, Low, High) - Low) / (High - Low) * (Right - Left));

    /// <summary>Days to name below a picture, evenly spread.</summary>
    public IEnumerable<(double At, string Label)> Days()
    {
        var step = s_days.FirstOrDefault(d => (High - Low) / d <= MostTicks, s_days[^1]);
        for (var day = Math.Ceiling(Low / step) * step; day <= High; day += step) yield return (At(day), new Day((int)day).ToString());
    }

    /// <summary>Round numbers to name below a picture.</summary>
    public IEnumerable<(double At, string Label)> Numbers()
    {
        var rough = (High - Low) / MostTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1))));
        var step = s_round.Select(m => m * power).First(s => s >= rough);
        for (var value = Math.Ceiling(Low / step) * step; value <= High; value += step)
            yield return (At(value), value.ToString("N0", CultureInfo.InvariantCulture));
    }
}
