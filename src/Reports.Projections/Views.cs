using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Checkpoints;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections;

/// <summary>
/// Every view of one ledger, in memory: district status, figures, incidents, sources, at any cut and under any policy.
/// Thread safe: any number of readers, one writer at a time; a reader sees a run of events whole or not at all.
/// </summary>
public sealed partial class Views : IDisposable
{
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly LedgerState _state;
    private readonly Readings _readings;

    public Views()
        : this(new LedgerState())
    {
    }

    internal Views(LedgerState state)
    {
        _state = state;
        _readings = new Readings(state);
    }

    /// <summary>The position of the last event applied; 0 before the first.</summary>
    public long Position => Read(() => _state.Position);

    /// <summary>Facts recorded, whether or not they still stand.</summary>
    public long FactCount => Read(() => _state.FactCount);

    public long EventCount => Read(() => _state.EventCount);

    public int SourceCount => Read(() => _state.LatestVersion.Count);

    internal LedgerState State => _state;

    /// <summary>Feeds events, in log order, and notes which views they may have changed. Readers wait until <paramref name="feed"/> returns.</summary>
    public void Apply(Action<IFactSink> feed, Affected? affected = null)
    {
        _gate.EnterWriteLock();
        try
        {
            _state.Touched = affected?.Touched;
            feed(_state);
            _state.Settle();
            _readings.Follow();
        }
        finally
        {
            _state.Touched = null;
            _gate.ExitWriteLock();
        }
    }

    /// <summary>
    /// Feeds a long run of events page by page: late facts are brought into their places once, when the feed is disposed. Only for
    /// views that nobody reads until then.
    /// </summary>
    public BulkFeed BeginBulk() => new(this);

    /// <summary>
    /// Saves everything, so that <see cref="CheckpointReader"/> can go on from here. Equal views give equal bytes.
    /// Readers go on meanwhile, writers wait.
    /// </summary>
    /// <exception cref="ArgumentException">The views are not at the origin's position.</exception>
    /// <exception cref="IOException">The stream cannot be written; what it has by then is no checkpoint.</exception>
    public Task SaveAsync(Stream stream, CheckpointOrigin origin, CancellationToken cancellation = default) => Task.Run(
        () => Read(() =>
        {
            CheckpointWriter.Write(_state, origin, stream, cancellation);
            return true;
        }),
        cancellation);

    /// <summary>The policy in force at a cut: the last one adopted by its position, or the handbook's own before any was.</summary>
    public Policy PolicyAt(Cut cut) => Read(() => _state.Policies.At(cut.At ?? _state.Position));

    /// <summary>Every policy that was adopted by a position, in log order; null for now. One that was adopted again is there again.</summary>
    public IReadOnlyList<AdoptedPolicy> AdoptedPolicies(long? at = null) => Read(() =>
        _state.Policies.Adopted.Where(a => a.Position <= (at ?? _state.Position)).ToList());

    /// <summary>The policies that have a name in this ledger: the built-in ones, then the others that were ever adopted.</summary>
    public IReadOnlyList<Policy> KnownPolicies() => Read(() => _state.Policies.Known());

    /// <summary>The gazetteer as it read at a position; null for now.</summary>
    public GazetteerTree Gazetteer(long? at = null) => Read(() => _state.Gazetteer.At(at ?? _state.Position));

    /// <summary>
    /// Where places end as it was known at a position, by the id of the place; null for now. A place has the boundary that was drawn for
    /// it last, else the last of those of the places that were merged into it.
    /// </summary>
    public IReadOnlyDictionary<string, PlaceBoundary> Boundaries(long? at = null) => Read(() =>
        _state.Boundaries.At(at ?? _state.Position, _state.Gazetteer.At(at ?? _state.Position).Reconciliations));

    /// <summary>The last boundary that was drawn for each id, whatever was merged.</summary>
    public Dictionary<string, PlaceBoundary> DrawnBoundaries() => Read(() => _state.Boundaries.At(_state.Position, Reconciliations.None));

    /// <summary>The status of one place. A place that nobody reported on inherits, or is unknown.</summary>
    /// <remarks>A place that was merged into another one by the cut has that one's status.</remarks>
    public ControlStatusView Status(string place, Cut cut, Policy policy) => Read(() => _readings.Status(place, Pin(cut), policy));

    /// <summary>The status of every place that has control facts of its own at the cut, by id.</summary>
    public IReadOnlyList<ControlStatusView> Statuses(Cut cut, Policy policy) => Read(() =>
        _readings.At(Pin(cut)).State.Places.Keys.Select(_state.Names.Text).Order(StringComparer.Ordinal)
            .Select(p => _readings.Status(p, Pin(cut), policy))
            .Where(v => v.DecidedAt == v.Place)
            .ToList());

    /// <summary>Every figure about a place or incident, in the order of its series and windows.</summary>
    public IReadOnlyList<FigureView> FiguresAbout(string about, Cut cut, Policy policy) => Read(() =>
        SeriesAbout(about, Pin(cut)).SelectMany(series => ResolveSeries(series, Pin(cut), policy)).ToList());

    /// <summary>Every figure of the ledger: disputed ones first, the widest apart before others, then by key and window.</summary>
    public IReadOnlyList<FigureView> Figures(Cut cut, Policy policy, bool disputedOnly = false) => Read(() =>
    {
        var views = new List<FigureView>();
        var count = _readings.At(Pin(cut)).State.Series.Count;
        for (var series = 0; series < count; series++)
            views.AddRange(ResolveSeries(series, Pin(cut), policy).Where(v => !disputedOnly || v.Disputed));
        views.Sort(CompareFigures);
        return views;
    });

    /// <summary>The one figure of a key whose windows hold a day; null when nothing is known of it.</summary>
    public FigureView? Figure(FigureKey key, Day day, Cut cut, Policy policy) => Read(() =>
    {
        var reading = _readings.At(Pin(cut));
        foreach (var series in SeriesAbout(key.About, Pin(cut)))
            if (reading.State.KeyOf(series) == key)
                return reading.Figures(policy).ResolveAt(series, day, Pin(cut)) is { } view ? Constrain([view], series, Pin(cut), policy)[0] : null;
        return null;
    });

    /// <summary>Every incident, by id.</summary>
    public IReadOnlyList<IncidentView> Incidents(Cut cut) => Read(() =>
    {
        var resolver = new IncidentResolver(_readings.At(Pin(cut)).State);
        var views = new List<IncidentView>();
        for (var name = 0; name < _state.StatementsOf.Count; name++)
            if (_state.StatementsOf[name] != LedgerState.None && resolver.Resolve(name, Pin(cut)) is { } view)
                views.Add(view);
        views.Sort((x, y) => string.CompareOrdinal(x.Id, y.Id));
        return views;
    });

    public IncidentView? Incident(string id, Cut cut) => Read(() =>
    {
        var name = _state.Names.Find(id);
        return name == Utf8Symbols.None ? null : new IncidentResolver(_readings.At(Pin(cut)).State).Resolve(name, Pin(cut));
    });

    /// <summary>True when some source reported the incident, at whatever cut.</summary>
    public bool IsIncident(string id) => Read(() =>
        _state.Names.Find(id) is var name && name != Utf8Symbols.None && name < _state.StatementsOf.Count
        && _state.StatementsOf[name] != LedgerState.None);

    /// <summary>Every source, by publication, then id.</summary>
    public IReadOnlyList<SourceView> Sources(Cut cut) => Read(() =>
    {
        var views = new List<SourceView>();
        for (var id = 0; id < _state.LatestVersion.Count; id++)
            if (SourceAt(id, Pin(cut)) is { } view)
                views.Add(view);
        views.Sort((x, y) => x.Published != y.Published ? x.Published.CompareTo(y.Published) : string.CompareOrdinal(x.Id, y.Id));
        return views;
    });

    public SourceView? Source(string id, Cut cut) => Read(() => SourceNumber(id) is { } number ? SourceAt(number, Pin(cut)) : null);

    /// <summary>True when the source was reported, at whatever cut.</summary>
    public bool IsSource(string id) => Read(() => SourceNumber(id) is not null);

    /// <summary>Which of some sources were reported, at whatever cut: one look for all of them.</summary>
    /// <returns>For each id, in the order given, whether it is a source.</returns>
    public bool[] AreSources(IReadOnlyList<string> ids) => Read(() =>
    {
        var found = new bool[ids.Count];
        for (var i = 0; i < found.Length; i++) found[i] = SourceNumber(ids[i]) is not null;
        return found;
    });

    /// <summary>Every fact of a source that was recorded and published by the cut, ended ones included, in log order.</summary>
    public IReadOnlyList<FactView> FactsOf(string source, Cut cut) => Read(() =>
    {
        var facts = new List<FactView>();
        if (SourceNumber(source) is not { } number) return facts;
        foreach (var version in Versions(number))
            foreach (var fact in FactsOf(version))
                if (ViewOf(fact, Pin(cut)) is { } view)
                    facts.Add(view);
        facts.Sort((x, y) => x.Position.CompareTo(y.Position));
        return facts;
    });

    /// <summary>Every control fact about a place, in log order; ended ones included.</summary>
    public IReadOnlyList<FactView> FactsAbout(string place, Cut cut) => Read(() =>
    {
        var number = _state.Names.Find(place);
        var facts = new List<FactView>();
        if (number == Utf8Symbols.None || !_readings.At(Pin(cut)).State.Places.TryGetValue(number, out var known)) return facts;
        foreach (var index in known.Controls.SelectMany(p => p.Facts.ToArray()))
            if (ViewOf(new FactRef(FactKind.Control, index), Pin(cut)) is { } view)
                facts.Add(view);
        facts.Sort((x, y) => x.Position.CompareTo(y.Position));
        return facts;
    });

    /// <summary>The ids of the places and figures that a run of events may have changed; see <see cref="Apply"/>.</summary>
    public IReadOnlyList<string> PlacesOf(Affected affected) => Read(() => PlacesTouched(affected));

    public IReadOnlyList<FigureKey> FiguresOf(Affected affected) => Read(() => FiguresTouched(affected));

    public IReadOnlyList<string> IncidentsOf(Affected affected) => Read(() => IncidentsTouched(affected));

    public void Dispose() => _gate.Dispose();

    /// <summary>The order of figures: disputed ones first, the widest apart before others, then by key and window.</summary>
    public static int CompareFigures(FigureView x, FigureView y)
    {
        if (x.Disputed != y.Disputed) return x.Disputed ? -1 : 1;
        if (x.Disputed && x.Ratio != y.Ratio) return (y.Ratio ?? decimal.MaxValue).CompareTo(x.Ratio ?? decimal.MaxValue);
        var byKey = string.CompareOrdinal(x.Key.ToString(), y.Key.ToString());
        return byKey != 0 ? byKey : x.From.CompareTo(y.From);
    }

    /// <param name="series">A series of the reading at the cut.</param>
    /// <param name="cut">Pinned.</param>
    /// <param name="policy">The policy.</param>
    private IReadOnlyList<FigureView> ResolveSeries(int series, Cut cut, Policy policy) =>
        Constrain(_readings.At(cut).Figures(policy).Resolve(series, cut), series, cut, policy);

    private IReadOnlyList<FigureView> Constrain(List<FigureView> figures, int series, Cut cut, Policy policy) =>
        new FigureConstraints(_readings.At(cut).State, _readings.At(cut).Figures(policy)).Check(figures, series, cut, _state.Gazetteer.At(cut.At!.Value));

    /// <summary>The figures of a key at a cut.</summary>
    private IReadOnlyList<FigureView> ResolveKey(FigureKey key, Cut cut, Policy policy)
    {
        foreach (var series in SeriesAbout(key.About, cut))
            if (_readings.At(cut).State.KeyOf(series) == key)
                return ResolveSeries(series, cut, policy);
        return [];
    }

    private IEnumerable<int> SeriesAbout(string about, Cut cut)
    {
        var state = _readings.At(cut).State;
        var number = state.Names.Find(about);
        return state.SeriesAbout(number);
    }

    /// <summary>With each place those whose facts read as its own at some position, or the other way round.</summary>
    private IEnumerable<string> Related(IEnumerable<string> places)
    {
        var reconciliations = _readings.ReconciliationsAt(_state.Position);
        return reconciliations.All.IsEmpty ? places : places.SelectMany(p => reconciliations.Related(ReconciledKind.Place, p)).Distinct(StringComparer.Ordinal);
    }

    private List<string> PlacesOfEveryReading() => Related(_state.Places.Keys.Select(_state.Names.Text)).Order(StringComparer.Ordinal).ToList();

    private List<string> IncidentNames() =>
        [.. Enumerable.Range(0, _state.StatementsOf.Count).Where(n => _state.StatementsOf[n] != LedgerState.None).Select(_state.Names.Text).Order(StringComparer.Ordinal)];

    private int? SourceNumber(string id) =>
        _state.SourceIds.Find(id) is var number && number != Utf8Symbols.None && number < _state.LatestVersion.Count ? number : null;

    private SourceView? SourceAt(int id, Cut cut)
    {
        var known = cut.Known;
        var header = Versions(id).FirstOrDefault(v => _state.Sources[v].Position <= known.At, LedgerState.None);
        if (header == LedgerState.None || _state.Sources[header].Published > known.PublishedBy) return null;
        var (standing, ended) = (0, 0);
        foreach (var version in Versions(id))
            foreach (var fact in FactsOf(version))
                if (ViewOf(fact, cut) is { } view)
                    _ = view.IsCurrent ? standing++ : ended++;
        var entry = _state.Sources[header];
        return new SourceView(
            _state.SourceIds.Text(id), _state.Names.Text(entry.Outlet), new Day(entry.Published), entry.Position, standing, ended,
            entry.Withdrawn != 0 && entry.Withdrawn <= known.At);
    }

    private IEnumerable<int> Versions(int id)
    {
        for (var version = _state.LatestVersion[id]; version != LedgerState.None; version = _state.Sources[version].Corrects)
            yield return version;
    }

    private IEnumerable<FactRef> FactsOf(int version)
    {
        for (var fact = _state.Sources[version].FirstFact; fact != LedgerState.None; fact = _state.NextInSource(new FactRef(fact)))
            yield return new FactRef(fact);
    }

    private FactView? ViewOf(FactRef fact, Cut cut)
    {
        var known = cut.Known;
        var position = _state.PositionOf(fact);
        if (position > known.At || _state.PublishedOf(fact) > known.PublishedBy) return null;
        var isKnown = _state.IsKnown(fact, known);
        var kind = fact.Kind.ToString().ToLowerInvariant();
        return new FactView(
            _state.IdOf(fact), kind, _state.Names.Text(_readings.At(cut).State.OriginOf(fact)), position, isKnown, isKnown ? null : _state.Ends[fact.Value].Position,
            Domain.Grades.Grade.FromByte(_state.GradeOf(fact, known.At)), _state.RegradeOf(fact, known.At)?.Position)
        {
            RecordedAs = _readings.RecordedAs(fact, cut),
        };
    }

    /// <summary>A cut at the head names the head, so that what is resolved in several steps is resolved at one position.</summary>
    private Cut Pin(Cut cut) => cut.At is { } at && at <= _state.Position ? cut : cut with { At = _state.Position };

    private T Read<T>(Func<T> read)
    {
        _gate.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }
}

/// <summary>What runs of events may have changed, for <see cref="Views.PlacesOf"/> and its kin.</summary>
public sealed class Affected
{
    public Affected()
        : this(new Touched())
    {
    }

    internal Affected(Touched touched) => Touched = touched;

    internal Touched Touched { get; }
}
