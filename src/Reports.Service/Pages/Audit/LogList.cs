using Reports.EventStore.Log;

namespace Reports.Service.Pages.Audit;

/// <summary>A part of the log that is listed.</summary>
/// <param name="From">The position at which it begins, inclusive; null for the end that the order begins with.</param>
/// <param name="IsNewestFirst">The order.</param>
/// <param name="Stream">How the names of streams begin; null for any.</param>
/// <param name="Type">The type of events; null for any.</param>
public sealed record LogList(long? From, bool IsNewestFirst, string? Stream, string? Type)
{
    /// <param name="log">The log.</param>
    /// <param name="at">The last position that is looked at.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="most">Events on a page.</param>
    public async Task<(IReadOnlyList<LoggedEvent> Events, bool IsMore)> ReadAsync(IEventLog log, long at, CancellationToken cancellation, int most = PageCall.PageSize)
    {
        var events = new List<LoggedEvent>();
        var filter = new EventFilter(Stream is null ? [] : [Stream], Type is null ? [] : [Type]);
        var from = Math.Min(From ?? (IsNewestFirst ? at : 1), at);
        if (at < 1 || from < 1 || From > at && !IsNewestFirst) return (events, false);
        // Backwards is read strictly before a position.
        var read = IsNewestFirst
            ? new LogRead(Position.At(from + 1), Direction: ReadDirection.Backwards, Filter: filter, MaxCount: most + 1)
            : new LogRead(Position.At(from), Position.At(at), Filter: filter, MaxCount: most + 1);
        await foreach (var page in log.ReadAllAsync(read, cancellation))
            foreach (var recorded in page.Events.ToArray())
            {
                if (events.Count == most) return (events, true);
                events.Add(LoggedEvent.Of(recorded));
            }

        return (events, false);
    }
}
