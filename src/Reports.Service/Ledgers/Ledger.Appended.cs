using System.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Ledgers;

/// <summary>Views that are fed what was appended, without a look at the log.</summary>
public sealed partial class Ledger
{
    /// <summary>
    /// Feeds the views what was appended just now: from memory where it follows what they know, otherwise from the log.
    /// Called under <see cref="WriteGate"/>.
    /// </summary>
    /// <param name="appends">As they were given to the log.</param>
    /// <param name="results">As the log answered them.</param>
    internal async Task TakeAppendedAsync(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results)
    {
        await _catchUp.WaitAsync();
        try
        {
            if (Log.HasDensePositions && Recorded(appends, results, Views.Position + 1) is { Length: > 0 } recorded)
            {
                Views.Apply(sink => _decoder.Decode(recorded, sink));
                _lastRecordedPosition = recorded[^1].Position.Commit;
                var last = EventMetadata.Parse(recorded[^1].Metadata).RecordedAt;
                if (last > _lastRecorded) _lastRecorded = last;
                return;
            }
        }
        finally
        {
            _catchUp.Release();
        }

        await CatchUpAsync();
    }

    /// <summary>The appended events as the log has them; null when they do not stand together from the position on.</summary>
    private static RecordedEvent[]? Recorded(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results, long first)
    {
        var recorded = new RecordedEvent[appends.Sum(a => a.Events.Count)];
        var (number, types) = (0, new Dictionary<string, byte[]>(StringComparer.Ordinal));
        for (var i = 0; i < appends.Count; i++)
        {
            var (events, result) = (appends[i].Events, results[i]);
            if (result.IsDuplicate || result.Position.Commit != first + number + events.Count - 1) return null;
            var stream = Encoding.ASCII.GetBytes(appends[i].Stream.Value);
            for (var e = 0; e < events.Count; e++, number++)
            {
                if (!types.TryGetValue(events[e].Type, out var type)) types.Add(events[e].Type, type = Encoding.ASCII.GetBytes(events[e].Type));
                recorded[number] = new RecordedEvent(
                    Position.At(first + number), result.Revision - events.Count + 1 + e, events[e].Id, stream, type, events[e].Data, events[e].Metadata);
            }
        }

        return recorded;
    }
}
