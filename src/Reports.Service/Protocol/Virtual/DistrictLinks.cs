using System.Text;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Virtual;

/// <summary>
/// Which events belong to which district's stream: those that state a fact about the place, and those that correct, retract or
/// withdraw one, or grade it otherwise. What an event is about is looked up in its source's stream, so that nothing is kept in memory for each fact.
/// Not thread safe.
/// </summary>
internal sealed class DistrictLinks(IncidentPlaces incidents) : FactPlaces(incidents)
{
    private readonly EventDecoder _decoder = new();
    private readonly List<(long Position, int Place)> _links = [];
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    /// <summary>The links of a page, in log order; an event may be linked to a place more than once.</summary>
    public async ValueTask<IReadOnlyList<(long Position, int Place)>> OfAsync(IEventLog log, EventPage page, CancellationToken cancellation)
    {
        _links.Clear();
        _ended.Clear();
        if (page.Events.Length == 0) return _links;
        _decoder.Decode(page.Events.Span, this);
        var (first, last) = (page.Events.Span[0].Position, page.Events.Span[^1].Position);
        foreach (var source in _ended)
        {
            var ends = new SourceEnds(Incidents, first.Commit, last.Commit, _links);
            await foreach (var events in log.ReadStreamAsync(StreamName.Source(source), default, cancellation))
            {
                _decoder.Decode(events.Events.Span, ends);
                if (events.Events.Span[^1].Position >= last) break;
            }
        }

        _links.Sort((x, y) => x.Position != y.Position ? x.Position.CompareTo(y.Position) : x.Place.CompareTo(y.Place));
        return _links;
    }

    public override void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction) => End(head);

    public override void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade) => End(head);

    public override void SourceWithdrawn(in EventHead head) => End(head);

    public override void Reconciled(in EventHead head, Reconciliation reconciliation)
    {
        // Whoever follows either of the places must learn of it. What was recorded before stays where it was.
        if (reconciliation.Kind != ReconciledKind.Place) return;
        _links.Add((head.Position, Incidents.Names.Intern(Encoding.ASCII.GetBytes(reconciliation.Id))));
        _links.Add((head.Position, Incidents.Names.Intern(Encoding.ASCII.GetBytes(reconciliation.Into))));
    }

    protected override void Stated(in EventHead head, ReadOnlySpan<byte> key, List<int> places, bool isCorrection)
    {
        foreach (var place in places) _links.Add((head.Position, place));
        if (isCorrection) End(head);
    }

    private void End(in EventHead head) => _ended.Add(Encoding.ASCII.GetString(head.Source));

    /// <summary>One source's facts, read from its start: what its events of a page end.</summary>
    private sealed class SourceEnds(IncidentPlaces incidents, long first, long last, List<(long Position, int Place)> links) : FactPlaces(incidents)
    {
        private readonly Dictionary<string, int[]> _standing = new(StringComparer.Ordinal);

        public override void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction) => End(head, Encoding.ASCII.GetString(key));

        public override void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade)
        {
            if (_standing.TryGetValue(Encoding.ASCII.GetString(key), out var places)) Link(head, places);
        }

        public override void SourceWithdrawn(in EventHead head)
        {
            foreach (var key in _standing.Keys) End(head, key);
        }

        protected override void Stated(in EventHead head, ReadOnlySpan<byte> key, List<int> places, bool isCorrection)
        {
            var text = Encoding.ASCII.GetString(key);
            if (isCorrection) End(head, text);
            _standing[text] = [.. places];
        }

        private void End(in EventHead head, string key)
        {
            if (_standing.Remove(key, out var places)) Link(head, places);
        }

        private void Link(in EventHead head, int[] places)
        {
            if (head.Position < first || head.Position > last) return;
            foreach (var place in places) links.Add((head.Position, place));
        }
    }
}
