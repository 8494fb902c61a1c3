using Reports.Domain.Gazetteer;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.Evidence;

/// <summary>
/// The positions of the events from which a view follows: fed in their order to empty views, they make the same view. Beside the
/// facts that count these are the facts that were replaced, corrected, retracted or are expected, and what is published later.
/// </summary>
internal sealed class Bearing(LedgerState state, long at)
{
    private readonly SortedSet<long> _positions = [];
    private readonly HashSet<FactRef> _facts = [];
    private readonly Queue<FactRef> _toFollow = new();
    private readonly HashSet<int> _sources = [];
    private readonly Lazy<ILookup<long, FactRef>> _endedAt =
        new(() => state.Ends.ToLookup(e => e.Value.Position, e => new FactRef(e.Key)));

    public IReadOnlyList<long> Positions => [.. _positions];

    public void Add(string place, Cut cut) => AddAll(new ControlSubject(state, place, cut).Facts);

    public void Add(FigureView figure)
    {
        var subject = new FigureSubject(state, figure, figure.Cut);
        AddAll(subject.Own.Concat(subject.Others));
        // Constraints are told in the order in which the counts about a subject began.
        foreach (var about in state.Gazetteer.At(at).Reconciliations.Related(ReconciledKind.Place, figure.Key.About).Select(state.Names.Find))
            foreach (var series in state.SeriesAbout(about))
                AddAll([new FactRef(FactKind.Figure, state.Series[series].FirstFact)]);
    }

    /// <summary>Every figure about an incident or place, and about what it is a part of.</summary>
    public void AddAbout(string about)
    {
        var abouts = state.Gazetteer.EverAround(about, at).Select(state.Names.Find).Where(n => n != Symbols.Utf8Symbols.None).ToHashSet();
        foreach (var incident in abouts.ToList())
            foreach (var statement in StatementsOf(incident))
            {
                AddAll([new FactRef(FactKind.Incident, statement)]);
                if (state.Incidents[statement].PartOf is var whole and not LedgerState.None) abouts.Add(whole);
            }

        foreach (var series in abouts.SelectMany(state.SeriesAbout))
            for (var fact = state.Series[series].FirstFact; fact != LedgerState.None; fact = state.Figures[fact].NextInSeries)
                AddAll([new FactRef(FactKind.Figure, fact)]);
    }

    /// <summary>Every statement of an incident.</summary>
    public void AddIncident(string id) => AddAll(StatementsOf(state.Names.Find(id)).Select(s => new FactRef(FactKind.Incident, s)));

    /// <summary>Every fact of a source.</summary>
    public void AddFactsOf(string id)
    {
        var number = state.SourceIds.Find(id);
        if (number == Symbols.Utf8Symbols.None || number >= state.LatestVersion.Count) return;
        AddHeaders(state.LatestVersion[number]);
        for (var version = state.LatestVersion[number]; version != LedgerState.None; version = state.Sources[version].Corrects)
            for (var fact = state.Sources[version].FirstFact; fact != LedgerState.None; fact = state.NextInSource(new FactRef(fact)))
                AddAll([new FactRef(fact)]);
    }

    private IEnumerable<int> StatementsOf(int incident)
    {
        if (incident == Symbols.Utf8Symbols.None || incident >= state.StatementsOf.Count) yield break;
        for (var statement = state.StatementsOf[incident]; statement != LedgerState.None; statement = state.Incidents[statement].NextForIncident) yield return statement;
    }

    /// <summary>Every header of a source.</summary>
    public void AddSource(string id)
    {
        var number = state.SourceIds.Find(id);
        if (number != Symbols.Utf8Symbols.None && number < state.LatestVersion.Count) AddHeaders(state.LatestVersion[number]);
    }

    /// <summary>Every definition of places, actors and outlets, and of what they are parts of or side with.</summary>
    public void AddDefinitions(IEnumerable<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        for (var before = -1; before != wanted.Count;)
        {
            before = wanted.Count;
            foreach (var (position, definition) in state.Gazetteer.Definitions)
                if (position <= at)
                    foreach (var other in Around(definition, wanted))
                        wanted.Add(other);
        }

        foreach (var (position, definition) in state.Gazetteer.Definitions)
            if (position <= at && (wanted.Contains(IdOf(definition)) || definition is Reconciliation))
                _positions.Add(position);
    }

    private void AddAll(IEnumerable<FactRef> facts)
    {
        foreach (var fact in facts) Add(fact);
        while (_toFollow.TryDequeue(out var fact)) Follow(fact);
    }

    private void Add(FactRef fact)
    {
        if (!fact.IsNone && state.PositionOf(fact) <= at && _facts.Add(fact)) _toFollow.Enqueue(fact);
    }

    private void Follow(FactRef fact)
    {
        var position = state.PositionOf(fact);
        _positions.Add(position);
        AddHeaders(state.LatestVersion[state.Sources[state.SourceOf(fact)].Id]);
        if (state.Ends.TryGetValue(fact.Value, out var end) && end.Position <= at) _positions.Add(end.Position);
        foreach (var regrade in state.RegradesOf(fact))
            if (regrade.Position <= at)
                _positions.Add(regrade.Position);
        // What a correction replaces must stand before it, of whatever it spoke.
        if ((state.Marks(fact) & FactMarks.IsCorrection) != FactMarks.None)
            foreach (var replaced in _endedAt.Value[position])
                Add(replaced);
        // Half of another fact of the same source changes with that fact.
        if (fact.Kind == FactKind.Figure && (state.Marks(fact) & FactMarks.Linked) != FactMarks.None) AddFiguresOf(state.Sources[state.SourceOf(fact)].Id);
    }

    private void AddFiguresOf(int source)
    {
        for (var version = state.LatestVersion[source]; version != LedgerState.None; version = state.Sources[version].Corrects)
            for (var fact = state.Sources[version].FirstFact; fact != LedgerState.None; fact = state.NextInSource(new FactRef(fact)))
                if (new FactRef(fact).Kind == FactKind.Figure)
                    Add(new FactRef(fact));
    }

    private void AddHeaders(int latest)
    {
        if (!_sources.Add(state.Sources[latest].Id)) return;
        for (var version = latest; version != LedgerState.None; version = state.Sources[version].Corrects)
        {
            ref var source = ref state.Sources[version];
            if (source.Position > at) continue;
            _positions.Add(source.Position);
            if (source.Withdrawn != 0 && source.Withdrawn <= at) _positions.Add(source.Withdrawn);
        }
    }

    private static IEnumerable<string> Around(object definition, HashSet<string> wanted) => definition switch
    {
        Place place when wanted.Contains(place.Id) => place.ComposedOf.Concat(One(place.Within)),
        Actor actor when wanted.Contains(actor.Id) => One(actor.Within).Concat(One(actor.Affiliation)),
        Outlet outlet when wanted.Contains(outlet.Id) => One(outlet.Affiliation),
        // Every merge and split is needed to read the facts, and so is what it names.
        Reconciliation reconciliation => [reconciliation.Id, reconciliation.Into],
        _ => [],
    };

    private static IEnumerable<string> One(string? id) => id is null ? [] : [id];

    private static string IdOf(object definition) => definition switch
    {
        Place place => place.Id,
        Actor actor => actor.Id,
        Outlet outlet => outlet.Id,
        _ => "",
    };
}
