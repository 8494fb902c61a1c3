namespace Reports.Projections.Ledger;

/// <summary>Statements of evacuations by the last day that they claim, then by their place in the log.</summary>
internal sealed class EvacuationOrder(LedgerState state) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        var byEnd = state.LastDayOf(x).CompareTo(state.LastDayOf(y));
        return byEnd != 0 ? byEnd : x.CompareTo(y);
    }
}
