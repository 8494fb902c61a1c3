using System.Text;
using Reports.Projections.Figures;

namespace Reports.Projections.Ledger;

/// <summary>What the state says of one fact.</summary>
internal sealed partial class LedgerState
{
    private readonly Lock _partsGate = new();
    private readonly Dictionary<int, HashSet<int>> _parts = [];
    private int _partsTaken;

    /// <summary>The incidents of which some statement, at whatever cut, says that they are a part of another one. May run beside other reads.</summary>
    public IReadOnlyCollection<int> PartsOf(int whole)
    {
        lock (_partsGate)
        {
            for (; _partsTaken < Incidents.Count; _partsTaken++)
            {
                ref var statement = ref Incidents[_partsTaken];
                if (statement.PartOf == None) continue;
                if (!_parts.TryGetValue(statement.PartOf, out var parts)) _parts[statement.PartOf] = parts = [];
                parts.Add(statement.Incident);
            }

            return _parts.TryGetValue(whole, out var found) ? [.. found] : [];
        }
    }

    /// <summary>Every series about a place or an incident; none for a name of neither.</summary>
    public IEnumerable<int> SeriesAbout(int about)
    {
        if (about == None || about >= SeriesOf.Count) yield break;
        for (var series = SeriesOf[about]; series != None; series = Series[series].NextForAbout) yield return series;
    }

    public ref int NextInSource(FactRef fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Control: return ref Controls[fact.Index].NextInSource;
            case FactKind.Figure: return ref Figures[fact.Index].NextInSource;
            default: return ref Incidents[fact.Index].NextInSource;
        }
    }

    public ref FactMarks Marks(FactRef fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Control: return ref Controls[fact.Index].Marks;
            case FactKind.Figure: return ref Figures[fact.Index].Marks;
            default: return ref Incidents[fact.Index].Marks;
        }
    }

    public int SourceOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Source,
        FactKind.Figure => Figures[fact.Index].Source,
        _ => Incidents[fact.Index].Source,
    };

    public long PositionOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Position,
        FactKind.Figure => Figures[fact.Index].Position,
        _ => Incidents[fact.Index].Position,
    };

    /// <summary>The day from which a reader could know.</summary>
    public int PublishedOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Published,
        FactKind.Figure => Figures[fact.Index].Published,
        _ => Incidents[fact.Index].Published,
    };

    /// <summary>The day from which it holds.</summary>
    public int BeginOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Begin,
        FactKind.Figure => Figures[fact.Index].Begin,
        _ => Incidents[fact.Index].Begin,
    };

    public int OriginOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Origin,
        FactKind.Figure => Figures[fact.Index].Origin,
        _ => Incidents[fact.Index].Origin,
    };

    public ReadOnlySpan<byte> KeyOf(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Keys.Get(Controls[fact.Index].Key),
        FactKind.Figure => Keys.Get(Figures[fact.Index].Key),
        _ => Names[Incidents[fact.Index].Incident],
    };

    /// <summary>The fact's id in the ledger: <c>source-id/fact-key</c>.</summary>
    public string IdOf(FactRef fact) =>
        $"{SourceIds.Text(Sources[SourceOf(fact)].Id)}/{Encoding.UTF8.GetString(KeyOf(fact))}";

    public string ControlId(int control) => IdOf(new FactRef(FactKind.Control, control));

    public string FigureId(int figure) => IdOf(new FactRef(FactKind.Figure, figure));

    /// <summary>The order of what is alike in time, by names: it does not depend on which of two independent sources arrived first.</summary>
    public int CompareSources(int left, int right) => SourceIds[Sources[left].Id].SequenceCompareTo(SourceIds[Sources[right].Id]);

    /// <inheritdoc cref="CompareSources"/>
    public int CompareIds(int leftSource, uint leftKey, int rightSource, uint rightKey)
    {
        var bySource = CompareSources(leftSource, rightSource);
        return bySource != 0 ? bySource : Keys.Get(leftKey).SequenceCompareTo(Keys.Get(rightKey));
    }

    public FigureKey KeyOf(int series)
    {
        ref var entry = ref Series[series];
        return new FigureKey(Names.Text(entry.About), entry.Measure, entry.Population, entry.Modality, entry.Scope);
    }

    /// <summary>The last day that a statement of an incident claims. An open end says that it went on when the source came out, no longer.</summary>
    public int LastDayOf(int incident)
    {
        ref var entry = ref Incidents[incident];
        return Math.Max(entry.Begin, Math.Min(Times[entry.Time].End.Number, entry.Published));
    }

    /// <summary>The version of a fact that nothing has ended yet, or none.</summary>
    public FactRef FindStanding(int source, ReadOnlySpan<byte> key)
    {
        for (var version = source; version != None; version = Sources[version].Corrects)
            for (var fact = Sources[version].FirstFact; fact != None; fact = NextInSource(new FactRef(fact)))
                if ((Marks(new FactRef(fact)) & FactMarks.Ended) == FactMarks.None && KeyOf(new FactRef(fact)).SequenceEqual(key))
                    return new FactRef(fact);
        return FactRef.None;
    }

    /// <summary>The figure of a source that has the key and is known at the cut, or −1.</summary>
    public int FindFigure(int source, ReadOnlySpan<byte> key, KnownAt known)
    {
        var latest = LatestVersion[Sources[source].Id];
        for (var version = latest; version != None; version = Sources[version].Corrects)
            for (var fact = Sources[version].FirstFact; fact != None; fact = NextInSource(new FactRef(fact)))
            {
                var reference = new FactRef(fact);
                if (reference.Kind == FactKind.Figure && KeyOf(reference).SequenceEqual(key) && IsKnown(in Figures[reference.Index], reference.Index, known))
                    return reference.Index;
            }

        return None;
    }

    /// <summary>Rule 1: recorded and published by the cut, and neither corrected, retracted nor withdrawn at it.</summary>
    public bool IsKnown(in ControlEntry fact, int index, KnownAt known) =>
        fact.Position <= known.At && fact.Published <= known.PublishedBy && !known.Leaves(fact.Position)
        && ((fact.Marks & FactMarks.Ended) == FactMarks.None || !IsEnded(new FactRef(FactKind.Control, index), known));

    /// <inheritdoc cref="IsKnown(in ControlEntry, int, KnownAt)"/>
    public bool IsKnown(in FigureEntry fact, int index, KnownAt known) =>
        fact.Position <= known.At && fact.Published <= known.PublishedBy && !known.Leaves(fact.Position)
        && ((fact.Marks & FactMarks.Ended) == FactMarks.None || !IsEnded(new FactRef(FactKind.Figure, index), known));

    /// <inheritdoc cref="IsKnown(in ControlEntry, int, KnownAt)"/>
    public bool IsKnown(in IncidentEntry fact, int index, KnownAt known) =>
        fact.Position <= known.At && fact.Published <= known.PublishedBy && !known.Leaves(fact.Position)
        && ((fact.Marks & FactMarks.Ended) == FactMarks.None || !IsEnded(new FactRef(FactKind.Incident, index), known));

    /// <inheritdoc cref="IsKnown(in ControlEntry, int, KnownAt)"/>
    public bool IsKnown(FactRef fact, KnownAt known) => fact.Kind switch
    {
        FactKind.Control => IsKnown(in Controls[fact.Index], fact.Index, known),
        FactKind.Figure => IsKnown(in Figures[fact.Index], fact.Index, known),
        _ => IsKnown(in Incidents[fact.Index], fact.Index, known),
    };

    private bool IsEnded(FactRef fact, KnownAt known)
    {
        var end = Ends[fact.Value];
        return end.Position <= known.At && end.Published <= known.PublishedBy;
    }
}
