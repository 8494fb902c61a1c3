namespace Reports.EventStore.Log;

/// <summary>Consecutive events of a read. The memory behind them is reused for the next page.</summary>
/// <param name="Events">In the read's order; may be empty on a page that only says <paramref name="CaughtUp"/>.</param>
/// <param name="Next">Where a read or subscription goes on after this page: the last position looked at, filtered events included.</param>
/// <param name="CaughtUp">True when the head of the log was reached (subscriptions).</param>
public readonly record struct EventPage(ReadOnlyMemory<RecordedEvent> Events, Position Next, bool CaughtUp);
