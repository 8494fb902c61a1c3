namespace Reports.Projections.Ledger;

/// <summary>
/// Fact numbers of one place or one large series in a defined order, kept in order as late facts arrive.
/// <see cref="Settle"/> must run before a read that follows a write.
/// </summary>
internal sealed class OrderedPostings
{
    private int[] _facts = new int[4];
    private int _sorted;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Facts => _facts.AsSpan(0, Count);

    public void Add(int fact)
    {
        if (Count == _facts.Length) Array.Resize(ref _facts, Count + Math.Max(4, Count / 2));
        _facts[Count++] = fact;
    }

    public void Load(int[] facts)
    {
        _facts = facts;
        Count = _sorted = facts.Length;
    }

    /// <summary>Brings the tail that was added since the last time into its place: a sort of the tail and one merge.</summary>
    /// <returns>How many of the first facts kept their place.</returns>
    public int Settle(IComparer<int> order)
    {
        if (_sorted == Count) return Count;
        var kept = _sorted;
        // Facts mostly arrive in order: take what already continues the sorted run.
        while (_sorted < Count && (_sorted == 0 || order.Compare(_facts[_sorted - 1], _facts[_sorted]) <= 0)) _sorted++;
        if (_sorted == Count) return kept;

        var tail = _facts.AsSpan(_sorted, Count - _sorted).ToArray();
        Array.Sort(tail, order);
        var into = Count - 1;
        var run = _sorted - 1;
        for (var from = tail.Length - 1; from >= 0; into--)
        {
            if (run >= 0 && order.Compare(_facts[run], tail[from]) > 0) _facts[into] = _facts[run--];
            else _facts[into] = tail[from--];
        }

        _sorted = Count;
        return Math.Min(kept, run + 1);
    }
}
