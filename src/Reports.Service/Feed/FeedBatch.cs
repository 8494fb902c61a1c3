namespace Reports.Service.Feed;

/// <summary>The changes of consecutive events of the log.</summary>
/// <param name="Items">In the order of the log; none where the events changed nothing.</param>
/// <param name="Reached">The position of the last of the events; null where there were none.</param>
internal sealed record FeedBatch(IReadOnlyList<FeedItem> Items, long? Reached);
