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
    private readonly List<(string File, IngestPlan Plan)> _plans = [];
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
            _plans.Add((file, plan));
            foreach (var stream in plan.Streams) _sources.Add(stream.Stream.Value["source-".Length..]);
        }

        return plan;
    }

    /// <summary>How many sources wait to be appended.</summary>
    public int Count => _plans.Count;

    /// <summary>Takes the source back.</summary>
    /// <returns>False when there is no such source, or it was withdrawn already.</returns>
    public async Task<bool> PlanWithdrawalAsync(string file, string source, string reason, int line, CancellationToken cancellation)
    {
        if (await FindAsync(source, cancellation) is not { Withdrawn: null } recorded) return false;
        var plan = new IngestPlan();
        plan.Streams.Add(new PlannedStream(StreamName.Source(source), recorded.Revision, [new PlannedEvent(new SourceWithdrawn(reason), recorded.HeaderEvent, line)]));
        _plans.Add((file, plan));
        _sources.Add(source);
        return true;
    }

    /// <summary>True when a plan of this batch is about the source.</summary>
    public bool Touches(string source) => _sources.Contains(source);

    /// <param name="stamp">What the metadata of every event has.</param>
    /// <param name="cancellation">Stops between appends.</param>
    /// <param name="isFed">The views take what was appended from memory; otherwise the caller feeds them.</param>
    public async Task AppendAsync(EventMetadata stamp, CancellationToken cancellation, bool isFed = false)
    {
        var appends = new List<StreamAppend>();
        var events = 0;
        foreach (var (file, plan) in _plans)
        {
            foreach (var stream in plan.Streams)
            {
                appends.Add(Stored(stream, stamp with { File = file }));
                events += stream.Events.Count;
            }

            if (events < EventsPerAppend) continue;
            await AppendAsync(appends, isFed, cancellation);
            appends.Clear();
            events = 0;
        }

        if (appends.Count > 0) await AppendAsync(appends, isFed, cancellation);
        Clear();
    }

    private async Task AppendAsync(List<StreamAppend> appends, bool isFed, CancellationToken cancellation)
    {
        var results = await ledger.Log.AppendAsync(appends, cancellation);
        if (isFed) await ledger.TakeAppendedAsync(appends, results);
    }

    /// <summary>What <see cref="AppendAsync(EventMetadata, CancellationToken, bool)"/> would append.</summary>
    public IEnumerable<StreamAppend> Planned(EventMetadata stamp) =>
        _plans.SelectMany(p => p.Plan.Streams.Select(stream => Stored(stream, stamp with { File = p.File })));

    public void Clear()
    {
        _plans.Clear();
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

    private StreamAppend Stored(PlannedStream stream, EventMetadata stamp)
    {
        var stored = new EventToAppend[stream.Events.Count];
        var (cause, last, written) = (stamp.CausationId, stamp, Array.Empty<byte>());
        for (var i = 0; i < stored.Length; i++)
        {
            var planned = stream.Events[i];
            var type = EventTypes.NameOf(planned.Event);
            var data = serializer.Serialize(planned.Event);
            var id = EventIds.Of(stream.Stream, type, data, planned.Replaces);
            var metadata = stamp with { CausationId = planned.Replaces ?? cause, Line = planned.Line };
            // Facts of one row follow from one header, and stand in one line.
            if (i == 0 || metadata != last) written = metadata.ToJson();
            last = metadata;
            stored[i] = new EventToAppend(id, type, data, written);
            // The facts of a new source follow from its header.
            if (i == 0 && stream.Revision < 0) cause = id;
        }

        return new StreamAppend(stream.Stream, stream.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(stream.Revision), stored);
    }
}
