using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Reading;

/// <summary>
/// A place in the log or in a stream that moves on a window at a time. Between two windows it holds nothing open: no snapshot, no
/// thread, no page. Not thread safe.
/// </summary>
internal interface IEventCursor
{
    /// <summary>Reads the next window and hands over its events; they are valid until the task completes.</summary>
    /// <param name="take">Takes one event and says whether to go on.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <returns>False when there was nothing more, for now.</returns>
    ValueTask<bool> ReadAsync(Func<RecordedEvent, long, ValueTask<bool>> take, CancellationToken cancellation);
}
