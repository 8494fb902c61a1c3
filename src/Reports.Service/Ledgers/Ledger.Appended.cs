using System.Text;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Ledgers;

/// <summary>Views that are fed what was appended, without a look at the log.</summary>
public sealed partial class Ledger
{
    /// <summary>
    /// Feeds the views what was appended just now: from memory where it follows what they know, otherwise from the log.
    /// Called under <see cref="WriteGate"/>, for one append after another.
    /// </summary>
    /// <param name="appends">As they were given to the log.</param>
    /// <param name="results">As the log answered them.</param>
    internal async Task TakeAppendedAsync(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results)
    {
        await _catchUp.WaitAsync();
        try
        {
            var first = Views.Position + 1;
            if (Log.HasDensePositions && Count(appends, results, first) is > 0 and var count)
            {
                Views.Apply(sink => Feed(appends, results, first, sink));
                var last = appends[^1].Events;
                Recorded(first + count - 1, EventMetadata.Parse(last[^1].Metadata).RecordedAt);
                return;
            }
        }
        finally
        {
            _catchUp.Release();
        }

        await CatchUpAsync();
    }

    /// <summary>How many events were appended; 0 when they do not stand together in the log from the position on.</summary>
    private static long Count(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results, long first)
    {
        var count = 0L;
        for (var i = 0; i < appends.Count; i++)
        {
            count += appends[i].Events.Count;
            if (results[i].IsDuplicate || appends[i].Events.Count == 0 || results[i].Position.Commit != first + count - 1) return 0;
        }

        return count;
    }

    /// <summary>Decodes the appended events as the log has them, one at a time.</summary>
    private void Feed(IReadOnlyList<StreamAppend> appends, IReadOnlyList<AppendResult> results, long first, IFactSink sink)
    {
        var (position, types, name) = (first, new Dictionary<string, byte[]>(StringComparer.Ordinal), new byte[StreamName.MaxLength]);
        for (var i = 0; i < appends.Count; i++)
        {
            var events = appends[i].Events;
            var revision = results[i].Revision - events.Count + 1;
            var stream = name.AsMemory(0, Encoding.ASCII.GetBytes(appends[i].Stream.Value, name));
            for (var e = 0; e < events.Count; e++)
            {
                var appended = events[e];
                if (!types.TryGetValue(appended.Type, out var type)) types.Add(appended.Type, type = Encoding.ASCII.GetBytes(appended.Type));
                _decoder.Decode(new RecordedEvent(Position.At(position++), revision + e, appended.Id, stream, type, appended.Data, appended.Metadata), sink);
            }
        }
    }
}
