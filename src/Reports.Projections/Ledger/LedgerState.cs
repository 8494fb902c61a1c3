using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Projections.ControlStatus;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>
/// Every fact of a ledger as numbers, indexed by place, figure and incident. One pass of one decode fills it; views are
/// resolved from it for any cut. One thread writes; readers must not run during a write (<see cref="Views"/> sees to it).
/// </summary>
internal sealed partial class LedgerState : IFactSink
{
    public const int None = -1;

    /// <summary>Ids of places, actors, outlets and incidents.</summary>
    public Utf8Symbols Names { get; }

    public Utf8Symbols SourceIds { get; }

    public ByteArena Keys { get; }

    public TimeTable Times { get; }

    public QuantityTable Quantities { get; }

    public ListTable Lists { get; }

    public ChunkedList<SourceEntry> Sources { get; }

    /// <summary>By source id: the latest version of its header.</summary>
    public ChunkedList<int> LatestVersion { get; }

    public ChunkedList<ControlEntry> Controls { get; } = new();

    public ChunkedList<FigureEntry> Figures { get; } = new();

    public ChunkedList<SeriesEntry> Series { get; } = new();

    public ChunkedList<IncidentEntry> Incidents { get; } = new();

    /// <summary>By name: the first series about it.</summary>
    public ChunkedList<int> SeriesOf { get; } = new();

    /// <summary>By name: the first statement of the incident.</summary>
    public ChunkedList<int> StatementsOf { get; } = new();

    /// <summary>By name: the last statement of the incident.</summary>
    public ChunkedList<int> LastStatementOf { get; } = new();

    public Dictionary<int, PlaceFacts> Places { get; } = [];

    /// <summary>Series too long for a list: their facts in the order of their windows.</summary>
    public Dictionary<int, OrderedPostings> LongSeries { get; } = [];

    public Dictionary<int, FactEnd> Ends { get; }

    /// <summary>By figure: the key of the fact that it rounds.</summary>
    public Dictionary<int, uint> Rounds { get; }

    public GazetteerHistory Gazetteer { get; }

    public BoundaryHistory Boundaries { get; }

    public PolicyHistory Policies { get; }

    /// <summary>The position of the last event that was applied; 0 before the first.</summary>
    public long Position { get; private set; }

    public long EventCount { get; private set; }

    public long FactCount => (long)Controls.Count + Figures.Count + Incidents.Count;

    /// <summary>What later writes touch, when somebody wants to know.</summary>
    public Touched? Touched { get; set; }

    private readonly List<PlaceFacts> _dirtyPlaces = [];
    private readonly HashSet<OrderedPostings> _dirtySeries = [];
    private readonly ControlOrder _controlOrder;
    private readonly WindowOrder _windowOrder;
    private readonly EvacuationOrder _evacuationOrder;

    /// <summary>The id of the source of the fact that was applied last.</summary>
    private int _lastSource = None;

    private const int LongSeriesFrom = 64;

    public LedgerState()
        : this(null)
    {
    }

    /// <param name="recorded">A state whose texts and whose facts' ends this one shares, to read its facts otherwise; null for none.</param>
    private LedgerState(LedgerState? recorded)
    {
        Names = recorded?.Names ?? new();
        SourceIds = recorded?.SourceIds ?? new();
        Keys = recorded?.Keys ?? new();
        Times = recorded?.Times ?? new();
        Quantities = recorded?.Quantities ?? new();
        Sources = recorded?.Sources ?? new();
        LatestVersion = recorded?.LatestVersion ?? new();
        Gazetteer = recorded?.Gazetteer ?? new();
        Boundaries = recorded?.Boundaries ?? new();
        Policies = recorded?.Policies ?? new();
        Ends = recorded?.Ends ?? [];
        Rounds = recorded?.Rounds ?? [];
        Regrades = recorded?.Regrades ?? new();
        LastRegrade = recorded?.LastRegrade ?? [];
        Lists = new ListTable(Names);
        _controlOrder = new ControlOrder(this);
        _windowOrder = new WindowOrder(this);
        _evacuationOrder = new EvacuationOrder(this);
    }

    public IComparer<int> ControlOrder => _controlOrder;

    public IComparer<int> WindowOrder => _windowOrder;

    public void Source(in EventHead head, in SourceSlice source, bool isCorrection)
    {
        Advance(head);
        var id = SourceIds.Intern(head.Source);
        LatestVersion.GrowTo(id + 1, None);
        var corrects = LatestVersion[id];
        if (isCorrection && corrects == None)
            throw new InvalidLedgerException(head.Position, $"corrects the source '{SourceIds.Text(id)}', which was not reported before");
        if (!isCorrection && corrects != None)
            throw new InvalidLedgerException(head.Position, $"reports the source '{SourceIds.Text(id)}' a second time");
        LatestVersion[id] = Sources.Add(new SourceEntry
        {
            Position = head.Position,
            Id = id,
            Outlet = Names.Intern(source.Outlet),
            Published = source.Published,
            LastPublished = Sources.Count == 0 ? source.Published : Math.Max(Sources[Sources.Count - 1].LastPublished, source.Published),
            Corrects = corrects,
            FirstFact = None,
            LastFact = None,
        });
    }

    public void Control(in EventHead head, in FactSlice fact, in ControlSlice control, in CorrectionSlice correction)
    {
        var source = Begin(head, fact, correction, Controls.Count, out var published, out var marks);
        var time = Times.Intern(control.On);
        var on = Times[time];
        var place = Names.Intern(control.Place);
        var entry = new ControlEntry
        {
            Position = head.Position,
            Source = source,
            Key = Keys.Add(fact.Key),
            Place = place,
            Actor = Names.Intern(control.Actor),
            Origin = Origin(fact.By, source),
            Time = time,
            Begin = on.Begin.Number,
            Through = ControlRules.Through(on, control.Relation, published),
            Published = published,
            NextInSource = None,
            Relation = control.Relation,
            Extent = control.Extent,
            Stance = fact.Stance,
            Grade = fact.Grade,
            Marks = marks,
        };
        Link(source, new FactRef(FactKind.Control, Add(entry)));
        Touched?.Places.Add(place);
    }

    /// <summary>Takes a control fact as it reads, and files it under its place.</summary>
    private int Add(in ControlEntry entry)
    {
        var index = Controls.Add(entry);
        var facts = PlaceOf(entry.Place);
        if (entry.Stance is Stance.Expected or Stance.Conditional)
        {
            facts.Expected.Add(index);
        }
        else if (entry.Stance == Stance.Denied || entry.Relation == Relation.Besieges)
        {
            (entry.Through <= entry.Published ? facts.Layers : facts.Ahead).Add(index);
            if (entry.Stance == Stance.Denied) facts.FirstDenial = Math.Min(facts.FirstDenial, entry.Through);
            if (entry.Through > entry.Begin) facts.Spanning.Add(index);
        }
        else
        {
            (entry.Through <= entry.Published ? facts.Claims : facts.Ahead).Add(index);
            facts.Origins.Add(entry.Origin);
            if (entry.Through > entry.Begin) facts.Spanning.Add(index);
        }

        Unsettled(facts);
        return index;
    }

    public void Figure(in EventHead head, in FactSlice fact, in FigureSlice figure, in CorrectionSlice correction)
    {
        var source = Begin(head, fact, correction, Figures.Count, out var published, out var marks);
        var window = Times.Intern(figure.Window);
        var quantity = Quantities.Intern(figure.Quantity);
        if (!figure.Rounds.IsEmpty || Quantities[quantity].Class == PhraseClass.HalfOf) marks |= FactMarks.Linked;
        var series = SeriesFor(Names.Intern(figure.About), figure.Measure, figure.Population, figure.Modality, figure.Scope);
        var index = Add(new FigureEntry
        {
            Position = head.Position,
            Source = source,
            Key = Keys.Add(fact.Key),
            Series = series,
            Origin = Origin(fact.By, source),
            Quantity = quantity,
            Window = window,
            Begin = Times[window].Begin.Number,
            Published = published,
            NextInSource = None,
            NextInSeries = None,
            Stance = fact.Stance,
            Grade = fact.Grade,
            Marks = marks,
        });
        if (!figure.Rounds.IsEmpty) Rounds[index] = Keys.Add(figure.Rounds);
        Link(source, new FactRef(FactKind.Figure, index));
        Touched?.Series.Add(series);
    }

    /// <summary>Takes a figure as it reads, at the end of its series.</summary>
    private int Add(in FigureEntry entry)
    {
        var index = Figures.Add(entry);
        AddToSeries(entry.Series, index);
        return index;
    }

    public void Incident(in EventHead head, in FactSlice fact, in IncidentSlice incident, in CorrectionSlice correction)
    {
        var source = Begin(head, fact, correction, Incidents.Count, out var published, out var marks);
        var time = Times.Intern(incident.On);
        var id = Names.Intern(fact.Key);
        var from = Lists.Intern(incident.From);
        var index = Add(new IncidentEntry
        {
            Position = head.Position,
            Source = source,
            Incident = id,
            Origin = Origin(fact.By, source),
            Time = time,
            Begin = Times[time].Begin.Number,
            Published = published,
            From = from,
            To = Lists.Intern(incident.To),
            Participants = Lists.Intern(incident.Participants),
            PartOf = incident.PartOf.IsEmpty ? None : Names.Intern(incident.PartOf),
            NextInSource = None,
            NextForIncident = None,
            Kind = incident.Kind,
            Stance = fact.Stance,
            Grade = fact.Grade,
            Marks = marks,
        });
        Link(source, new FactRef(FactKind.Incident, index));

        Touched?.Incidents.Add(id);
        if (Touched is not null && incident.Kind == IncidentKind.Evacuation)
            foreach (var place in Lists[from])
                Touched.Places.Add(place);
    }

    /// <summary>Takes a statement of an incident as it reads, and files an evacuation under the places that were left.</summary>
    private int Add(in IncidentEntry entry)
    {
        var index = Incidents.Add(entry);
        var id = entry.Incident;
        StatementsOf.GrowTo(Names.Count, None);
        LastStatementOf.GrowTo(Names.Count, None);
        if (StatementsOf[id] == None) StatementsOf[id] = index;
        else Incidents[LastStatementOf[id]].NextForIncident = index;
        LastStatementOf[id] = index;
        if (entry.Kind == IncidentKind.Evacuation)
            foreach (var place in Lists[entry.From])
            {
                var facts = PlaceOf(place);
                facts.Evacuations.Add(index);
                Unsettled(facts);
            }

        return index;
    }

    public void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction)
    {
        Advance(head);
        var source = CurrentSource(head);
        End(head, source, key, correction);
    }

    public void SourceWithdrawn(in EventHead head)
    {
        Advance(head);
        var source = CurrentSource(head);
        for (var version = source; version != None; version = Sources[version].Corrects)
        {
            Sources[version].Withdrawn = head.Position;
            for (var fact = Sources[version].FirstFact; fact != None; fact = NextInSource(new FactRef(fact)))
            {
                var reference = new FactRef(fact);
                Touch(reference);
                if ((Marks(reference) & FactMarks.Ended) != FactMarks.None) continue;
                Marks(reference) |= FactMarks.Ended;
                Changed(reference);
                Ends[fact] = new FactEnd(head.Position, int.MinValue);
            }
        }
    }

    public void Place(in EventHead head, Place place)
    {
        Advance(head);
        Names.Intern(place.Id);
        Gazetteer.Add(head.Position, place);
        Touched?.GazetteerChanged();
    }

    public void Bounded(in EventHead head, PlaceBoundary boundary)
    {
        // No view follows from a boundary: nothing is touched.
        Advance(head);
        Boundaries.Add(head.Position, boundary);
    }

    public void Actor(in EventHead head, Actor actor)
    {
        Advance(head);
        Names.Intern(actor.Id);
        Gazetteer.Add(head.Position, actor);
        Touched?.GazetteerChanged();
    }

    public void Outlet(in EventHead head, Outlet outlet)
    {
        Advance(head);
        Names.Intern(outlet.Id);
        Gazetteer.Add(head.Position, outlet);
        Touched?.GazetteerChanged();
    }

    public void Reconciled(in EventHead head, Reconciliation reconciliation)
    {
        Advance(head);
        Names.Intern(System.Text.Encoding.UTF8.GetBytes(reconciliation.Id));
        Names.Intern(System.Text.Encoding.UTF8.GetBytes(reconciliation.Into));
        Gazetteer.Add(head.Position, reconciliation);
        Touched?.Reconciled();
    }

    public void PolicyAdopted(in EventHead head, Policy policy)
    {
        Advance(head);
        Policies.Add(head.Position, policy);
        Touched?.PolicyChanged();
    }

    /// <summary>Brings late facts into their places; must run after writes and before reads.</summary>
    public void Settle()
    {
        foreach (var place in _dirtyPlaces)
        {
            foreach (var postings in place.Controls) postings.Settle(_controlOrder);
            place.Spanning.Settle(_controlOrder, control => Controls[control].Begin);
            place.Evacuations.Settle(_evacuationOrder, incident => Incidents[incident].Begin);
            place.IsDirty = false;
        }

        _dirtyPlaces.Clear();
        foreach (var series in _dirtySeries) series.Settle(_windowOrder);
        _dirtySeries.Clear();
    }

    /// <summary>A day after which nothing was published that was recorded by a position; at the head no bound is needed.</summary>
    public int LastPublishedBy(long position) => position >= Position ? int.MaxValue : LatestPublicationBy(position);

    /// <summary>The latest publication of any source recorded by a position; <see cref="int.MinValue"/> before the first.</summary>
    public int LatestPublicationBy(long position)
    {
        var (low, high) = (0, Sources.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Sources[middle].Position <= position) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? int.MinValue : Sources[low - 1].LastPublished;
    }

    /// <summary>Takes up where a checkpoint left off, once its tables are loaded.</summary>
    internal void Restore(long position, long events) => (Position, EventCount) = (position, events);

    /// <summary>Moves on past events that are not fed.</summary>
    internal void Pass(long position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, Position);
        Position = position;
    }

    private void Advance(in EventHead head)
    {
        if (head.Position <= Position)
            throw new InvalidLedgerException(head.Position, $"comes after position {Position}");
        Position = head.Position;
        EventCount++;
    }

    private int CurrentSource(in EventHead head)
    {
        // The events of a source mostly follow one another: one look at its id spares a search among millions.
        var id = _lastSource != None && SourceIds[_lastSource].SequenceEqual(head.Source) ? _lastSource : SourceIds.Find(head.Source);
        var source = id == None || id >= LatestVersion.Count ? None : LatestVersion[id];
        if (source != None) _lastSource = id;
        return source != None
            ? source
            : throw new InvalidLedgerException(head.Position, "belongs to a source that was not reported before");
    }

    private int Begin(
        in EventHead head, in FactSlice fact, in CorrectionSlice correction, int index, out int published, out FactMarks marks)
    {
        Advance(head);
        if (index >= FactRef.MaxIndex)
            throw new InvalidLedgerException(head.Position, $"is one fact more than {FactRef.MaxIndex} of a kind, the most that a ledger takes");
        var source = CurrentSource(head);
        published = Sources[source].Published;
        _replaced = FactRef.None;
        marks = fact.AttributionLost ? FactMarks.AttributionLost : FactMarks.None;
        if (correction.IsCorrection)
        {
            marks |= FactMarks.IsCorrection;
            var end = End(head, source, fact.Key, correction);
            // What another source corrects could be known only when that source came out.
            if (end.Published > published) published = end.Published;
        }

        return source;
    }

    private FactEnd End(in EventHead head, int source, ReadOnlySpan<byte> key, in CorrectionSlice correction)
    {
        var ended = FindStanding(source, key);
        if (ended.IsNone)
            throw new InvalidLedgerException(
                head.Position, $"ends the fact '{SourceIds.Text(Sources[source].Id)}/{System.Text.Encoding.UTF8.GetString(key)}', which does not stand");
        var published = int.MinValue;
        if (!correction.CorrectedBy.IsEmpty)
        {
            var by = SourceIds.Find(correction.CorrectedBy);
            if (by == None || by >= LatestVersion.Count || LatestVersion[by] == None)
                throw new InvalidLedgerException(head.Position, "is published by a source that was not reported before");
            published = Sources[LatestVersion[by]].Published;
        }

        var end = new FactEnd(head.Position, published);
        Marks(ended) |= FactMarks.Ended;
        Changed(ended);
        Ends[ended.Value] = end;
        Touch(ended);
        _replaced = ended;
        return end;
    }

    private int Origin(ReadOnlySpan<byte> by, int source)
    {
        var list = Lists.Intern(by);
        return list == None || Lists[list].IsEmpty ? Sources[source].Outlet : Lists[list][0];
    }

    private void Unsettled(PlaceFacts place)
    {
        if (place.IsDirty) return;
        place.IsDirty = true;
        _dirtyPlaces.Add(place);
    }

    private PlaceFacts PlaceOf(int place)
    {
        if (Places.TryGetValue(place, out var facts)) return facts;
        return Places[place] = new PlaceFacts();
    }

    private int SeriesFor(int about, Measure measure, Population population, Modality modality, Scope scope)
    {
        SeriesOf.GrowTo(Names.Count, None);
        var last = None;
        for (var at = SeriesOf[about]; at != None; at = Series[at].NextForAbout)
        {
            ref var known = ref Series[at];
            if (known.Measure == measure && known.Population == population && known.Modality == modality && known.Scope == scope)
                return at;
            last = at;
        }

        var added = Series.Add(new SeriesEntry
        {
            About = about,
            Measure = measure,
            Population = population,
            Modality = modality,
            Scope = scope,
            FirstFact = None,
            LastFact = None,
            NextForAbout = None,
        });
        if (last == None) SeriesOf[about] = added;
        else Series[last].NextForAbout = added;
        return added;
    }

    private void AddToSeries(int series, int figure)
    {
        ref var entry = ref Series[series];
        if (entry.FirstFact == None) entry.FirstFact = figure;
        else Figures[entry.LastFact].NextInSeries = figure;
        entry.LastFact = figure;
        entry.Count++;
        if (entry.Count < LongSeriesFrom) return;
        if (!LongSeries.TryGetValue(series, out var postings))
        {
            LongSeries[series] = postings = new OrderedPostings();
            for (var at = entry.FirstFact; at != None; at = Figures[at].NextInSeries) postings.Add(at);
        }
        else
        {
            postings.Add(figure);
        }

        _dirtySeries.Add(postings);
    }

    private void Link(int source, FactRef fact)
    {
        ref var entry = ref Sources[source];
        if (entry.FirstFact == None) entry.FirstFact = fact.Value;
        else
        {
            NextInSource(new FactRef(entry.LastFact)) = fact.Value;
            Changed(new FactRef(entry.LastFact));
        }

        entry.LastFact = fact.Value;
        if (!_replaced.IsNone) KeepGrade(_replaced, fact);
    }

    private void Touch(FactRef fact)
    {
        if (Touched is null) return;
        switch (fact.Kind)
        {
            case FactKind.Control: Touched.Places.Add(Controls[fact.Index].Place); break;
            case FactKind.Figure: Touched.Series.Add(Figures[fact.Index].Series); break;
            default:
                Touched.Incidents.Add(Incidents[fact.Index].Incident);
                foreach (var place in Lists[Incidents[fact.Index].From]) Touched.Places.Add(place);
                break;
        }
    }
}
