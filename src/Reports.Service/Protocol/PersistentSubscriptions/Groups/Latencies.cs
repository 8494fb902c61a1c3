namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>How long the last events took from being sent to being acknowledged. Not thread safe.</summary>
internal sealed class Latencies
{
    private const int Kept = 512;

    private static readonly (string Name, double Share)[] Quantiles = [("Median", 0.5), ("90%", 0.9), ("95%", 0.95), ("99%", 0.99)];

    private readonly TimeSpan[] _last = new TimeSpan[Kept];
    private long _count;

    public void Add(TimeSpan latency) => _last[_count++ % Kept] = latency;

    /// <summary>Mean, quantiles and extremes in whole milliseconds; nothing while nothing was measured.</summary>
    public IReadOnlyList<(string Name, long Milliseconds)> Measurements()
    {
        var sorted = _last.AsSpan(0, (int)Math.Min(_count, Kept)).ToArray();
        if (sorted.Length == 0) return [];
        Array.Sort(sorted);
        return
        [
            ("Mean", (long)sorted.Average(l => l.TotalMilliseconds)),
            .. Quantiles.Select(q => (q.Name, (long)sorted[(int)Math.Ceiling(q.Share * sorted.Length) - 1].TotalMilliseconds)),
            ("Fastest", (long)sorted[0].TotalMilliseconds),
            ("Slowest", (long)sorted[^1].TotalMilliseconds),
        ];
    }
}
