using Reports.Domain.Events;
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
        var appends = await PlannedAsync(ledger, serializer, definitions, stamp, cancellation);
        foreach (var chunk in appends.Chunk(LogLimits.BatchEvents / 2)) await ledger.Log.AppendAsync(chunk, cancellation);
    }

    /// <summary>What <see cref="AppendAsync"/> would append.</summary>
    public static async Task<List<StreamAppend>> PlannedAsync(
        Ledger ledger, EventSerializer serializer, IReadOnlyList<(StreamName Stream, LedgerEvent Event, string File, int Line)> definitions,
        EventMetadata stamp, CancellationToken cancellation)
    {
        var appends = new List<StreamAppend>();
        foreach (var (stream, @event, file, line) in DefinitionOrder.Of(definitions))
        {
            var revision = await ledger.Log.RevisionAsync(stream, cancellation);
            appends.Add(new StreamAppend(stream, ExpectedRevision.Any, [Stored(serializer, stream, @event, revision, stamp with { File = file, Line = line })]));
        }

        return appends;
    }

    private static EventToAppend Stored(EventSerializer serializer, StreamName stream, LedgerEvent @event, long? revision, EventMetadata metadata)
    {
        var type = EventTypes.NameOf(@event);
        var data = serializer.Serialize(@event);
        // A definition may go back to what it was before: its place in the stream tells the two apart.
        var id = EventIds.Of(stream, $"{type}@{(revision ?? -1) + 1}", data);
        return new EventToAppend(id, type, data, metadata.ToJson());
    }
}
