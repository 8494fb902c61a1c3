using Reports.Domain.Time;
using Reports.Projections.Changes;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.History;

/// <summary>A figure along one axis, resolved only where it can change.</summary>
/// <param name="readings">The facts.</param>
/// <param name="resolve">The figures of a key at a cut, with the constraints that they break.</param>
internal sealed class FigureHistory(Readings readings, Func<FigureKey, Cut, IReadOnlyList<FigureView>> resolve)
{
    private readonly LedgerState _state = readings.Recorded.State;

    public List<HistoryEntry<FigureView>> Follow(FigureView figure, Axis axis)
    {
        var cut = figure.Cut;
        var subject = new FigureSubject(_state, figure, cut);
        var entries = new List<HistoryEntry<FigureView>>();
        var (before, from) = ((FigureView?)null, ControlHistory.First(cut, axis));
        foreach (var at in Cuts(subject, cut, axis))
        {
            var view = resolve(figure.Key, at).FirstOrDefault(subject.Is);
            if (!FigureExplainer.IsSame(before, view)) entries.Add(new HistoryEntry<FigureView>(at, view, new ChangeCauses(readings).Of(before, from, view, at)));
            (before, from) = (view, at);
        }

        return entries;
    }

    private IEnumerable<Cut> Cuts(FigureSubject subject, Cut cut, Axis axis)
    {
        var facts = subject.Own.Concat(subject.Others).ToList();
        return axis switch
        {
            Axis.Valid => facts.Select(_state.BeginOf).Where(d => d <= cut.On.Number).Distinct().Order().Select(d => cut with { On = new Day(d) }),
            Axis.Published => facts.Select(_state.PublishedOf).Concat(Ends(facts).Select(e => e.Published)).Where(d => d != int.MinValue && d <= cut.Known.PublishedBy)
                .Distinct().Order().Select(d => cut with { PublishedBy = new Day(d) }),
            _ => facts.Select(_state.PositionOf).Concat(Ends(facts).Select(e => e.Position)).Concat(subject.Definitions().Select(d => d.Position))
                .Where(p => p <= cut.Known.At).Distinct().Order().Select(p => cut with { At = p }),
        };
    }

    private IEnumerable<FactEnd> Ends(IEnumerable<FactRef> facts)
    {
        foreach (var fact in facts)
            if (_state.Ends.TryGetValue(fact.Value, out var end))
                yield return end;
    }
}
