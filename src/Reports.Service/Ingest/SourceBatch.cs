using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Coding;
using Reports.Service.Ledgers;

namespace Reports.Service.Ingest;

/// <summary>Plans of several sources, appended together. Each source is in the ledger whole or not at all.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="serializer">Of one thread.</param>
/// <param name="foreseen">Sources as they would be after the plans of a dry run so far; null outside of one.</param>
internal sealed class SourceBatch(Ledger ledger, EventSerializer serializer, IReadOnlyDictionary<string, RecordedSource>? foreseen = null)
{
    private const int EventsPerAppend = 20_000;

    private readonly IngestPlanner _planner = new(serializer, ledger.Gazetteer.Reconciliations);
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    /// <summary>True when a plan of this batch is about the document's source, or one that it corrects.</summary>
    public bool Touches(SourceDocument document) =>
        _sources.Contains(document.Header.Id)
        || document.Corrections.Concat(document.Retractions).Any(t => t.Source is { } other && _sources.Contains(other));

    public async Task<IngestPlan> PlanAsync(string file, SourceDocument document, CancellationToken cancellation)
    {
        var recorded = await FindAsync(document.Header.Id, cancellation);
        var others = new Dictionary<string, RecordedSource?>(StringComparer.Ordinal);
        foreach (var taking in document.Corrections.Concat(document.Retractions))
            if (taking.Source is { } other && !others.ContainsKey(other))
                others[other] = await FindAsync(other, cancellation);
        var plan = _planner.Plan(file, document, recorded, id => others.GetValueOrDefault(id));
        if (plan.Errors.Count == 0 && plan.Streams.Count > 0)
        {
            _entries.Add(new Entry(file, plan, null));
            foreach (var stream in plan.Streams) _sources.Add(stream.Stream.Value["source-".Length..]);
        }

        return plan;
    }

    /// <summary>How many sources wait to be appended.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes the source back.</summary>
    /// <returns>False when there is no such source, or it was withdrawn already.</returns>
    public async Task<bool> PlanWithdrawalAsync(string file, string source, string reason, int line, CancellationToken cancellation)
    {
        if (await FindAsync(source, cancellation) is not { Withdrawn: null } recorded) return false;
        var plan = new IngestPlan();
        plan.Streams.Add(new PlannedStream(StreamName.Source(source), recorded.Revision, [new PlannedEvent(new SourceWithdrawn(reason), recorded.HeaderEvent, line)]));
        _entries.Add(new Entry(file, plan, null));
        _sources.Add(source);
        return true;
    }

    /// <summary>Takes a source that the ledger does not hold.</summary>
    public void Add(string file, NewSource source)
    {
        _entries.Add(new Entry(file, null, source));
        _sources.Add(source.Id);
    }

    /// <summary>True when a plan of this batch is about the source.</summary>
    public bool Touches(string source) => _sources.Contains(source);

    /// <summary>Appends all of it. The caller feeds the views.</summary>
    /// <param name="stamp">What the metadata of every event has.</param>
    /// <param name="cancellation">Stops between appends.</param>
    public async Task AppendAsync(EventMetadata stamp, CancellationToken cancellation)
    {
        foreach (var appends in Appends(stamp, new PooledBytes())) await ledger.Log.AppendAsync(appends, cancellation);
        Clear();
    }

    /// <summary>What to append, in bounded parts; a source is in one of them whole.</summary>
    /// <param name="stamp">What the metadata of every event has.</param>
    /// <param name="bytes">Takes what is stored of the events.</param>
    public IEnumerable<List<StreamAppend>> Appends(EventMetadata stamp, PooledBytes bytes)
    {
        var (appends, events) = (new List<StreamAppend>(), 0);
        var (file, metadata) = ((string?)null, (MetadataWriter?)null);
        try
        {
            foreach (var entry in _entries)
            {
                if (metadata is null || entry.File != file)
                {
                    metadata?.Dispose();
                    (file, metadata) = (entry.File, new MetadataWriter(stamp with { File = entry.File }));
                }

                var before = appends.Count;
                if (entry.New is { } source) appends.Add(Stored(source, stamp.CausationId, metadata, bytes));
                else foreach (var stream in entry.Plan!.Streams) appends.Add(Stored(stream, stamp.CausationId, metadata, bytes));
                for (var i = before; i < appends.Count; i++) events += appends[i].Events.Count;
                if (events < EventsPerAppend) continue;
                yield return appends;
                (appends, events) = ([], 0);
            }
        }
        finally
        {
            metadata?.Dispose();
        }

        if (appends.Count > 0) yield return appends;
    }

    /// <summary>What <see cref="AppendAsync"/> would append.</summary>
    public IEnumerable<StreamAppend> Planned(EventMetadata stamp) => Appends(stamp, new PooledBytes()).SelectMany(a => a);

    public void Clear()
    {
        _entries.Clear();
        _sources.Clear();
    }

    private async Task<RecordedSource?> FindAsync(string id, CancellationToken cancellation)
    {
        if (!Domain.Text.Slug.TryParse(id, out _)) return null;
        if (foreseen is not null && foreseen.TryGetValue(id, out var planned)) return planned;
        // A new source is new in the views; only a known one is worth a look into the log.
        if (!ledger.Views.IsSource(id)) return null;
        return await RecordedSource.ReadAsync(ledger.Log, id, cancellation)
            ?? throw new LogDamagedException($"{ledger.Log.Name}: the stream 'source-{id}' cannot be found, although the log holds its events");
    }

    private StreamAppend Stored(PlannedStream stream, Guid command, MetadataWriter metadata, PooledBytes bytes)
    {
        var stored = new EventToAppend[stream.Events.Count];
        var (cause, last, written) = (command, (Line: -1, Cause: Guid.Empty), ReadOnlyMemory<byte>.Empty);
        for (var i = 0; i < stored.Length; i++)
        {
            var planned = stream.Events[i];
            var type = EventTypes.NameOf(planned.Event);
            var data = bytes.Add(serializer.Write(planned.Event));
            var id = EventIds.Of(stream.Stream, type, data.Span, planned.Replaces);
            var own = (planned.Line, planned.Replaces ?? cause);
            // Facts of one row follow from one header, and stand in one line.
            if (own != last) written = bytes.Add(metadata.Write(planned.Line, planned.Replaces ?? cause));
            last = own;
            stored[i] = new EventToAppend(id, type, data, written);
            // The facts of a new source follow from its header.
            if (i == 0 && stream.Revision < 0) cause = id;
        }

        return new StreamAppend(stream.Stream, stream.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(stream.Revision), stored);
    }

    private static StreamAppend Stored(NewSource source, Guid command, MetadataWriter metadata, PooledBytes bytes)
    {
        var stored = new EventToAppend[source.Data.Length];
        var header = EventIds.Of(source.Stream, EventTypes.SourceReported, source.Data[0].Span);
        stored[0] = new EventToAppend(header, EventTypes.SourceReported, source.Data[0], bytes.Add(metadata.Write(source.Line, command)));
        var (line, written) = (-1, ReadOnlyMemory<byte>.Empty);
        for (var i = 1; i < stored.Length; i++)
        {
            var fact = source.Facts[i - 1];
            var type = EventTypes.NameOf(fact.Fact);
            if (fact.Line != line) written = bytes.Add(metadata.Write(line = fact.Line, header));
            stored[i] = new EventToAppend(EventIds.Of(source.Stream, type, source.Data[i].Span), type, source.Data[i], written);
        }

        return new StreamAppend(source.Stream, ExpectedRevision.NoStream, stored);
    }

    /// <param name="Plan">Of a file, or of a source that is known; null for a new one.</param>
    /// <param name="New">Of a source that the ledger does not hold; null for a plan.</param>
    private readonly record struct Entry(string File, IngestPlan? Plan, NewSource? New);
}
