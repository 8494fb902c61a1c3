using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>Steps the resolver itself through the log: the figure at every position at which something was recorded that bears on it.</summary>
/// <param name="readings">The facts.</param>
/// <param name="policy">What phrases stand for.</param>
/// <param name="resolve">The figures of a key at a cut, with the constraints that they break.</param>
internal sealed class FigureExplainer(Readings readings, Policy policy, Func<FigureKey, Cut, IReadOnlyList<FigureView>> resolve)
{
    // Facts have one number in every reading; whose they are the reading at a cut tells.
    private readonly LedgerState _state = readings.Recorded.State;

    private const int FactsListed = 1000;
    private const int AlternativesTried = 200;

    public FigureExplanation Explain(FigureView view, int steps)
    {
        var cut = view.Cut;
        var subject = new FigureSubject(_state, view, cut);
        var candidates = new Candidates(_state, cut.Known);
        foreach (var (position, id) in subject.Definitions()) candidates.Define(position, id);
        foreach (var fact in subject.Own) candidates.Add(fact, isOwn: subject.IsWithin(fact));
        foreach (var fact in subject.Others) candidates.Add(fact, isOwn: false);

        var inOrder = candidates.InOrder;
        var earlier = Math.Max(0, inOrder.Count - steps);
        var before = inOrder.Count == 0 ? view : At(subject, cut with { At = inOrder[earlier].Position - 1 });
        var shown = ImmutableArray.CreateBuilder<ExplainedStep<FigureView?, ExplainedFigure>>();
        foreach (var candidate in inOrder.Skip(earlier))
        {
            var then = cut with { At = candidate.Position };
            var after = At(subject, then);
            if (!candidate.IsOwn && IsSame(before, after)) continue;
            var effects = candidate.Facts.Where(f => f.Kind == FactKind.Figure && subject.IsOwn(_state.Figures[f.Index].Series))
                .Select(f => Explained(f.Index, after, then));
            shown.Add(new ExplainedStep<FigureView?, ExplainedFigure>(candidate.Position, candidate.Kind, candidate.Subject, before, after, [.. effects]));
            before = after;
        }

        var now = readings.At(cut).State;
        var facts = subject.Own.Where(subject.IsWithin).Select(f => f.Index).Where(f => now.KeyOf(now.Figures[f].Series) == view.Key).OrderByDescending(f => _state.Figures[f].Position).ToList();
        return new FigureExplanation
        {
            View = view,
            Steps = shown.ToImmutable(),
            EarlierSteps = earlier,
            Facts = [.. facts.Take(FactsListed).Select(f => Explained(f, view, cut))],
            OlderFacts = Math.Max(0, facts.Count - FactsListed),
            Alternatives = Alternatives(subject, facts, cut),
        };
    }

    private FigureView? At(FigureSubject subject, Cut cut) => resolve(subject.View.Key, cut).FirstOrDefault(subject.Is);

    internal static bool IsSame(FigureView? before, FigureView? after) =>
        before is null ? after is null : after is not null && ViewComparison.IsSame(before, after);

    private ExplainedFigure Explained(int figure, FigureView? view, Cut cut)
    {
        ref var entry = ref _state.Figures[figure];
        var interval = readings.At(cut).Figures(policy).IntervalOf(figure, cut.Known);
        return new ExplainedFigure(
            _state.FigureId(figure), entry.Position, RoleOf(figure, view, cut), _state.Names.Text(readings.At(cut).State.Figures[figure].Origin), _state.Quantities[entry.Quantity].ToString(),
            interval?.Low, interval?.High, interval?.Anchor)
        {
            RecordedAs = readings.RecordedAs(new FactRef(FactKind.Figure, figure), cut),
        };
    }

    private FigureRole RoleOf(int figure, FigureView? view, Cut cut)
    {
        ref var entry = ref _state.Figures[figure];
        if (entry.Position > cut.Known.At) return FigureRole.NotRecorded;
        if (entry.Published > cut.Known.PublishedBy) return FigureRole.NotPublished;
        if (!_state.IsKnown(in entry, figure, cut.Known)) return FigureRole.TakenOut;
        if (entry.Begin > cut.On.Number) return FigureRole.NotBegun;
        var id = _state.FigureId(figure);
        foreach (var origin in view?.Origins ?? [])
        {
            if (origin.Revisions.Any(r => r.Fact == id)) return FigureRole.Revised;
            if (!origin.Facts.Contains(id)) continue;
            if (!origin.Independent) return FigureRole.NotIndependent;
            // The tightest of an origin's equal words gives the quantity; the others say the same.
            return _state.Quantities[entry.Quantity].ToString() == origin.Quantity ? FigureRole.Current : FigureRole.SameWord;
        }

        if (view is not null && view.Denials.Contains(id)) return FigureRole.Denial;
        return entry.Stance is Stance.Expected or Stance.Conditional ? FigureRole.Beside : FigureRole.NoNumber;
    }

    /// <summary>The production answer without one fact, one source, one origin, where it is another one.</summary>
    private ImmutableArray<Alternative<FigureView>> Alternatives(FigureSubject subject, List<int> newestFirst, Cut cut)
    {
        var view = subject.View;
        var known = newestFirst.AsEnumerable().Reverse().Where(f => _state.IsKnown(in _state.Figures[f], f, cut.Known)).ToList();
        var alternatives = ImmutableArray.CreateBuilder<Alternative<FigureView>>();
        foreach (var fact in known.Take(AlternativesTried)) Try("fact", _state.FigureId(fact), [fact]);
        foreach (var source in known.GroupBy(f => _state.Sources[_state.Figures[f].Source].Id).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("source", _state.SourceIds.Text(source.Key), source);
        foreach (var origin in known.GroupBy(f => readings.At(cut).State.Figures[f].Origin).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("origin", _state.Names.Text(origin.Key), origin);
        return alternatives.ToImmutable();

        void Try(string kind, string id, IEnumerable<int> without)
        {
            var other = At(subject, cut with { Without = without.Select(f => _state.Figures[f].Position).ToHashSet() });
            if (other is null || !ViewComparison.IsSameAnswer(view, other)) alternatives.Add(new Alternative<FigureView>(kind, id, other));
        }
    }
}
