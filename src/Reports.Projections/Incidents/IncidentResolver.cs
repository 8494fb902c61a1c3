using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Projections.Ledger;

namespace Reports.Projections.Incidents;

/// <summary>Gathers the statements of one incident, and says where their dates disagree.</summary>
internal sealed class IncidentResolver(LedgerState state)
{
    public IncidentView? Resolve(int incident, Cut cut)
    {
        if (incident >= state.StatementsOf.Count) return null;
        var known = cut.Known;
        var statements = new List<int>();
        for (var at = state.StatementsOf[incident]; at != LedgerState.None; at = state.Incidents[at].NextForIncident)
        {
            ref var entry = ref state.Incidents[at];
            if (entry.Begin <= cut.On.Number && state.IsKnown(in entry, at, known)) statements.Add(at);
        }

        if (statements.Count == 0) return null;
        statements.Sort(ByPublication);
        var current = statements
            .GroupBy(s => state.Incidents[s].Origin)
            .Select(g => g.Last())
            .Where(s => state.Incidents[s].Stance is not (Stance.Expected or Stance.Conditional))
            .ToList();
        var claims = current.FindAll(s => state.Incidents[s].Stance.IsClaim());
        // One origin may be given two dates by two outlets: that is a disagreement of sources too.
        var disagreement = Disagreement(statements.FindAll(s => state.Incidents[s].Stance.IsClaim()));
        var described = claims.Count > 0 ? claims : statements;

        return new IncidentView
        {
            Id = state.Names.Text(incident),
            Kind = state.Incidents[described[0]].Kind,
            Statements = [.. statements.Select(Statement)],
            DatesDisagree = disagreement is not null,
            Disagreement = disagreement,
            Denied = current.Exists(s => state.Incidents[s].Stance == Stance.Denied) && claims.Count > 0,
            From = NamesOf(described, s => state.Incidents[s].From),
            To = NamesOf(described, s => state.Incidents[s].To),
            Participants = NamesOf(described, s => state.Incidents[s].Participants),
            PartOf = described.Select(s => state.Incidents[s].PartOf).Where(p => p != LedgerState.None).Select(state.Names.Text).FirstOrDefault(),
            Cut = cut,
            Position = cut.At ?? state.Position,
        };
    }

    private IncidentStatement Statement(int index)
    {
        ref var entry = ref state.Incidents[index];
        return new IncidentStatement(
            state.IdOf(new FactRef(FactKind.Incident, index)), state.Names.Text(entry.Origin), state.Times[entry.Time].Text, entry.Stance);
    }

    private string? Disagreement(List<int> claims)
    {
        for (var i = 0; i < claims.Count; i++)
            for (var j = i + 1; j < claims.Count; j++)
            {
                if (state.Times[state.Incidents[claims[i]].Time].Overlaps(state.Times[state.Incidents[claims[j]].Time])) continue;
                var (left, right) = (Statement(claims[i]), Statement(claims[j]));
                return $"{left.Origin} says {left.On} ({left.Fact}), {right.Origin} says {right.On} ({right.Fact})";
            }

        return null;
    }

    private ImmutableArray<string> NamesOf(List<int> statements, Func<int, int> list)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var statement in statements)
            foreach (var name in state.Lists[list(statement)])
                names.Add(state.Names.Text(name));
        return [.. names];
    }

    private int ByPublication(int x, int y)
    {
        ref var left = ref state.Incidents[x];
        ref var right = ref state.Incidents[y];
        if (left.Published != right.Published) return left.Published.CompareTo(right.Published);
        var bySource = state.CompareSources(left.Source, right.Source);
        return bySource != 0 ? bySource : x.CompareTo(y);
    }
}
