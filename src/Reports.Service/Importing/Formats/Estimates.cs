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

    /// <summary>A range without a best number; null where neither end is given.</summary>
    public static Quantity? Of(long? minimum, long? maximum, List<FactFlag> flags)
    {
        switch (minimum, maximum)
        {
            case (null, null): return null;
            case ({ } least, null): return Quantity.AtLeast(least);
            case (null, { } most): return Quantity.UpTo(most);
            case ({ } least, { } most):
                if (most < least) flags.Add(FactFlag.MinimumAboveMaximum);
                return Quantity.Between(Math.Min(least, most), Math.Max(least, most));
        }
    }
}
