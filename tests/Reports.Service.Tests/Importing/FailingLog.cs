using Reports.EventStore.Log;

namespace Reports.Service.Tests.Importing;

/// <summary>A log of which one append fails, as on a disk that is full for a moment.</summary>
internal sealed class FailingLog(IEventLog log) : IEventLog
{
    private int _appends;

    /// <summary>Which append fails, from 1.</summary>
    public int FailsAt { get; init; }

    public string Name => log.Name;

    public bool HasDensePositions => log.HasDensePositions;

    public ValueTask<AppendResult> AppendAsync(StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        log.AppendAsync(stream, expected, events, cancellation);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        Interlocked.Increment(ref _appends) == FailsAt
            ? ValueTask.FromException<IReadOnlyList<AppendResult>>(new LogUnavailableException("the disk is full"))
            : log.AppendAsync(appends, cancellation);

    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        log.ReadStreamAsync(stream, read, cancellation);

    public IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, CancellationToken cancellation = default) => log.ReadAllAsync(read, cancellation);

    public IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default) =>
        log.SubscribeAsync(after, filter, cancellation);

    public ValueTask<Position> HeadAsync(CancellationToken cancellation = default) => log.HeadAsync(cancellation);

    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) => log.RevisionAsync(stream, cancellation);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
