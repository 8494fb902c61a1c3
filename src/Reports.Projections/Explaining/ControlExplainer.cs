using System.Collections.Immutable;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>
/// Steps the resolver itself through the log: the status at every position at which something was recorded that bears on it. No
/// rule is told a second time here.
/// </summary>
internal sealed class ControlExplainer(LedgerState state, ControlResolver resolver)
{
    private const int FactsListed = 1000;
    private const int AlternativesTried = 200;

    public ControlExplanation Explain(string place, Cut cut, int steps)
    {
        var view = resolver.Resolve(place, cut);
        var subject = new ControlSubject(state, place, cut);
        var candidates = CandidatesOf(subject, cut);
        var shown = new List<ExplainedStep<ControlStatusView, ExplainedFact>>();
        var before = candidates.Count == 0 ? view : resolver.Resolve(place, cut with { At = candidates[0].Position - 1 });
        var earlier = Math.Max(0, candidates.Count - steps);
        if (earlier > 0) before = resolver.Resolve(place, cut with { At = candidates[earlier].Position - 1 });
        foreach (var candidate in candidates.Skip(earlier))
        {
            var after = resolver.Resolve(place, cut with { At = candidate.Position });
            // A definition or a fact of a place around it mostly changes nothing here.
            if (!candidate.IsOwn && ViewComparison.IsSame(before, after)) continue;
            shown.Add(new ExplainedStep<ControlStatusView, ExplainedFact>(candidate.Position, candidate.Kind, candidate.Subject, before, after, Effects(candidate, cut)));
            before = after;
        }

        var facts = FactsOf(view);
        return new ControlExplanation
        {
            View = view,
            Steps = [.. shown],
            EarlierSteps = earlier,
            Facts = [.. facts.Take(FactsListed).Select(f => Explained(f, resolver.Standing(state.Controls[f].Place, cut)!))],
            OlderFacts = Math.Max(0, facts.Count - FactsListed),
            Alternatives = Alternatives(view),
        };
    }

    /// <summary>What happened to the subject, in log order, as far as it is published by the cut.</summary>
    private IReadOnlyList<Candidate> CandidatesOf(ControlSubject subject, Cut cut)
    {
        var candidates = new Candidates(state, cut.Known);
        var own = subject.Places.Count == 0 ? LedgerState.None : subject.Places[0];
        foreach (var (position, id) in subject.Definitions()) candidates.Define(position, id);
        foreach (var fact in subject.Facts)
            candidates.Add(fact, fact.Kind == FactKind.Control && state.Controls[fact.Index].Place == own && state.BeginOf(fact) <= cut.On.Number);
        return candidates.InOrder;
    }

    private ImmutableArray<ExplainedFact> Effects(Candidate candidate, Cut cut)
    {
        var effects = new List<ExplainedFact>();
        var touched = candidate.Facts.Where(f => f.Kind == FactKind.Control).Select(f => f.Index).ToList();
        foreach (var place in touched.Select(f => state.Controls[f].Place).Distinct())
        {
            var before = resolver.Standing(place, cut with { At = candidate.Position - 1 })!;
            var after = resolver.Standing(place, cut with { At = candidate.Position })!;
            var own = touched.FindAll(f => state.Controls[f].Place == place);
            effects.AddRange(own.Select(f => Explained(f, after)));
            effects.AddRange(All(before).Except(All(after)).Except(own).Select(f => Explained(f, after)));
            effects.AddRange(All(after).Except(All(before)).Except(own).Select(f => Explained(f, after)));
        }

        return [.. effects];
    }

    private static IEnumerable<int> All(StandingFacts standing) => standing.Claims.Concat(standing.Denials).Concat(standing.Sieges).Concat(standing.Expected);

    private ExplainedFact Explained(int control, StandingFacts standing)
    {
        var fate = standing.FateOf(control);
        return new ExplainedFact(
            state.ControlId(control), state.Controls[control].Position, fate.Kind, fate.By == LedgerState.None ? null : state.ControlId(fate.By));
    }

    private List<int> FactsOf(ControlStatusView view)
    {
        var facts = new List<int>();
        foreach (var place in new[] { view.Place, view.DecidedAt }.Distinct(StringComparer.Ordinal))
            if (place is not null && state.Names.Find(place) is var number && state.Places.TryGetValue(number, out var known))
                foreach (var postings in known.Controls)
                    facts.AddRange(postings.Facts);
        facts.Sort((x, y) => state.Controls[y].Position.CompareTo(state.Controls[x].Position));
        return facts;
    }

    /// <summary>The production answer without one fact, one source, one origin of the basis, where it is another one.</summary>
    private ImmutableArray<Alternative<ControlStatusView>> Alternatives(ControlStatusView view)
    {
        var basis = view.Basis.For.Concat(view.Basis.Against).ToHashSet(StringComparer.Ordinal);
        var facts = FactsOf(view).FindAll(f => basis.Contains(state.ControlId(f)));
        facts.Reverse();
        var alternatives = ImmutableArray.CreateBuilder<Alternative<ControlStatusView>>();
        foreach (var fact in facts.Take(AlternativesTried)) Try("fact", state.ControlId(fact), [fact]);
        var all = FactsOf(view);
        foreach (var source in facts.GroupBy(f => state.Sources[state.Controls[f].Source].Id).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("source", state.SourceIds.Text(source.Key), all.FindAll(f => state.Sources[state.Controls[f].Source].Id == source.Key));
        foreach (var origin in facts.GroupBy(f => state.Controls[f].Origin).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("origin", state.Names.Text(origin.Key), all.FindAll(f => state.Controls[f].Origin == origin.Key));
        return alternatives.ToImmutable();

        void Try(string kind, string id, List<int> without)
        {
            var other = resolver.Resolve(view.Place, view.Cut with { Without = without.Select(f => state.Controls[f].Position).ToHashSet() });
            if (!ViewComparison.IsSameAnswer(view, other)) alternatives.Add(new Alternative<ControlStatusView>(kind, id, other));
        }
    }
}
