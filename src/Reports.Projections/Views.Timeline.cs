using System.Collections;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections;

/// <summary>What is needed to show facts along a line of time.</summary>
public sealed partial class Views
{
    /// <summary>Days apart at most of those that are listed: some 400 years.</summary>
    private const int DaysAcross = 150_000;

    /// <summary>Every day on which a control fact that is known at the cut begins, in order; of the last <see cref="DaysAcross"/> days.</summary>
    public IReadOnlyList<Day> DaysReported(Cut cut) => Read(() =>
    {
        var known = Pin(cut).Known;
        var last = int.MinValue;
        for (var i = 0; i < _state.Controls.Count; i++)
            if (_state.Controls[i].Begin is var day && day > last && day != int.MaxValue && _state.IsKnown(in _state.Controls[i], i, known)) last = day;
        var days = new List<Day>();
        if (last == int.MinValue) return days;
        var (first, seen) = (last - DaysAcross, new BitArray(DaysAcross + 1));
        for (var i = 0; i < _state.Controls.Count; i++)
            if (_state.Controls[i].Begin is var day && day >= first && day <= last && !seen[day - first] && _state.IsKnown(in _state.Controls[i], i, known))
                seen[day - first] = true;
        for (var i = 0; i < seen.Length; i++)
            if (seen[i]) days.Add(new Day(first + i));
        return days;
    });

    /// <summary>What sources known at the cut say of control of a place, by the first day of each, then by publication and position; ended facts included.</summary>
    public IReadOnlyList<ControlStatement> StatementsAbout(string place, Cut cut) => Read(() =>
    {
        var state = _readings.At(Pin(cut)).State;
        var statements = new List<ControlStatement>();
        if (state.Names.Find(place) is var number && (number == Utf8Symbols.None || !state.Places.TryGetValue(number, out _))) return statements;
        foreach (var index in state.Places[number].Controls.SelectMany(p => p.Facts.ToArray()))
        {
            var entry = state.Controls[index];
            var known = Pin(cut).Known;
            if (entry.Position > known.At || entry.Published > known.PublishedBy) continue;
            statements.Add(new ControlStatement(
                state.ControlId(index), state.Names.Text(entry.Origin), state.Names.Text(entry.Actor), entry.Relation, entry.Extent, entry.Stance, state.Times[entry.Time],
                new Day(entry.Published), entry.Position, state.IsKnown(in entry, index, known)));
        }

        return (IReadOnlyList<ControlStatement>)[.. statements.OrderBy(s => s.On.Begin).ThenBy(s => s.Published).ThenBy(s => s.Position)];
    });

    /// <summary>Incidents that a source known at the cut places here, the latest first.</summary>
    /// <param name="place">From where or to where they led.</param>
    /// <param name="cut">What is known.</param>
    /// <param name="most">How many are resolved.</param>
    /// <param name="count">How many there are.</param>
    public IReadOnlyList<IncidentView> IncidentsAt(string place, Cut cut, int most, out int count)
    {
        var (found, all) = Read(() =>
        {
            var state = _readings.At(Pin(cut)).State;
            var number = state.Names.Find(place);
            var latest = new Dictionary<int, int>();
            if (number == Utf8Symbols.None) return ((IReadOnlyList<IncidentView>)[], 0);
            // Lists of places are kept once: few of them have the place, and most incidents have one of few lists.
            var lists = Enumerable.Range(0, state.Lists.Texts.Count).Where(l => state.Lists[l].ToArray().Contains(number)).ToHashSet();
            for (var i = 0; i < state.Incidents.Count; i++)
            {
                ref var entry = ref state.Incidents[i];
                if (!(lists.Contains(entry.From) || lists.Contains(entry.To)) || entry.Begin > cut.On.Number || !state.IsKnown(in entry, i, Pin(cut).Known)) continue;
                latest[entry.Incident] = Math.Max(entry.Begin, latest.GetValueOrDefault(entry.Incident, int.MinValue));
            }

            var resolver = new IncidentResolver(state);
            return (
                [
                    .. latest.OrderByDescending(l => l.Value).ThenBy(l => state.Names.Text(l.Key), StringComparer.Ordinal).Take(most)
                        .Select(l => resolver.Resolve(l.Key, Pin(cut))).OfType<IncidentView>(),
                ],
                latest.Count);
        });
        count = all;
        return found;
    }
}
