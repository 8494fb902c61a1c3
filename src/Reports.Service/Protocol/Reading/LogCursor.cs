using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Reading;

/// <summary>Moves through the whole log, or through one stream, forwards or backwards.</summary>
/// <param name="log">The log.</param>
/// <param name="stream">The stream; null for the whole log.</param>
/// <param name="from">Forwards the first position or revision, backwards of a stream too; backwards of the log the one after it.</param>
/// <param name="isForwards">The direction.</param>
internal sealed class LogCursor(IEventLog log, StreamName? stream, long from, bool isForwards) : IEventCursor
{
    private WindowSize _window;

    /// <summary>Where the next window begins, as <c>from</c>.</summary>
    public long Next { get; private set; } = from;

    public async ValueTask<bool> ReadAsync(Func<RecordedEvent, long, ValueTask<bool>> take, CancellationToken cancellation)
    {
        if (!isForwards && Next < (stream is null ? 2 : 0)) return false;
        await foreach (var page in Pages(cancellation))
        {
            long bytes = 0;
            var taken = 0;
            while (taken < page.Events.Length)
            {
                var recorded = page.Events.Span[taken++];
                bytes += recorded.Data.Length + recorded.Metadata.Length;
                Next = stream is null ? Beyond(recorded.Position.Commit) : recorded.Revision + (isForwards ? 1 : -1);
                if (!await take(recorded, recorded.Revision)) break;
            }

            _window.Learn(taken, bytes);
            return taken > 0;
        }

        return false;
    }

    /// <summary>Backwards, a position of the log stands after the event that is read next.</summary>
    private long Beyond(long position) => isForwards ? position + 1 : position;

    private IAsyncEnumerable<EventPage> Pages(CancellationToken cancellation)
    {
        var direction = isForwards ? ReadDirection.Forwards : ReadDirection.Backwards;
        if (stream is { } name) return log.ReadStreamAsync(name, new StreamRead(Next, direction, _window.Rows), cancellation);
        var to = isForwards ? Math.Min(Next, long.MaxValue - _window.Rows) + _window.Rows - 1 : Math.Max(0, Next - _window.Rows - 1);
        return log.ReadAllAsync(new LogRead(Position.At(Next), Position.At(to), direction), cancellation);
    }
}
