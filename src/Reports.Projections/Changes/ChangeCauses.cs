using System.Collections.Immutable;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Changes;

/// <summary>Which facts tell two cuts apart: those that count at one of them and not at the other.</summary>
internal sealed class ChangeCauses(LedgerState state)
{
    public ImmutableArray<Cause> Of(ControlStatusView before, ControlStatusView after)
    {
        var facts = new List<FactRef>();
        foreach (var place in new[] { before.Place, before.DecidedAt, after.DecidedAt }.Distinct(StringComparer.Ordinal))
            if (place is not null && state.Names.Find(place) is var number && state.Places.TryGetValue(number, out var known))
                foreach (var postings in known.Controls)
                    foreach (var index in postings.Facts)
                        facts.Add(new FactRef(FactKind.Control, index));
        return Between(facts, before.Cut, after.Cut, [.. Basis(before), .. Basis(after)]);
    }

    public ImmutableArray<Cause> Of(FigureView? before, Cut from, FigureView? after, Cut to)
    {
        var key = (after ?? before)!.Key;
        var about = state.Names.Find(key.About);
        var facts = new List<FactRef>();
        for (var series = state.SeriesOf[about]; series != LedgerState.None; series = state.Series[series].NextForAbout)
        {
            ref var entry = ref state.Series[series];
            if ((entry.Measure, entry.Population, entry.Modality, entry.Scope) != (key.Measure, key.Population, key.Modality, key.Scope)) continue;
            for (var at = entry.FirstFact; at != LedgerState.None; at = state.Figures[at].NextInSeries)
                if (IsWithin(before, at) || IsWithin(after, at))
                    facts.Add(new FactRef(FactKind.Figure, at));
        }

        return Between(facts, from, to, [.. Basis(before), .. Basis(after)]);
    }

    public ImmutableArray<Cause> OfIncident(string id, Cut from, Cut to)
    {
        var facts = new List<FactRef>();
        var name = state.Names.Find(id);
        if (name != Utf8Symbols.None && name < state.StatementsOf.Count)
            for (var at = state.StatementsOf[name]; at != LedgerState.None; at = state.Incidents[at].NextForIncident)
                facts.Add(new FactRef(FactKind.Incident, at));
        return Between(facts, from, to, []);
    }

    private bool IsWithin(FigureView? view, int figure) =>
        view is not null && state.Figures[figure].Begin <= view.To.Number && state.Times[state.Figures[figure].Window].End >= view.From;

    private ImmutableArray<Cause> Between(List<FactRef> facts, Cut from, Cut to, HashSet<string> basis)
    {
        var causes = new List<Cause>();
        foreach (var fact in facts)
        {
            var (before, after) = (Counts(fact, from), Counts(fact, to));
            if (before != after) causes.Add(after ? Came(fact, from) : Went(fact, to));
            else if (before && Regraded(fact, from.Known.At, to.Known.At) is { } position) causes.Add(new Cause(state.IdOf(fact), CauseKind.Regraded, position));
        }

        // What a view rests on says more than what was replaced at once; without that, all of it.
        var resting = causes.FindAll(c => basis.Contains(c.Fact));
        if (resting.Count > 0) causes = resting;
        causes.Sort((x, y) => x.Position != y.Position ? x.Position.CompareTo(y.Position) : string.CompareOrdinal(x.Fact, y.Fact));
        return [.. causes];
    }

    /// <summary>The position of the event that gave a fact its grade of the later cut, or took it from the earlier one's; null when both are alike.</summary>
    private long? Regraded(FactRef fact, long from, long to) =>
        state.GradeOf(fact, from) == state.GradeOf(fact, to) ? null : state.RegradeOf(fact, Math.Max(from, to))?.Position;

    private Cause Came(FactRef fact, Cut from)
    {
        var known = from.Known;
        var position = state.PositionOf(fact);
        var kind = position > known.At ? CauseKind.Recorded
            : state.PublishedOf(fact) > known.PublishedBy ? CauseKind.Published
            : state.BeginOf(fact) > from.On.Number ? CauseKind.Began : CauseKind.Unknown;
        return new Cause(state.IdOf(fact), kind, position);
    }

    private Cause Went(FactRef fact, Cut to) => !state.IsKnown(fact, to.Known) && state.Ends.TryGetValue(fact.Value, out var end) && end.Position <= to.Known.At
        ? new Cause(state.IdOf(fact), CauseKind.Ended, end.Position)
        : new Cause(state.IdOf(fact), CauseKind.Unknown, state.PositionOf(fact));

    private bool Counts(FactRef fact, Cut cut) => state.BeginOf(fact) <= cut.On.Number && state.IsKnown(fact, cut.Known);

    private static IEnumerable<string> Basis(ControlStatusView view) =>
        view.Basis.For.Concat(view.Basis.Against).Concat(view.Denied).Concat(view.Expected).Concat(view.BesiegedBy.SelectMany(s => s.Facts));

    private static IEnumerable<string> Basis(FigureView? view) => view is null
        ? []
        : view.Origins.SelectMany(o => o.Facts.Concat(o.Revisions.Select(r => r.Fact))).Concat(view.Denials);
}
