using System.Collections.Immutable;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Changes;

/// <summary>Which facts tell two cuts apart: those that count at one of them and not at the other.</summary>
internal sealed class ChangeCauses(Readings readings)
{
    // Facts have one number in every reading.
    private readonly LedgerState _state = readings.Recorded.State;

    public ImmutableArray<Cause> Of(ControlStatusView before, ControlStatusView after)
    {
        var facts = new List<FactRef>();
        foreach (var place in new[] { before.Place, before.DecidedAt, after.DecidedAt }.Distinct(StringComparer.Ordinal))
            foreach (var reading in Readings(before.Cut, after.Cut))
                if (place is not null && _state.Names.Find(place) is var number && reading.Places.TryGetValue(number, out var known))
                    foreach (var postings in known.Controls)
                        foreach (var index in postings.Facts)
                            facts.Add(new FactRef(FactKind.Control, index));
        return Between([.. facts.Distinct()], before.Cut, after.Cut, [.. Basis(before), .. Basis(after)]);
    }

    public ImmutableArray<Cause> Of(FigureView? before, Cut from, FigureView? after, Cut to)
    {
        var key = (after ?? before)!.Key;
        var about = _state.Names.Find(key.About);
        var facts = new List<FactRef>();
        foreach (var reading in Readings(from, to))
            foreach (var series in reading.SeriesAbout(about))
            {
                if (reading.KeyOf(series) != key) continue;
                for (var at = reading.Series[series].FirstFact; at != LedgerState.None; at = reading.Figures[at].NextInSeries)
                    if (IsWithin(before, at) || IsWithin(after, at))
                        facts.Add(new FactRef(FactKind.Figure, at));
            }

        return Between([.. facts.Distinct()], from, to, [.. Basis(before), .. Basis(after)]);
    }

    public ImmutableArray<Cause> OfIncident(string id, Cut from, Cut to)
    {
        var facts = new List<FactRef>();
        var name = _state.Names.Find(id);
        if (name != Utf8Symbols.None && name < _state.StatementsOf.Count)
            for (var at = _state.StatementsOf[name]; at != LedgerState.None; at = _state.Incidents[at].NextForIncident)
                facts.Add(new FactRef(FactKind.Incident, at));
        return Between(facts, from, to, []);
    }

    /// <summary>The facts as they read at two cuts: once where no merge stands between them.</summary>
    private IEnumerable<LedgerState> Readings(Cut from, Cut to) => new[] { readings.At(from).State, readings.At(to).State }.Distinct();

    private bool IsWithin(FigureView? view, int figure) =>
        view is not null && _state.Figures[figure].Begin <= view.To.Number && _state.Times[_state.Figures[figure].Window].End >= view.From;

    private ImmutableArray<Cause> Between(List<FactRef> facts, Cut from, Cut to, HashSet<string> basis)
    {
        var causes = new List<Cause>();
        foreach (var fact in facts)
        {
            var (before, after) = (Counts(fact, from), Counts(fact, to));
            if (before != after) causes.Add(after ? Came(fact, from) : Went(fact, to));
            else if (before && Reconciled(fact, from, to) is { } merge) causes.Add(new Cause(_state.IdOf(fact), CauseKind.Reconciled, merge));
            else if (before && Regraded(fact, from.Known.At, to.Known.At) is { } position) causes.Add(new Cause(_state.IdOf(fact), CauseKind.Regraded, position));
        }

        // What a view rests on says more than what was replaced at once; without that, all of it.
        var resting = causes.FindAll(c => basis.Contains(c.Fact));
        if (resting.Count > 0) causes = resting;
        causes.Sort((x, y) => x.Position != y.Position ? x.Position.CompareTo(y.Position) : string.CompareOrdinal(x.Fact, y.Fact));
        return [.. causes];
    }

    /// <summary>The position of the event that gave a fact its grade of the later cut, or took it from the earlier one's; null when both are alike.</summary>
    private long? Regraded(FactRef fact, long from, long to) =>
        _state.GradeOf(fact, from) == _state.GradeOf(fact, to) ? null : _state.RegradeOf(fact, Math.Max(from, to))?.Position;

    /// <summary>The position of the last merge or split by which a fact reads otherwise at one cut than at the other; null when it reads alike.</summary>
    private long? Reconciled(FactRef fact, Cut from, Cut to) =>
        readings.RecordedAs(fact, from) == readings.RecordedAs(fact, to) ? null : readings.LastReconciledBy(Math.Max(from.Known.At, to.Known.At));

    private Cause Came(FactRef fact, Cut from)
    {
        var known = from.Known;
        var position = _state.PositionOf(fact);
        var kind = position > known.At ? CauseKind.Recorded
            : _state.PublishedOf(fact) > known.PublishedBy ? CauseKind.Published
            : _state.BeginOf(fact) > from.On.Number ? CauseKind.Began : CauseKind.Unknown;
        return new Cause(_state.IdOf(fact), kind, position);
    }

    private Cause Went(FactRef fact, Cut to) => !_state.IsKnown(fact, to.Known) && _state.Ends.TryGetValue(fact.Value, out var end) && end.Position <= to.Known.At
        ? new Cause(_state.IdOf(fact), CauseKind.Ended, end.Position)
        : new Cause(_state.IdOf(fact), CauseKind.Unknown, _state.PositionOf(fact));

    private bool Counts(FactRef fact, Cut cut) => _state.BeginOf(fact) <= cut.On.Number && _state.IsKnown(fact, cut.Known);

    private static IEnumerable<string> Basis(ControlStatusView view) =>
        view.Basis.For.Concat(view.Basis.Against).Concat(view.Denied).Concat(view.Expected).Concat(view.BesiegedBy.SelectMany(s => s.Facts));

    private static IEnumerable<string> Basis(FigureView? view) => view is null
        ? []
        : view.Origins.SelectMany(o => o.Facts.Concat(o.Revisions.Select(r => r.Fact))).Concat(view.Denials);
}
