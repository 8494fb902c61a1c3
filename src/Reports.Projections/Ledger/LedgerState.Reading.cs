using System.Text;
using Reports.Domain.Gazetteer;

namespace Reports.Projections.Ledger;

/// <summary>The same facts as they read after merges and splits of places and actors.</summary>
internal sealed partial class LedgerState
{
    /// <summary>Facts of which something changed after they were taken, for the states that follow this one; null while there is none.</summary>
    private List<FactRef>? _changed;

    private LedgerState? _recorded;
    private Reconciliations _reconciliations = Reconciliations.None;
    private int _changesTaken;
    private readonly Dictionary<int, int> _placesRead = [];
    private readonly Dictionary<int, int> _actorsRead = [];
    private readonly Dictionary<(int List, ReconciledKind Kind), int> _listsRead = [];

    /// <summary>
    /// A state with the same facts by the same numbers, which read as some merges and splits say. It shares the texts and what became
    /// of the facts with this one, and has places, series and incidents of its own: it costs about as much memory again.
    /// </summary>
    public LedgerState ReadBy(Reconciliations reconciliations)
    {
        _changed ??= [];
        var read = new LedgerState(this) { _recorded = this, _reconciliations = reconciliations, _changesTaken = _changed.Count };
        read.Follow();
        return read;
    }

    /// <summary>Takes what was recorded since the last time. Must run before a read that follows a write to the state that is followed.</summary>
    public void Follow()
    {
        var recorded = _recorded!;
        // What was interned since may be a name that was merged.
        for (var i = Controls.Count; i < recorded.Controls.Count; i++) Add(Read(recorded.Controls[i], new FactRef(FactKind.Control, i)));
        for (var i = Figures.Count; i < recorded.Figures.Count; i++) Add(Read(recorded.Figures[i], new FactRef(FactKind.Figure, i)));
        for (var i = Incidents.Count; i < recorded.Incidents.Count; i++) Add(Read(recorded.Incidents[i], new FactRef(FactKind.Incident, i)));
        for (; _changesTaken < recorded._changed!.Count; _changesTaken++)
        {
            var fact = recorded._changed[_changesTaken];
            Marks(fact) = recorded.Marks(fact);
            NextInSource(fact) = recorded.NextInSource(fact);
        }

        Restore(recorded.Position, recorded.EventCount);
        Settle();
    }

    private void Changed(FactRef fact) => _changed?.Add(fact);

    private ControlEntry Read(ControlEntry entry, FactRef fact)
    {
        var moved = MovedId(fact);
        entry.Place = Read(ReconciledKind.Place, entry.Place, moved);
        entry.Actor = Read(ReconciledKind.Actor, entry.Actor, moved);
        entry.Origin = Read(ReconciledKind.Actor, entry.Origin, moved);
        return entry;
    }

    private FigureEntry Read(FigureEntry entry, FactRef fact)
    {
        var moved = MovedId(fact);
        ref var series = ref _recorded!.Series[entry.Series];
        entry.Series = SeriesFor(
            Read(ReconciledKind.Place, series.About, moved), series.Measure, series.Population, series.Modality, series.Scope);
        entry.Origin = Read(ReconciledKind.Actor, entry.Origin, moved);
        entry.NextInSeries = None;
        return entry;
    }

    private IncidentEntry Read(IncidentEntry entry, FactRef fact)
    {
        var moved = MovedId(fact);
        entry.From = ReadList(ReconciledKind.Place, entry.From, moved);
        entry.To = ReadList(ReconciledKind.Place, entry.To, moved);
        entry.Participants = ReadList(ReconciledKind.Actor, entry.Participants, moved);
        entry.Origin = Read(ReconciledKind.Actor, entry.Origin, moved);
        entry.NextForIncident = None;
        return entry;
    }

    /// <summary>The id of a fact that a split moves; null for all others, which read by their ids alone.</summary>
    private string? MovedId(FactRef fact)
    {
        if (_reconciliations.MovedFacts.Count == 0) return null;
        var id = _recorded!.IdOf(fact);
        return _reconciliations.MovedFacts.Contains(id) ? id : null;
    }

    private int Read(ReconciledKind kind, int name, string? moved)
    {
        if (moved is not null) return Names.Find(_reconciliations.Read(kind, Names.Text(name), moved));
        var read = kind == ReconciledKind.Place ? _placesRead : _actorsRead;
        if (read.TryGetValue(name, out var known)) return known;
        return read[name] = Names.Find(_reconciliations.Read(kind, Names.Text(name)));
    }

    private int ReadList(ReconciledKind kind, int list, string? moved)
    {
        if (list == None) return None;
        if (moved is null && _listsRead.TryGetValue((list, kind), out var known)) return known;
        var json = new StringBuilder("[");
        foreach (var name in _recorded!.Lists[list].ToArray().Select(n => Read(kind, n, moved)).Distinct())
            json.Append(json.Length > 1 ? ",\"" : "\"").Append(Names.Text(name)).Append('"');
        var read = Lists.Intern(Encoding.UTF8.GetBytes(json.Append(']').ToString()));
        if (moved is null) _listsRead[(list, kind)] = read;
        return read;
    }
}
