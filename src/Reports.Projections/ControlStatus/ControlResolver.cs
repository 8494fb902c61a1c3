using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.ControlStatus;

/// <summary>
/// Control rules 4 to 7: what the standing facts of a place say together. A pure function of the facts, the cut and the policy.
/// </summary>
internal sealed class ControlResolver(LedgerState state, Policy policy, ActorTrees trees)
{
    public ControlStatusView Resolve(string place, Cut cut)
    {
        var at = cut.At ?? state.Position;
        var actors = trees.At(at);
        var gazetteer = state.Gazetteer.At(at);
        ControlStatusView? own = null;

        // Rule 6: a place without facts of its own takes its nearest ancestor's status.
        for (var asked = place; ;)
        {
            var (standing, evacuations) = StandingAt(asked, actors, cut);
            var view = standing is null
                ? Unknown(place, cut, at)
                : Decide(place, standing, evacuations, actors, cut, at) with { Inherited = asked != place, DecidedAt = asked };
            own ??= view;
            // A claim about a part of an area says nothing of the places within it.
            if (standing is { HasOwnFacts: true } && (asked == place || !view.Extent.LeavesRoom()))
                return asked == place ? view : view with
                {
                    // Layers are reported of the place itself.
                    BesiegedBy = own.BesiegedBy,
                    Evacuations = own.Evacuations,
                    Expected = own.Expected,
                };
            if (!gazetteer.Places.TryGetValue(asked, out var known) || known.Within is not { } parent)
                return own with { Inherited = false, DecidedAt = null };
            asked = parent;
        }
    }

    /// <summary>The facts of one place that stand at a cut; null when nothing was ever said of it.</summary>
    public StandingFacts? Standing(int place, Cut cut) => state.Places.TryGetValue(place, out var facts)
        ? StandingFacts.At(state, trees.At(cut.At ?? state.Position), facts, cut, policy.StalenessDays)
        : null;

    private (StandingFacts? Standing, ImmutableArray<string> Evacuations) StandingAt(string place, ActorTree actors, Cut cut)
    {
        var number = state.Names.Find(place);
        if (number == Utf8Symbols.None || !state.Places.TryGetValue(number, out var facts)) return (null, []);
        return (StandingFacts.At(state, actors, facts, cut, policy.StalenessDays), EvacuationsAt(facts, cut));
    }

    private ImmutableArray<string> EvacuationsAt(PlaceFacts facts, Cut cut)
    {
        SortedSet<string>? found = null;
        var spans = facts.Evacuations;
        for (var at = spans.Postings.Count; (at = spans.Previous(at, 0, cut.On.Number)) >= 0;)
        {
            var index = spans.Postings.Facts[at];
            if (state.LastDayOf(index) < cut.On.Number) break;
            ref var incident = ref state.Incidents[index];
            if (!incident.Stance.IsClaim() || incident.Begin > cut.On.Number || !state.IsKnown(in incident, index, cut.Known)) continue;
            (found ??= new SortedSet<string>(StringComparer.Ordinal)).Add(state.Names.Text(incident.Incident));
        }

        return found is null ? [] : [.. found];
    }

    private ControlStatusView Unknown(string place, Cut cut, long at) => new()
    {
        Place = place,
        Status = StatusKind.Unknown,
        Parties = [],
        Inherited = false,
        Stale = false,
        Basis = new Basis { For = [], Against = [], OriginsFor = 0, OriginsAgainst = 0, Rule = ControlRuleTexts.Unknown },
        Cut = cut,
        Position = at,
        Policy = policy.Name,
    };

    private ControlStatusView Decide(
        string place, StandingFacts standing, ImmutableArray<string> evacuations, ActorTree actors, Cut cut, long at)
    {
        var claims = standing.Claims;
        var holders = claims.FindAll(c => state.Controls[c].Relation is Relation.Holds or Relation.Took);
        var left = claims.FindAll(c => state.Controls[c].Relation == Relation.Left);
        var entered = claims.FindAll(c => state.Controls[c].Relation == Relation.Entered
            && !holders.Exists(h => !state.Controls[h].Extent.LeavesRoom() && actors.Agree(state.Controls[h].Actor, state.Controls[c].Actor)));
        var sides = new ControlSides(state, actors).Of(holders, entered);
        var denials = standing.Denials.FindAll(d => claims.Exists(c => ControlRules.Disputes(in state.Controls[d], in state.Controls[c], actors)));

        var (status, rule) = Classify(holders, entered, left, sides, denials, standing, actors);
        var disputed = status == StatusKind.Disputed && sides.Count > 0;
        var forFacts = disputed
            ? sides.Where(s => !sides[0].Excluded.Contains(s)).SelectMany(s => s.Facts).ToList()
            : [.. holders, .. entered];
        forFacts.AddRange(left.Where(l => !forFacts.Contains(l)));
        var against = disputed ? sides[0].Excluded.SelectMany(s => s.Facts).ToList() : [];
        against.AddRange(denials);
        forFacts.Sort(state.ControlOrder);
        against.Sort(state.ControlOrder);
        var evidence = LastEvidence(status == StatusKind.Disputed ? [.. forFacts, .. against] : forFacts, cut);

        return new ControlStatusView
        {
            Place = place,
            Status = status,
            Parties = status == StatusKind.Vacated
                ? []
                : [.. sides.SelectMany(s => s.Parties).Distinct().Select(state.Names.Text)],
            Inherited = false,
            Extent = ExtentOf(holders),
            LastEvidence = evidence,
            AgeDays = evidence is { } day ? cut.On.Number - day.Number : null,
            Stale = evidence is { } last && (long)cut.On.Number - last.Number > policy.StalenessDays,
            Basis = new Basis
            {
                For = Ids(forFacts),
                Against = Ids(against),
                OriginsFor = Origins(forFacts),
                OriginsAgainst = Origins(against),
                BestGrade = BestGrade(forFacts, at),
                Rule = rule,
            },
            Sides = [.. sides.Select(s => new ControlSide(
                [.. s.Parties.Select(state.Names.Text)], [.. s.Origins.Select(state.Names.Text)], Ids(s.Facts), sides[0].Excluded.Contains(s)))],
            BesiegedBy = SiegesOf(standing.Sieges.FindAll(s => !holders.Exists(h => actors.Agree(state.Controls[h].Actor, state.Controls[s].Actor)))),
            Evacuations = evacuations,
            Expected = Ids(standing.Expected),
            Denied = Ids(standing.Denials),
            Cut = cut,
            Position = at,
            Policy = policy.Name,
        };
    }

    private (StatusKind, string) Classify(
        List<int> holders, List<int> entered, List<int> left, List<ControlSides.Side> sides, List<int> denials, StandingFacts standing,
        ActorTree actors)
    {
        if (denials.Count > 0) return (StatusKind.Disputed, ControlRuleTexts.DisputedByDenial);
        if (holders.Count == 0)
        {
            if (entered.Count > 0) return (StatusKind.Contested, ControlRuleTexts.ContestedWithoutHolder);
            if (left.Count > 0) return (StatusKind.Vacated, ControlRuleTexts.Vacated);
            return (StatusKind.Unknown, standing.Denials.Count > 0 ? ControlRuleTexts.OnlyDenied
                : standing.HasOwnFacts ? ControlRuleTexts.NothingStands : ControlRuleTexts.Unknown);
        }

        if (sides.Count > 1 && sides.Exists(s => s.Excluded.Count > 0)) return (StatusKind.Disputed, ControlRuleTexts.Disputed);
        if (entered.Count > 0) return (StatusKind.Contested, ControlRuleTexts.Contested);
        var parties = sides.SelectMany(s => s.Parties).Distinct().ToList();
        if (parties.Count == 1) return (StatusKind.Controlled, ControlRuleTexts.Controlled);
        if (SaidAtOnce(holders, actors)) return (StatusKind.Shared, ControlRuleTexts.Shared);
        return parties.Select(actors.Root).Distinct().Count() > 1
            ? (StatusKind.Contested, ControlRuleTexts.ContestedByParts)
            : (StatusKind.Shared, ControlRuleTexts.SharedByParts);
    }

    /// <summary>True when one origin says in one statement that parties hold the place who do not agree.</summary>
    private bool SaidAtOnce(List<int> holders, ActorTree actors)
    {
        foreach (var x in holders)
            foreach (var y in holders)
            {
                ref var left = ref state.Controls[x];
                ref var right = ref state.Controls[y];
                if (left.Origin == right.Origin && left.Through == right.Through && left.Published == right.Published
                    && !actors.Agree(left.Actor, right.Actor))
                    return true;
            }

        return false;
    }

    /// <summary>The widest extent that is claimed: only when every holder is said to have a part is the whole a part.</summary>
    private Extent ExtentOf(List<int> holders)
    {
        if (holders.Count == 0) return Extent.Unstated;
        foreach (var extent in (ReadOnlySpan<Extent>)[Extent.Whole, Extent.Unstated, Extent.Part])
            if (holders.Exists(h => state.Controls[h].Extent == extent))
                return extent;
        return Extent.Pocket;
    }

    private Day? LastEvidence(List<int> facts, Cut cut)
    {
        var last = int.MinValue;
        foreach (var index in facts)
        {
            ref var fact = ref state.Controls[index];
            var end = Math.Min(state.Times[fact.Time].End.Number, fact.Published);
            last = Math.Max(last, Math.Min(cut.On.Number, Math.Max(fact.Begin, end)));
        }

        return last == int.MinValue ? null : new Day(last);
    }

    private Grade? BestGrade(List<int> facts, long at)
    {
        Grade? best = null;
        foreach (var index in facts)
            if (Grade.FromByte(state.GradeOf(new FactRef(FactKind.Control, index), at)) is { } grade && (best is not { } known || grade.CompareTo(known) < 0))
                best = grade;
        return best;
    }

    private int Origins(List<int> facts) =>
        facts.Where(f => (state.Controls[f].Marks & FactMarks.AttributionLost) == FactMarks.None).Select(f => state.Controls[f].Origin).Distinct().Count();

    private ImmutableArray<string> Ids(IEnumerable<int> facts) => [.. facts.Select(state.ControlId)];

    private ImmutableArray<Siege> SiegesOf(List<int> sieges) =>
    [
        .. sieges.GroupBy(s => state.Controls[s].Actor)
            .Select(g => new Siege(state.Names.Text(g.Key), Ids(g)))
            .OrderBy(s => s.Actor, StringComparer.Ordinal),
    ];
}
