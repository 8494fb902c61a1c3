using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Ledger;

namespace Reports.Projections.History;

/// <summary>
/// A status along one axis. It is resolved only where it can change: where a fact begins, ends, grows stale, is published, recorded
/// or taken back.
/// </summary>
internal sealed class ControlHistory(Readings readings, Policy policy)
{
    private readonly LedgerState _state = readings.Recorded.State;

    public List<HistoryEntry<ControlStatusView>> Follow(string place, Cut cut, Axis axis)
    {
        var subject = new ControlSubject(_state, place, cut);
        var entries = new List<HistoryEntry<ControlStatusView>>();
        var before = readings.Status(place, First(cut, axis), policy);
        foreach (var at in Cuts(subject, cut, axis))
        {
            var view = readings.Status(place, at, policy);
            // What happened since the last change and made no difference is no cause of the next one.
            if (!ViewComparison.IsSame(before, view)) entries.Add(new HistoryEntry<ControlStatusView>(at, view, new ChangeCauses(readings).Of(before, view)));
            before = view;
        }

        return entries;
    }

    internal static Cut First(Cut cut, Axis axis) => axis switch
    {
        Axis.Valid => cut with { On = Day.Min },
        Axis.Published => cut with { PublishedBy = Day.Min },
        _ => cut with { At = 0 },
    };

    private IEnumerable<Cut> Cuts(ControlSubject subject, Cut cut, Axis axis)
    {
        switch (axis)
        {
            case Axis.Valid:
                var days = new SortedSet<int>();
                foreach (var fact in subject.Facts) AddDays(fact, days);
                return days.Where(d => d <= cut.On.Number).Select(d => cut with { On = new Day(d) });
            case Axis.Published:
                var published = new SortedSet<int>();
                foreach (var fact in subject.Facts)
                {
                    published.Add(_state.PublishedOf(fact));
                    if (_state.Ends.TryGetValue(fact.Value, out var end) && end.Published != int.MinValue) published.Add(end.Published);
                }

                return published.Where(d => d <= cut.Known.PublishedBy).Select(d => cut with { PublishedBy = new Day(d) });
            default:
                var positions = new SortedSet<long>(subject.Definitions().Select(d => d.Position));
                foreach (var fact in subject.Facts)
                {
                    positions.Add(_state.PositionOf(fact));
                    positions.UnionWith(_state.RegradesOf(fact).Select(r => r.From));
                    if (_state.Ends.TryGetValue(fact.Value, out var end)) positions.Add(end.Position);
                }

                return positions.Where(p => p <= cut.Known.At).Select(p => cut with { At = p });
        }
    }

    private void AddDays(FactRef fact, SortedSet<int> days)
    {
        days.Add(_state.BeginOf(fact));
        if (fact.Kind == FactKind.Incident)
        {
            // An evacuation is under way until its last day.
            After(_state.LastDayOf(fact.Index), 0);
            return;
        }

        ref var control = ref _state.Controls[fact.Index];
        var end = _state.Times[control.Time].End.Number;
        days.Add(control.Published);
        After(end, 0);
        // Evidence reaches to the end of the fact or to its publication; then it ages.
        After(Math.Max(control.Begin, Math.Min(end, control.Published)), policy.StalenessDays);
        After(control.Through, policy.StalenessDays);
        var due = (long)control.Through - policy.StalenessDays;
        if (due > int.MinValue) days.Add((int)due);

        void After(int day, int later)
        {
            var next = (long)day + later + 1;
            if (day != int.MaxValue && next < int.MaxValue) days.Add((int)next);
        }
    }
}
