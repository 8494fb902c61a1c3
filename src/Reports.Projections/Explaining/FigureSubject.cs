using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Explaining;

/// <summary>Everything recorded that can bear on one figure: its own facts, and what constrains it or what it refers to.</summary>
internal sealed class FigureSubject
{
    private readonly LedgerState _state;
    private readonly HashSet<string> _wholes;
    private readonly HashSet<int> _series;
    private Day _from;
    private Day _to;

    public FigureSubject(LedgerState state, FigureView view, Cut cut)
    {
        _state = state;
        View = view;
        (_from, _to) = (view.From, view.To);
        var gazetteer = state.Gazetteer.At(cut.At ?? state.Position);
        // What was merged into the place, or split from it, was counted elsewhere before or after.
        var abouts = gazetteer.Reconciliations.Related(ReconciledKind.Place, view.Key.About).Select(state.Names.Find).Where(n => n != Utf8Symbols.None).ToList();
        var about = abouts[0];
        var others = new HashSet<FactRef>();
        _series = abouts.SelectMany(state.SeriesAbout).Where(s => IsOf(s, view.Key)).ToHashSet();
        var own = Reaching(_series, ref _from, ref _to);
        foreach (var series in abouts.SelectMany(state.SeriesAbout).Where(s => !_series.Contains(s))) others.UnionWith(Around(series));

        // Half of another fact of the same source changes with that fact.
        foreach (var source in own.Where(f => (state.Marks(f) & FactMarks.Linked) != FactMarks.None).Select(f => state.Sources[state.SourceOf(f)].Id).Distinct())
            for (var version = state.LatestVersion[source]; version != LedgerState.None; version = state.Sources[version].Corrects)
                for (var fact = state.Sources[version].FirstFact; fact != LedgerState.None; fact = state.NextInSource(new FactRef(fact)))
                    others.Add(new FactRef(fact));

        // A part is no more than its whole: the figures of what the incident or place is a part of, and who says so.
        var wholes = new HashSet<int>();
        if (about < state.StatementsOf.Count)
            for (var at = state.StatementsOf[about]; at != LedgerState.None; at = state.Incidents[at].NextForIncident)
            {
                others.Add(new FactRef(FactKind.Incident, at));
                if (state.Incidents[at].PartOf != LedgerState.None) wholes.Add(state.Incidents[at].PartOf);
            }

        _wholes = state.Gazetteer.EverAround(view.Key.About, cut.At ?? state.Position);
        wholes.UnionWith(_wholes.Select(state.Names.Find).Where(n => n != Utf8Symbols.None && !abouts.Contains(n)));
        foreach (var series in wholes.SelectMany(state.SeriesAbout)) others.UnionWith(Around(series));
        Own = own;
        Others = [.. others.Except(own)];
    }

    public FigureView View { get; }

    /// <summary>True for a series, as it was recorded, of the figure's key.</summary>
    public bool IsOwn(int series) => _series.Contains(series);

    /// <summary>The facts of the figure, and those that were in one figure with some of them at some cut.</summary>
    public IReadOnlyList<FactRef> Own { get; }

    /// <summary>What may constrain it, or be referred to.</summary>
    public IReadOnlyList<FactRef> Others { get; }

    /// <summary>Definitions of the place and of those around it, by position.</summary>
    public IEnumerable<(long Position, string Id)> Definitions() =>
        _state.Gazetteer.Definitions.Select(d => (d.Position, Id: d.Definition switch
        {
            Place place when _wholes.Contains(place.Id) => place.Id,
            // Who says it may be merged: whether it mattered, the views tell.
            Reconciliation reconciliation => reconciliation.Id,
            _ => null!,
        })).Where(d => d.Id is not null);

    /// <summary>True when a view is the figure, perhaps with another window.</summary>
    public bool Is(FigureView other) => other.From <= View.To && View.From <= other.To;

    /// <summary>True when a fact's window overlaps the figure's own.</summary>
    public bool IsWithin(FactRef figure) =>
        new Day(_state.Figures[figure.Index].Begin) <= View.To && _state.Times[_state.Figures[figure.Index].Window].End >= View.From;

    private bool IsOf(int series, FigureKey key)
    {
        ref var entry = ref _state.Series[series];
        return (entry.Measure, entry.Population, entry.Modality, entry.Scope) == (key.Measure, key.Population, key.Modality, key.Scope);
    }

    private List<FactRef> Around(int series)
    {
        var (from, to) = (_from, _to);
        return Reaching([series], ref from, ref to);
    }

    /// <summary>
    /// Facts whose windows overlap a window, directly or through others of the series: at an older cut a fact that was taken back since
    /// may have made one figure of what are two now. The window grows to all of them.
    /// </summary>
    private List<FactRef> Reaching(IReadOnlyCollection<int> series, ref Day from, ref Day to)
    {
        var reached = new List<FactRef>();
        for (var before = -1; before != reached.Count;)
        {
            before = reached.Count;
            reached.Clear();
            foreach (var one in series)
                for (var at = _state.Series[one].FirstFact; at != LedgerState.None; at = _state.Figures[at].NextInSeries)
                {
                    var (begin, end) = (new Day(_state.Figures[at].Begin), _state.Times[_state.Figures[at].Window].End);
                    if (begin > to || end < from) continue;
                    (from, to) = (begin < from ? begin : from, end > to ? end : to);
                    reached.Add(new FactRef(FactKind.Figure, at));
                }
        }

        return reached;
    }
}
