namespace Reports.Projections.Ledger;

/// <summary>
/// Facts that cover a run of days, in the order of their last day, with the least first day of each block of them: which cover
/// a given day is found without a look at every fact that ends later. <see cref="Settle"/> must run before a read that follows a write.
/// </summary>
internal sealed class SpanPostings
{
    private const int BlockBits = 6;
    private const int BlockSize = 1 << BlockBits;

    private int[] _leastBegin = [];

    public OrderedPostings Postings { get; } = new();

    /// <summary>The least first day of each block, for saving.</summary>
    public ReadOnlySpan<int> LeastBegin => _leastBegin;

    public void Add(int fact) => Postings.Add(fact);

    public void Load(int[] facts, int[] leastBegin)
    {
        Postings.Load(facts);
        _leastBegin = leastBegin;
    }

    public void Settle(IComparer<int> order, Func<int, int> begin)
    {
        var kept = Postings.Settle(order);
        var facts = Postings.Facts;
        var blocks = (facts.Length + BlockSize - 1) >> BlockBits;
        if (kept == facts.Length && blocks == _leastBegin.Length) return;
        if (blocks != _leastBegin.Length) Array.Resize(ref _leastBegin, blocks);
        for (var block = kept >> BlockBits; block < blocks; block++)
        {
            var least = int.MaxValue;
            foreach (var fact in facts[(block << BlockBits)..Math.Min(facts.Length, (block + 1) << BlockBits)]) least = Math.Min(least, begin(fact));
            _leastBegin[block] = least;
        }
    }

    /// <summary>The next place before <paramref name="before"/> and from <paramref name="first"/> on whose block begins by a day, or −1.</summary>
    public int Previous(int before, int first, int day)
    {
        for (var at = before - 1; at >= first; at = (at >> BlockBits << BlockBits) - 1)
            if (_leastBegin[at >> BlockBits] <= day)
                return at;
        return -1;
    }
}
