using System.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;

namespace Reports.Service.Importing.Running;

/// <summary>What a ledger says of a row's source before the row is planned.</summary>
internal enum KnownRow
{
    /// <summary>The ledger does not hold the source.</summary>
    Unknown,

    /// <summary>The ledger holds all that the row says, and nothing else of the source.</summary>
    Same,

    /// <summary>The ledger holds something else: what, a plan finds out.</summary>
    Other,
}

/// <summary>
/// Compares rows with what the ledger holds by the stored bytes alone, many at a time: in a file that was imported before, nearly all
/// rows say what they said then.
/// </summary>
internal static class KnownRows
{
    /// <summary>For each source what the ledger says. No append to any of them may be under way.</summary>
    public static async Task<KnownRow[]> FindAsync(Ledger ledger, List<RowSource> sources, CancellationToken cancellation)
    {
        var isKnown = ledger.Views.AreSources(sources.ConvertAll(s => s.Source.Header.Id));
        var known = new KnownRow[sources.Count];
        var asked = new List<int>();
        for (var i = 0; i < known.Length; i++)
        {
            if (!isKnown[i]) continue;
            known[i] = KnownRow.Other;
            if (sources[i].New is not null) asked.Add(i);
        }

        if (asked.Count == 0) return known;
        var reading = new Comparison(sources, asked, known);
        await foreach (var page in ledger.Log.ReadStreamsAsync(asked.ConvertAll(i => sources[i].New!.Stream), cancellation)) reading.Take(page.Events.Span);
        reading.End();
        return known;
    }

    /// <summary>The streams come in the order asked for; a source that two rows tell of comes twice.</summary>
    private sealed class Comparison(List<RowSource> sources, List<int> asked, KnownRow[] known)
    {
        private int _asked = -1;
        private int _events;
        private bool _isSame;

        public void Take(ReadOnlySpan<RecordedEvent> events)
        {
            foreach (ref readonly var recorded in events)
            {
                if (recorded.Revision == 0) Begin(recorded.Stream.Span);
                _isSame = _isSame && IsNext(sources[asked[_asked]].New!, in recorded);
                _events++;
            }
        }

        public void End()
        {
            if (_asked >= 0 && _isSame && _events == sources[asked[_asked]].New!.Data.Length) known[asked[_asked]] = KnownRow.Same;
        }

        private void Begin(ReadOnlySpan<byte> stream)
        {
            End();
            do _asked++;
            while (!Ascii.Equals(stream, sources[asked[_asked]].New!.Stream.Value));
            (_events, _isSame) = (0, true);
        }

        private bool IsNext(NewSource source, in RecordedEvent recorded)
        {
            if (_events >= source.Data.Length) return false;
            var type = _events == 0 ? EventTypes.SourceReported : EventTypes.NameOf(source.Facts[_events - 1].Fact);
            return Ascii.Equals(recorded.Type.Span, type) && recorded.Data.Span.SequenceEqual(source.Data[_events].Span);
        }
    }
}
