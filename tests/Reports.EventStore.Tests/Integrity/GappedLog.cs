using System.Runtime.CompilerServices;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>The events of another log at positions such as a server assigns: with gaps, commit and prepare apart. Reads forwards.</summary>
internal sealed class GappedLog(IReadOnlyList<RecordedEvent> events) : IEventLog
{
    private const int PageEvents = 7;

    private readonly RecordedEvent[] _events =
        [.. events.Select((e, i) => new RecordedEvent(new Position((i * 1000) + 77, (i * 1000) + 70), e.Revision, e.Id, e.Stream, e.Type, e.Data, e.Metadata))];

    public string Name => "gapped";

    public bool HasDensePositions => false;

    public async IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.Yield();
        var wanted = _events.Where(e => e.Position >= (read.From ?? Position.Start) && e.Position <= (read.To ?? Position.End)).ToArray();
        foreach (var page in wanted.Chunk(PageEvents)) yield return new EventPage(page, page[^1].Position, CaughtUp: false);
    }

    public ValueTask<Position> HeadAsync(CancellationToken cancellation = default) => ValueTask.FromResult(_events[^1].Position);

    public ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) => throw new NotSupportedException();

    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
