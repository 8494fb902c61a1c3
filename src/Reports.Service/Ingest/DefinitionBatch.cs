using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Service.Ingest;

/// <summary>Appends definitions of a gazetteer that was checked.</summary>
internal static class DefinitionBatch
{
    /// <summary>Appends them, what is named before what names it. The views are not fed.</summary>
    public static async Task AppendAsync(
        Ledger ledger, EventSerializer serializer, IReadOnlyList<(StreamName Stream, LedgerEvent Event, string File, int Line)> definitions,
        EventMetadata stamp, CancellationToken cancellation)
    {
        var appends = await PlannedAsync(ledger, ledger.Gazetteer, serializer, definitions, stamp, cancellation);
        foreach (var chunk in appends.Chunk(LogLimits.BatchEvents / 2)) await ledger.Log.AppendAsync(chunk, cancellation);
    }

    /// <summary>What <see cref="AppendAsync"/> would append.</summary>
    /// <param name="ledger">Where the streams are.</param>
    /// <param name="gazetteer">What was defined before.</param>
    /// <param name="serializer">Of one thread.</param>
    /// <param name="definitions">Checked.</param>
    /// <param name="stamp">What the metadata of every event has.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<List<StreamAppend>> PlannedAsync(
        Ledger ledger, GazetteerTree gazetteer, EventSerializer serializer, IReadOnlyList<(StreamName Stream, LedgerEvent Event, string File, int Line)> definitions,
        EventMetadata stamp, CancellationToken cancellation)
    {
        var appends = new List<StreamAppend>();
        var known = Known(gazetteer);
        foreach (var (stream, @event, file, line) in DefinitionOrder.Of(definitions))
        {
            // What was never defined has no stream: most definitions of a data set are the first.
            var revision = known.Contains(stream.Value) ? await ledger.Log.RevisionAsync(stream, cancellation) : null;
            appends.Add(new StreamAppend(stream, ExpectedRevision.Any, [Stored(serializer, stream, @event, revision, stamp with { File = file, Line = line })]));
        }

        return appends;
    }

    private static HashSet<string> Known(GazetteerTree gazetteer) => gazetteer.DefinedPlaces.Select(p => StreamName.Place(p.Id))
        .Concat(gazetteer.DefinedActors.Select(a => StreamName.Actor(a.Id))).Concat(gazetteer.DefinedOutlets.Select(o => StreamName.Outlet(o.Id)))
        .Select(s => s.Value).ToHashSet(StringComparer.Ordinal);

    private static EventToAppend Stored(EventSerializer serializer, StreamName stream, LedgerEvent @event, long? revision, EventMetadata metadata)
    {
        var type = EventTypes.NameOf(@event);
        var data = serializer.Serialize(@event);
        // A definition may go back to what it was before: its place in the stream tells the two apart.
        var id = EventIds.Of(stream, $"{type}@{(revision ?? -1) + 1}", data);
        return new EventToAppend(id, type, data, metadata.ToJson());
    }
}
