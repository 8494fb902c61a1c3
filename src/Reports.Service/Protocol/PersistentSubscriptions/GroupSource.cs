using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;
using Reports.Service.Protocol.Reading;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>What one group reads: a stream, a virtual stream, or what its filter selects of the whole log. Not thread safe.</summary>
internal sealed class GroupSource
{
    /// <summary>Events looked at in one go, however few of them the filter takes.</summary>
    private const int MostScanned = 8192;

    private const int BytesBeside = 200;
    private const int MostBytes = 1024 * 1024;

    private readonly IEventLog _log;
    private readonly VirtualStreams _streams;
    private readonly StreamName? _stream;
    private readonly bool _isVirtual;
    private readonly EventSelection? _selection;
    private readonly bool _pinsByCorrelation;
    private IEventCursor? _cursor;

    /// <param name="source">The stream, or <see cref="GroupDefinition.All"/>.</param>
    public GroupSource(IEventLog log, VirtualStreams streams, string source, GroupDefinition definition)
    {
        _log = log;
        _streams = streams;
        _stream = source == GroupDefinition.All ? null : new StreamName(source);
        _isVirtual = _stream is not null && VirtualStreams.IsVirtual(source);
        _selection = definition.Filter?.Selection();
        _pinsByCorrelation = definition.Settings.Strategy == ConsumerStrategy.PinnedByCorrelation;
    }

    /// <summary>The place of the last event, or −1 (of the whole log 0) while there is none.</summary>
    public async ValueTask<long> LastAsync(CancellationToken cancellation)
    {
        if (_stream is not { } stream) return (await _log.HeadAsync(cancellation)).Commit;
        return _isVirtual ? await _streams.LastRevisionAsync(stream.Value, cancellation) : await _log.RevisionAsync(stream, cancellation) ?? -1;
    }

    /// <summary>Reads the next events after a place. Whoever reads on gives the place up to which the last call read.</summary>
    /// <returns>The events, how far the source was read for them, and whether there is nothing more for now.</returns>
    public async ValueTask<(IReadOnlyList<SourceEvent> Events, long ScannedTo, bool IsLive)> ReadAsync(
        long after, int most, CancellationToken cancellation)
    {
        var events = new List<SourceEvent>(most);
        var (scannedTo, scanned, bytes) = (after, 0, 0L);
        _cursor ??= Cursor(after + 1);
        while (await _cursor.ReadAsync(Take, cancellation))
            if (events.Count >= most || scanned >= MostScanned || bytes >= MostBytes)
                return (events, scannedTo, false);
        return (events, scannedTo, true);

        ValueTask<bool> Take(RecordedEvent recorded, long revision)
        {
            scannedTo = _stream is null ? recorded.Position.Commit : revision;
            scanned++;
            if (_selection is null || _selection.Matches(recorded))
            {
                var taken = Event(recorded, revision);
                events.Add(taken);
                bytes += taken.Bytes;
            }

            return ValueTask.FromResult(events.Count < most && scanned < MostScanned && bytes < MostBytes);
        }
    }

    /// <summary>The event at a place.</summary>
    /// <exception cref="LogDamagedException">There is none: the log is not the one that the group followed.</exception>
    public async ValueTask<SourceEvent> AtAsync(long place, CancellationToken cancellation)
    {
        SourceEvent? found = null;
        await Cursor(place).ReadAsync(
            (recorded, revision) =>
            {
                if ((_stream is null ? recorded.Position.Commit : revision) == place) found = Event(recorded, revision);
                return ValueTask.FromResult(false);
            },
            cancellation);
        return found ?? throw new LogDamagedException($"{_log.Name}: {_stream?.Value ?? GroupDefinition.All} has nothing at {place}, where a group parked an event");
    }

    private IEventCursor Cursor(long from) =>
        _isVirtual ? new VirtualCursor(_log, _streams, _stream!.Value.Value, Math.Max(0, from), isForwards: true) : new LogCursor(_log, _stream, Math.Max(0, from), isForwards: true);

    private SourceEvent Event(in RecordedEvent recorded, long revision)
    {
        var pinnedBy = _pinsByCorrelation ? Correlation(recorded) : recorded.StreamText;
        var bytes = recorded.Data.Length + recorded.Metadata.Length + BytesBeside;
        if (!_isVirtual)
            return new SourceEvent(_stream is null ? recorded.Position.Commit : revision, recorded.Id, pinnedBy, bytes, recorded.Copy(), null);
        Span<byte> link = stackalloc byte[VirtualLink.MostBytes];
        link = link[..VirtualLink.Write(recorded, link)];
        return new SourceEvent(revision, VirtualLink.Id(_stream!.Value, revision, link), pinnedBy, bytes, recorded.Copy(), link.ToArray());
    }

    private static string Correlation(in RecordedEvent recorded)
    {
        try
        {
            return EventMetadata.Parse(recorded.Metadata).CorrelationId.ToString();
        }
        catch (FormatException)
        {
            return recorded.StreamText;
        }
    }
}
