using System.Runtime.InteropServices;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ingest;

namespace Reports.Service.Appending;

/// <summary>A stream as it stands, kept between appends to it: its events' ids, and for a source what they add up to. Not thread safe.</summary>
internal sealed class KnownStream(StreamName name)
{
    private readonly List<Guid> _ids = [];
    private readonly Dictionary<Guid, int> _firsts = [];
    private readonly RecordedSource _source = new();

    public StreamName Name { get; } = name;

    /// <summary>The revision of the last event; −1 while there is none.</summary>
    public long Revision => _ids.Count - 1;

    /// <summary>The id of the last event; null while there is none.</summary>
    public Guid? LastId => _ids.Count == 0 ? null : _ids[^1];

    /// <summary>The source, when the stream is one and has events.</summary>
    public RecordedSource? Source => _source.Revision < 0 ? null : _source;

    public static async Task<KnownStream> ReadAsync(IEventLog log, StreamName name, CancellationToken cancellation)
    {
        var known = new KnownStream(name);
        await foreach (var page in log.ReadStreamAsync(name, default, cancellation))
            foreach (ref readonly var recorded in page.Events.Span)
                known.Add(recorded.Id, EventReader.Default.Read(recorded));
        return known;
    }

    /// <summary>Takes the stream's next event.</summary>
    public void Add(Guid id, LedgerEvent @event)
    {
        var revision = _ids.Count;
        _firsts.TryAdd(id, revision);
        _ids.Add(id);
        if (Name.Value.StartsWith("source-", StringComparison.Ordinal)) _source.Apply(@event, id, revision);
    }

    /// <summary>
    /// The last revision of an append that was made before, told by the ids of its events (the semantics of EventStoreDB): with
    /// an exact expectation those that follow it, with any those that stand somewhere in the stream.
    /// </summary>
    public long? Retried(ExpectedRevision expected, IReadOnlyList<ProposedEvent> events)
    {
        var first = expected.Value + 1;
        if (expected.IsAny || expected.IsStreamExists)
        {
            if (!_firsts.TryGetValue(events[0].Id, out var found)) return null;
            first = found;
        }

        if (first + events.Count > _ids.Count) return null;
        var ids = CollectionsMarshal.AsSpan(_ids)[(int)first..];
        for (var i = 0; i < events.Count; i++)
            if (ids[i] != events[i].Id)
                return null;
        return first + events.Count - 1;
    }

    public bool IsAt(ExpectedRevision expected) =>
        expected.IsAny || (expected.IsStreamExists ? Revision >= 0 : expected.Value == Revision);
}
