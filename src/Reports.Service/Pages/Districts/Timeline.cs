using Reports.Domain.Time;

namespace Reports.Service.Pages.Districts;

/// <summary>The days of a ledger between which a reader can move.</summary>
/// <param name="Days">On which something is reported to begin, in order; thinned out where there are very many.</param>
/// <param name="Before">The last of all of them before the day that is shown; null for none.</param>
/// <param name="After">The next one after it.</param>
public sealed record Timeline(IReadOnlyList<Day> Days, Day? Before, Day? After)
{
    /// <summary>More than can be told apart on a slider.</summary>
    private const int MostDays = 1500;

    public static Timeline Of(IReadOnlyList<Day> reported, Day on)
    {
        var step = Math.Max(1, (reported.Count + MostDays - 1) / MostDays);
        return new Timeline(
            [.. reported.Where((_, i) => i % step == 0 || i == reported.Count - 1)],
            reported.Where(d => d < on).Select(d => (Day?)d).LastOrDefault(),
            reported.Where(d => d > on).Select(d => (Day?)d).FirstOrDefault());
    }
}
