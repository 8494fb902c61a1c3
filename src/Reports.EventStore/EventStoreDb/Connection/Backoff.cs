namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>Waits between tries: each twice as long as the one before, up to ten times the first, and half of each by chance. Thread safe.</summary>
internal sealed class Backoff(TimeSpan first, TimeProvider time, int seed)
{
    private const int MostDoublings = 10;
    private const double LongestFactor = 10;

    // Not for secrets: it only keeps clients from coming back all at once.
    private readonly Random _random = new(seed);

    public Task WaitAsync(int attempt, CancellationToken cancellation) => Task.Delay(Next(attempt), time, cancellation);

    /// <param name="attempt">From 0.</param>
    public TimeSpan Next(int attempt)
    {
        var factor = Math.Min(LongestFactor, Math.Pow(2, Math.Min(attempt, MostDoublings)));
        lock (_random) return first * (factor * (0.5 + (_random.NextDouble() / 2)));
    }

    /// <summary>An order by chance.</summary>
    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        lock (_random) _random.Shuffle(shuffled);
        return shuffled;
    }
}
