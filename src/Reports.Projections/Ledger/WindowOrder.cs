namespace Reports.Projections.Ledger;

/// <summary>The order of a series' figures: by the window's first day, then publication, source, key.</summary>
internal sealed class WindowOrder(LedgerState state) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        if (x == y) return 0;
        ref var left = ref state.Figures[x];
        ref var right = ref state.Figures[y];
        if (left.Begin != right.Begin) return left.Begin.CompareTo(right.Begin);
        if (left.Published != right.Published) return left.Published.CompareTo(right.Published);
        var byId = state.CompareIds(left.Source, left.Key, right.Source, right.Key);
        return byId != 0 ? byId : x.CompareTo(y);
    }
}
