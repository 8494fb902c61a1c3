using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Benchmarks.Generation;

/// <summary>Turns changes into appends of many streams, as an ingest does.</summary>
public static class Appending
{
    /// <summary>Events of one append.</summary>
    public const int BatchEvents = 20_000;

    private const string Command = "ingest";

    private static readonly DateTimeOffset FirstRecorded = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Appends of about <see cref="BatchEvents"/> events, in log order.</summary>
    public static IEnumerable<IReadOnlyList<StreamAppend>> Batches(IEnumerable<Change> changes)
    {
        using var serializer = new EventSerializer();
        var batch = new List<StreamAppend>();
        var count = 0;
        var recorded = FirstRecorded;
        var run = EventIds.OfRun(Command, recorded);
        foreach (var change in changes)
        {
            batch.Add(Append(change, serializer, recorded, run));
            count += change.Items.Count;
            if (count < BatchEvents) continue;
            yield return batch;
            batch = [];
            count = 0;
            recorded = recorded.AddSeconds(1);
            run = EventIds.OfRun(Command, recorded);
        }

        if (batch.Count > 0) yield return batch;
    }

    /// <summary>Appends all changes and waits for each to be durable.</summary>
    public static async Task AppendAllAsync(IEventLog log, IEnumerable<Change> changes)
    {
        foreach (var batch in Batches(changes)) await log.AppendAsync(batch);
    }

    private static StreamAppend Append(Change change, EventSerializer serializer, DateTimeOffset recorded, Guid run)
    {
        var events = new EventToAppend[change.Items.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var item = change.Items[i];
            var type = EventTypes.NameOf(item.Event);
            var data = serializer.Serialize(item.Event);
            var id = EventIds.Of(change.Stream, type, data, item.Replaced?.EventId);
            if (item.Reported is { } reported) reported.EventId = id;
            var metadata = new EventMetadata(recorded, "generator", run, run, "sources/generated.yaml", (i * 7) + 1);
            events[i] = new EventToAppend(id, type, data, metadata.ToJson());
        }

        return new StreamAppend(change.Stream, change.Expected, events);
    }
}
