namespace Reports.Service.Feed;

/// <summary>Where a follower of the feed is. Not thread safe.</summary>
/// <param name="feed">What is followed.</param>
/// <param name="after">The last that the follower has.</param>
public sealed class FeedCursor(ChangeFeed feed, FeedPoint after)
{
    /// <summary>The event after which to read; null while it is not known whether one stands where the follower said.</summary>
    private long? _previous;

    /// <summary>The last that was given.</summary>
    public FeedPoint Point { get; private set; } = after;

    /// <summary>The changes of the next events up to a position, few enough to be held; null when there are no more events. Empty where they changed nothing.</summary>
    /// <param name="to">The last position to read.</param>
    /// <param name="cancellation">The follower went away.</param>
    public async Task<IReadOnlyList<FeedItem>?> NextAsync(long to, CancellationToken cancellation = default)
    {
        while (Point.IsBefore(FeedPoint.At(to)))
        {
            var batch = await feed.ReadAsync(_previous ??= await feed.BeforeAsync(Point, cancellation), to, cancellation);
            if (batch.Reached is not { } reached) return null;
            _previous = reached;
            // The first batches may hold what the follower has.
            if (!Point.IsBefore(FeedPoint.At(reached))) continue;
            var had = Point;
            Point = FeedPoint.At(reached);
            return batch.Items is [var first, ..] && !had.IsBefore(first.Point) ? [.. batch.Items.Where(i => had.IsBefore(i.Point))] : batch.Items;
        }

        return null;
    }
}
