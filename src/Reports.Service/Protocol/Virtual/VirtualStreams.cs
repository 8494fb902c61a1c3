using System.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Virtual;

/// <summary>
/// Streams of links that follow from the log alone: <c>$ce-source</c> and its kin with every event of a category of streams,
/// <c>$et-…</c> with every event of a type, <c>district-…</c> with every fact about a place. An event's revision in them never
/// changes, because it depends only on what came before it. The index is made when one is first asked for, and follows the log
/// from then on: about two bytes an event of the log. Thread safe.
/// </summary>
internal sealed class VirtualStreams(IEventLog log) : IDisposable
{
    private const string CategoryPrefix = "$ce-";
    private const string TypePrefix = "$et-";
    private const string DistrictPrefix = "district-";

    private static readonly string[] Categories = ["source", "place", "actor", "outlet", "ledger"];

    private readonly SemaphoreSlim _following = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PositionSet> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PositionSet> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<int, PositionList> _districts = [];
    private readonly Dictionary<string, PositionList> _districtsById = new(StringComparer.Ordinal);
    private readonly IncidentPlaces _incidents = new();
    private DistrictLinks? _links;
    private long _position;

    /// <summary>True for the name of a virtual stream, whether or not anything is in it.</summary>
    public static bool IsVirtual(string stream) =>
        stream.StartsWith(DistrictPrefix, StringComparison.Ordinal)
        || (stream.StartsWith(CategoryPrefix, StringComparison.Ordinal) && Categories.Contains(stream[CategoryPrefix.Length..]))
        || (stream.StartsWith(TypePrefix, StringComparison.Ordinal) && EventTypes.All.Contains(stream[TypePrefix.Length..]));

    /// <summary>The revision of a stream's last event, or −1 while it has none; the index is up to date afterwards.</summary>
    public async ValueTask<long> LastRevisionAsync(string stream, CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        lock (_gate) return (Find(stream)?.Count ?? 0) - 1;
    }

    /// <summary>The log positions of a stream's events from a revision on, as far as the index goes; how many there were.</summary>
    public int Positions(string stream, long from, Span<long> positions)
    {
        lock (_gate) return Find(stream)?.CopyTo(from, positions) ?? 0;
    }

    public void Dispose() => _following.Dispose();

    private IPositions? Find(string stream)
    {
        if (stream.StartsWith(CategoryPrefix, StringComparison.Ordinal)) return _categories.GetValueOrDefault(stream[CategoryPrefix.Length..]);
        if (stream.StartsWith(TypePrefix, StringComparison.Ordinal)) return _types.GetValueOrDefault(stream[TypePrefix.Length..]);
        return _districtsById.GetValueOrDefault(stream[DistrictPrefix.Length..]);
    }

    private async ValueTask FollowAsync(CancellationToken cancellation)
    {
        var head = await log.HeadAsync(cancellation);
        if (Volatile.Read(ref _position) >= head.Commit) return;
        await _following.WaitAsync(cancellation);
        try
        {
            if (_position >= head.Commit) return;
            _links ??= new DistrictLinks(_incidents);
            await foreach (var page in log.ReadAllAsync(new LogRead(Position.At(_position + 1), head), cancellation))
            {
                // Whole pages only: one that was cut short by a failure is read again.
                var links = await _links.OfAsync(log, page, cancellation);
                lock (_gate) Add(page.Events.Span, links);
                Volatile.Write(ref _position, page.Next.Commit);
            }
        }
        finally
        {
            _following.Release();
        }
    }

    private void Add(ReadOnlySpan<RecordedEvent> events, IReadOnlyList<(long Position, int Place)> links)
    {
        foreach (ref readonly var recorded in events)
        {
            Of(_types, recorded.Type.Span).Add(recorded.Position.Commit);
            var dash = recorded.Stream.Span.IndexOf((byte)'-');
            if (dash > 0) Of(_categories, recorded.Stream.Span[..dash]).Add(recorded.Position.Commit);
        }

        foreach (var (position, place) in links)
        {
            if (!_districts.TryGetValue(place, out var positions))
                _districts[place] = _districtsById[_incidents.Names.Text(place)] = positions = new PositionList();
            positions.Add(position);
        }
    }

    private static PositionSet Of(Dictionary<string, PositionSet> sets, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[StreamName.MaxLength];
        text = text[..Encoding.ASCII.GetChars(name, text)];
        var known = sets.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var positions)) known[text] = positions = new PositionSet();
        return positions;
    }
}
