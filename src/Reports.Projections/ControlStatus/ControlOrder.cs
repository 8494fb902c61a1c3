using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>
/// The order in which a place's facts are taken: by the last day claimed, then by publication, then by name, so that it does
/// not depend on which of two independent sources arrived first.
/// </summary>
internal sealed class ControlOrder(LedgerState state) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        if (x == y) return 0;
        ref var left = ref state.Controls[x];
        ref var right = ref state.Controls[y];
        if (left.Through != right.Through) return left.Through.CompareTo(right.Through);
        if (left.Published != right.Published) return left.Published.CompareTo(right.Published);
        var byId = state.CompareIds(left.Source, left.Key, right.Source, right.Key);
        return byId != 0 ? byId : x.CompareTo(y);
    }
}
