using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections;
using Reports.Projections.Changes;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Ingest;

/// <summary>
/// Which views events would change, without recording them: views of what bears on them are made a second time and take the events.
/// Not thread safe.
/// </summary>
/// <param name="ledger">The ledger, which nobody else writes meanwhile.</param>
/// <param name="on">The valid date at which views are compared.</param>
/// <param name="policy">The policy; null for the one in force.</param>
internal sealed class IngestPreview(Ledger ledger, Day on, Policy? policy)
{
    /// <summary>Events that are read again at most; what more bears on is not previewed.</summary>
    internal const int MaxEvents = 50_000;

    private const string SourcePrefix = "source-";

    private readonly List<(StreamName Stream, EventToAppend Event)> _planned = [];

    /// <summary>Events that would be recorded.</summary>
    public int Count => _planned.Count;

    /// <summary>The sources that are planned, as they would be after it.</summary>
    public Dictionary<string, RecordedSource> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes plans of sources: what is planned next sees them.</summary>
    public async Task AddAsync(IEnumerable<StreamAppend> appends, CancellationToken cancellation)
    {
        foreach (var append in appends)
        {
            var id = SourceOf(append.Stream.Value)!;
            if (!Sources.TryGetValue(id, out var source))
                Sources[id] = source = await RecordedSource.ReadAsync(ledger.Log, id, cancellation) ?? new RecordedSource();
            foreach (var @event in append.Events) source.Apply(EventReader.Default.Read(Recorded(0, append.Stream, @event)), @event.Id, source.Revision + 1);
            Add([append]);
        }
    }

    public void Add(IEnumerable<StreamAppend> appends)
    {
        foreach (var append in appends)
            foreach (var @event in append.Events)
                _planned.Add((append.Stream, @event));
    }

    /// <summary>Null when too much bears on them.</summary>
    /// <param name="from">The position that the views are at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="most">Events that are read at most.</param>
    public async Task<ViewChanges?> CompareAsync(long from, CancellationToken cancellation, int most = MaxEvents)
    {
        if (_planned.Count == 0) return ViewChanges.None;
        var recorded = _planned.Select((p, i) => Recorded(from + 1 + i, p.Stream, p.Event)).ToArray();
        var events = recorded.Select(r => (Event: EventReader.Default.Read(r), Source: SourceOf(r.StreamText))).ToList();
        var positions = ledger.Views.BearingOn(ledger.Views.AffectedBy(events), SourcesOf(events));
        if (positions.Count > most) return null;
        using var views = ledger.Views.WithDefinitions(await ReadAsync(positions, cancellation));
        var (affected, decoder) = (new Affected(), new EventDecoder());
        views.Apply(sink => decoder.Decode(recorded, sink), affected);
        return ViewComparison.Compare(
            views, affected, Viewpoint.At(views, new Cut(on, At: from), policy), Viewpoint.At(views, new Cut(on, At: from + recorded.Length), policy));
    }

    private static RecordedEvent Recorded(long position, StreamName stream, EventToAppend planned) => new(
        Position.At(position), 0, planned.Id, stream.ToUtf8(), System.Text.Encoding.ASCII.GetBytes(planned.Type), planned.Data, planned.Metadata);

    private async Task<List<(long, Action<IFactSink>)>> ReadAsync(IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        var decoder = new EventDecoder();
        var facts = new List<(long, Action<IFactSink>)>(positions.Count);
        foreach (var position in positions)
        {
            var recorded = await ledger.EventAtAsync(position, cancellation)
                ?? throw new LogDamagedException($"{ledger.Log.Name}: position {position} is missing");
            var copy = recorded.Copy();
            facts.Add((position, sink => decoder.Decode(copy, sink)));
        }

        return facts;
    }

    /// <summary>The sources that the events belong to, and those that publish a correction.</summary>
    private static IEnumerable<string> SourcesOf(IEnumerable<(LedgerEvent Event, string? Source)> events) => events
        .SelectMany(e => (string?[])[e.Source, (e.Event as FactCorrected)?.CorrectedBy, (e.Event as FactRetracted)?.CorrectedBy])
        .OfType<string>().Distinct(StringComparer.Ordinal);

    private static string? SourceOf(string stream) =>
        stream.StartsWith(SourcePrefix, StringComparison.Ordinal) ? stream[SourcePrefix.Length..] : null;
}
