using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections;

/// <summary>What sources and speakers say, and how it stands.</summary>
public sealed partial class Views
{
    /// <summary>Every fact known by the cut of which an actor or an outlet is said to know, ended ones included; what was recorded last first.</summary>
    /// <param name="origin">The actor's or outlet's id, as facts read at the cut.</param>
    /// <param name="cut">What is known.</param>
    /// <param name="skip">Facts before the page.</param>
    /// <param name="take">The most facts of the page.</param>
    /// <param name="total">How many there are on all pages.</param>
    public IReadOnlyList<FactView> FactsBy(string origin, Cut cut, int skip, int take, out int total)
    {
        var (page, count) = Read(() =>
        {
            var pinned = Pin(cut);
            var known = FactsOfOrigin(origin, pinned).Where(f => IsPublished(f, pinned)).OrderByDescending(_state.PositionOf).ToList();
            return (known.Skip(skip).Take(take).Select(f => ViewOf(f, pinned)!).ToList(), known.Count);
        });
        total = count;
        return page;
    }

    /// <summary>What the standing facts of a source speak of.</summary>
    /// <param name="source">The source's id.</param>
    /// <param name="cut">What is known.</param>
    /// <param name="most">The most places and figures of each that are named.</param>
    public SpokenOf SpokenBySource(string source, Cut cut, int most = int.MaxValue) => Read(() =>
        Spoken(SourceNumber(source) is { } number ? Versions(number).SelectMany(FactsOf) : [], Pin(cut), most));

    /// <summary>What the standing facts of which an actor or an outlet is said to know speak of.</summary>
    /// <inheritdoc cref="SpokenBySource"/>
    public SpokenOf SpokenByOrigin(string origin, Cut cut, int most = int.MaxValue) => Read(() => Spoken(FactsOfOrigin(origin, Pin(cut)), Pin(cut), most));

    /// <summary>The figures of a key, by their windows.</summary>
    public IReadOnlyList<FigureView> FiguresOfKey(FigureKey key, Cut cut, Domain.Policies.Policy policy) => Read(() => ResolveKey(key, Pin(cut), policy));

    /// <summary>Everything that constrains a figure that these views gave, and everything that it constrains, each resolved at its cut.</summary>
    public IReadOnlyList<FigureConstraint> Constraints(FigureView figure, Domain.Policies.Policy policy) => Read<IReadOnlyList<FigureConstraint>>(() =>
    {
        var reading = _readings.At(figure.Cut);
        foreach (var series in SeriesAbout(figure.Key.About, figure.Cut))
            if (reading.State.KeyOf(series) == figure.Key)
                return new FigureConstraints(reading.State, reading.Figures(policy)).Of(figure, series, figure.Cut, _state.Gazetteer.At(figure.Position));
        return [];
    });

    /// <summary>The incidents that are a part of one at a cut, by id.</summary>
    public IReadOnlyList<string> PartsOf(string incident, Cut cut) => Read<IReadOnlyList<string>>(() =>
    {
        if (_state.Names.Find(incident) is var whole && whole == Utf8Symbols.None) return [];
        var resolver = new Incidents.IncidentResolver(_readings.At(Pin(cut)).State);
        return [.. _state.PartsOf(whole).Where(p => resolver.Resolve(p, Pin(cut))?.PartOf == incident).Select(_state.Names.Text).Order(StringComparer.Ordinal)];
    });

    /// <summary>
    /// The positions of everything that took back or changed what a source had said by the cut, in log order: corrected, retracted and
    /// regraded facts, corrected headers, the withdrawal.
    /// </summary>
    public IReadOnlyList<long> CorrectionsOf(string source, Cut cut) => Read<IReadOnlyList<long>>(() =>
    {
        if (SourceNumber(source) is not { } number) return [];
        var (known, positions) = (Pin(cut).Known, new SortedSet<long>());
        foreach (var version in Versions(number))
        {
            ref var header = ref _state.Sources[version];
            if (header.Corrects != LedgerState.None) positions.Add(header.Position);
            if (header.Withdrawn != 0) positions.Add(header.Withdrawn);
            foreach (var fact in FactsOf(version))
            {
                if (_state.Ends.TryGetValue(fact.Value, out var end) && end.Published <= known.PublishedBy) positions.Add(end.Position);
                positions.UnionWith(_state.RegradesOf(fact).Select(r => r.Position));
            }
        }

        return [.. positions.Where(p => p <= known.At)];
    });

    /// <summary>Every source known at a cut, the latest published first: cheap for any number of them, as nothing is counted.</summary>
    /// <param name="cut">What is known.</param>
    /// <param name="outlet">Only those of one outlet; null for all.</param>
    public IReadOnlyList<ListedSource> SourceList(Cut cut, string? outlet = null) => Read<IReadOnlyList<ListedSource>>(() =>
    {
        var (known, listed) = (Pin(cut).Known, new List<ListedSource>());
        var only = outlet is null ? Utf8Symbols.None : _state.Names.Find(outlet);
        if (outlet is not null && only == Utf8Symbols.None) return listed;
        for (var id = 0; id < _state.LatestVersion.Count; id++)
        {
            var header = Versions(id).FirstOrDefault(v => _state.Sources[v].Position <= known.At, LedgerState.None);
            if (header == LedgerState.None) continue;
            var entry = _state.Sources[header];
            if (entry.Published > known.PublishedBy || (outlet is not null && entry.Outlet != only)) continue;
            listed.Add(new ListedSource(_state.SourceIds.Text(id), _state.Names.Text(entry.Outlet), new Domain.Time.Day(entry.Published)));
        }

        listed.Sort((x, y) => x.Published != y.Published ? y.Published.CompareTo(x.Published) : string.CompareOrdinal(x.Id, y.Id));
        return listed;
    });

    private IReadOnlyList<FactRef> FactsOfOrigin(string origin, Cut cut) =>
        _state.Names.Find(origin) is var name && name == Utf8Symbols.None ? [] : _readings.At(cut).State.FactsOfOrigin(name);

    private bool IsPublished(FactRef fact, Cut cut) => _state.PositionOf(fact) <= cut.Known.At && _state.PublishedOf(fact) <= cut.Known.PublishedBy;

    private SpokenOf Spoken(IEnumerable<FactRef> facts, Cut cut, int most)
    {
        var state = _readings.At(cut).State;
        var (places, series) = (new List<int>(), new List<int>());
        var (ids, origins) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<int>());
        foreach (var fact in facts.Where(f => _state.IsKnown(f, cut.Known)).OrderByDescending(_state.PositionOf))
        {
            ids.Add(_state.IdOf(fact));
            origins.Add(state.OriginOf(fact));
            if (fact.Kind == FactKind.Control) places.Add(state.Controls[fact.Index].Place);
            if (fact.Kind == FactKind.Figure) series.Add(state.Figures[fact.Index].Series);
        }

        var (allPlaces, allSeries) = (places.Distinct().ToList(), series.Distinct().ToList());
        return new SpokenOf(
            [.. allPlaces.Take(most).Select(_state.Names.Text)], [.. allSeries.Take(most).Select(state.KeyOf)], ids,
            origins.Select(_state.Names.Text).ToHashSet(StringComparer.Ordinal),
            Math.Max(0, allPlaces.Count - most) + Math.Max(0, allSeries.Count - most));
    }
}
