using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>
/// Steps the resolver itself through the log: the status at every position at which something was recorded that bears on it. No
/// rule is told a second time here.
/// </summary>
internal sealed class ControlExplainer(Readings readings, Policy policy)
{
    // Facts have one number in every reading; whose they are, and who says them, the reading at a cut tells.
    private readonly LedgerState _state = readings.Recorded.State;

    private const int FactsListed = 1000;
    private const int AlternativesTried = 200;

    public ControlExplanation Explain(string place, Cut cut, int steps)
    {
        var view = readings.Status(place, cut, policy);
        var subject = new ControlSubject(_state, place, cut);
        var candidates = CandidatesOf(place, subject, cut);
        var shown = new List<ExplainedStep<ControlStatusView, ExplainedFact>>();
        var before = candidates.Count == 0 ? view : readings.Status(place, cut with { At = candidates[0].Position - 1 }, policy);
        var earlier = Math.Max(0, candidates.Count - steps);
        if (earlier > 0) before = readings.Status(place, cut with { At = candidates[earlier].Position - 1 }, policy);
        foreach (var candidate in candidates.Skip(earlier))
        {
            var after = readings.Status(place, cut with { At = candidate.Position }, policy);
            // A definition or a fact of a place around it mostly changes nothing here.
            if (!candidate.IsOwn && ViewComparison.IsSame(before, after)) continue;
            shown.Add(new ExplainedStep<ControlStatusView, ExplainedFact>(candidate.Position, candidate.Kind, candidate.Subject, before, after, Effects(candidate, subject, cut)));
            before = after;
        }

        var facts = FactsOf(view);
        var now = readings.At(cut).State;
        return new ControlExplanation
        {
            View = view,
            Steps = [.. shown],
            EarlierSteps = earlier,
            Facts = [.. facts.Take(FactsListed).Select(f => Explained(f, Standing(now.Controls[f].Place, cut), cut))],
            OlderFacts = Math.Max(0, facts.Count - FactsListed),
            Alternatives = Alternatives(view),
        };
    }

    /// <summary>What happened to the subject, in log order, as far as it is published by the cut.</summary>
    private IReadOnlyList<Candidate> CandidatesOf(string place, ControlSubject subject, Cut cut)
    {
        var candidates = new Candidates(_state, cut.Known);
        var own = _state.Names.Find(place);
        var now = readings.At(cut).State;
        foreach (var (position, id) in subject.Definitions()) candidates.Define(position, id);
        foreach (var fact in subject.Facts)
            candidates.Add(fact, fact.Kind == FactKind.Control && now.Controls[fact.Index].Place == own && _state.BeginOf(fact) <= cut.On.Number);
        return candidates.InOrder;
    }

    private ImmutableArray<ExplainedFact> Effects(Candidate candidate, ControlSubject subject, Cut cut)
    {
        if (candidate.Kind is StepKind.Merged or StepKind.Split) return Reread(candidate, subject, cut);
        var effects = new List<ExplainedFact>();
        var touched = candidate.Facts.Where(f => f.Kind == FactKind.Control).Select(f => f.Index).ToList();
        var then = cut with { At = candidate.Position };
        // As they read there: one position has one event, so that no merge stands between the two.
        var read = readings.At(then).State;
        foreach (var place in touched.Select(f => read.Controls[f].Place).Distinct())
        {
            var before = Standing(place, cut with { At = candidate.Position - 1 });
            var after = Standing(place, then);
            var own = touched.FindAll(f => read.Controls[f].Place == place);
            effects.AddRange(own.Select(f => Explained(f, after, then)));
            effects.AddRange(All(before).Except(All(after)).Except(own).Select(f => Explained(f, after, then)));
            effects.AddRange(All(after).Except(All(before)).Except(own).Select(f => Explained(f, after, then)));
        }

        return [.. effects];
    }

    /// <summary>What became of the facts that a merge or split reads otherwise.</summary>
    private ImmutableArray<ExplainedFact> Reread(Candidate candidate, ControlSubject subject, Cut cut)
    {
        var (before, after) = (cut with { At = candidate.Position - 1 }, cut with { At = candidate.Position });
        var read = readings.At(after).State;
        return
        [
            .. subject.Facts.Where(f => f.Kind == FactKind.Control && _state.PositionOf(f) < candidate.Position && readings.RecordedAs(f, before) != readings.RecordedAs(f, after))
                .OrderBy(_state.PositionOf).Take(FactsListed)
                .Select(f => Explained(f.Index, Standing(read.Controls[f.Index].Place, after), after)),
        ];
    }

    private StandingFacts Standing(int place, Cut cut) => readings.At(cut).Control(policy).Standing(place, cut)!;

    private static IEnumerable<int> All(StandingFacts standing) => standing.Claims.Concat(standing.Denials).Concat(standing.Sieges).Concat(standing.Expected);

    private ExplainedFact Explained(int control, StandingFacts standing, Cut cut)
    {
        var fate = standing.FateOf(control);
        return new ExplainedFact(
            _state.ControlId(control), _state.Controls[control].Position, fate.Kind, fate.By == LedgerState.None ? null : _state.ControlId(fate.By))
        {
            RecordedAs = readings.RecordedAs(new FactRef(FactKind.Control, control), cut),
        };
    }

    private List<int> FactsOf(ControlStatusView view)
    {
        var facts = new List<int>();
        foreach (var place in new[] { view.Place, view.DecidedAt }.Distinct(StringComparer.Ordinal))
            if (place is not null && _state.Names.Find(place) is var number && readings.At(view.Cut).State.Places.TryGetValue(number, out var known))
                foreach (var postings in known.Controls)
                    facts.AddRange(postings.Facts);
        facts.Sort((x, y) => _state.Controls[y].Position.CompareTo(_state.Controls[x].Position));
        return facts;
    }

    /// <summary>The production answer without one fact, one source, one origin of the basis, where it is another one.</summary>
    private ImmutableArray<Alternative<ControlStatusView>> Alternatives(ControlStatusView view)
    {
        var now = readings.At(view.Cut).State;
        var basis = view.Basis.For.Concat(view.Basis.Against).ToHashSet(StringComparer.Ordinal);
        var facts = FactsOf(view).FindAll(f => basis.Contains(_state.ControlId(f)));
        facts.Reverse();
        var alternatives = ImmutableArray.CreateBuilder<Alternative<ControlStatusView>>();
        foreach (var fact in facts.Take(AlternativesTried)) Try("fact", _state.ControlId(fact), [fact]);
        var all = FactsOf(view);
        foreach (var source in facts.GroupBy(f => _state.Sources[_state.Controls[f].Source].Id).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("source", _state.SourceIds.Text(source.Key), all.FindAll(f => _state.Sources[_state.Controls[f].Source].Id == source.Key));
        foreach (var origin in facts.GroupBy(f => now.Controls[f].Origin).Where(g => g.Count() > 1).Take(AlternativesTried))
            Try("origin", _state.Names.Text(origin.Key), all.FindAll(f => now.Controls[f].Origin == origin.Key));
        return alternatives.ToImmutable();

        void Try(string kind, string id, List<int> without)
        {
            var other = readings.Status(view.Place, view.Cut with { Without = without.Select(f => _state.Controls[f].Position).ToHashSet() }, policy);
            if (!ViewComparison.IsSameAnswer(view, other)) alternatives.Add(new Alternative<ControlStatusView>(kind, id, other));
        }
    }
}
