using System.Runtime.CompilerServices;
using Reports.EventStore.Log;

namespace Reports.Service.Evidence;

/// <summary>
/// Some events of a log, at their positions, as a log of their own: what a ledger does with a log it does with evidence. Nothing can
/// be appended. Thread safe.
/// </summary>
internal sealed class EvidenceLog(IReadOnlyList<RecordedEvent> events) : IEventLog
{
    public string Name => "the evidence";

    public bool HasDensePositions => false;

    public ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        throw new LogReadOnlyException("nothing is recorded in evidence");

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        throw new LogReadOnlyException("nothing is recorded in evidence");

    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        throw new NotSupportedException("evidence has no whole streams");

    public async IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (read.Direction != ReadDirection.Forwards || !read.Filter.IsEmpty || read.MaxCount != 0) throw new NotSupportedException("evidence is read forwards and whole");
        cancellation.ThrowIfCancellationRequested();
        RecordedEvent[] page =
        [
            .. events.Where(e => (read.From is not { } from || e.Position >= from) && (read.After is not { } after || e.Position > after)
                && (read.To is not { } to || e.Position <= to)),
        ];
        if (page.Length > 0) yield return new EventPage(page, page[^1].Position, CaughtUp: false);
        await Task.CompletedTask;
    }

    public IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default) =>
        throw new NotSupportedException("nothing is added to evidence");

    public ValueTask<Position> HeadAsync(CancellationToken cancellation = default) =>
        ValueTask.FromResult(events.Count == 0 ? Position.Start : events[^1].Position);

    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) =>
        throw new NotSupportedException("evidence has no whole streams");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
