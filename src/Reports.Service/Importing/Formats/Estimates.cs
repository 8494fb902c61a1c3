using Reports.Domain.Facts;
using Reports.Domain.Quantities;

namespace Reports.Service.Importing.Formats;

/// <summary>Quantities of data sets that give bounds. Numbers that contradict each other stay as they are, within an interval that has them all, and are flagged.</summary>
internal static class Estimates
{
    /// <param name="low">The low number.</param>
    /// <param name="best">The best number, which the interval keeps as its anchor.</param>
    /// <param name="high">The high number.</param>
    /// <param name="flags">Where to add what is odd.</param>
    public static Quantity Of(long low, long best, long high, List<FactFlag> flags)
    {
        if (best < low) flags.Add(FactFlag.BestBelowLow);
        if (high < best) flags.Add(FactFlag.HighBelowBest);
        return Quantity.Estimate(Math.Min(low, Math.Min(best, high)), best, Math.Max(high, Math.Max(best, low)));
    }
}
