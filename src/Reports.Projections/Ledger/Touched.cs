namespace Reports.Projections.Ledger;

/// <summary>What a run of events may have changed.</summary>
internal sealed class Touched
{
    public HashSet<int> Places { get; } = [];

    public HashSet<int> Series { get; } = [];

    public HashSet<int> Incidents { get; } = [];

    /// <summary>A redefined place or actor can change how any status reads.</summary>
    public bool EveryPlace { get; private set; }

    /// <summary>Another policy can change how any figure reads.</summary>
    public bool EverySeries { get; private set; }

    /// <summary>A merge or split can change whom any incident names.</summary>
    public bool EveryIncident { get; private set; }

    public void GazetteerChanged() => EveryPlace = true;

    public void Add(Touched other)
    {
        Places.UnionWith(other.Places);
        Series.UnionWith(other.Series);
        Incidents.UnionWith(other.Incidents);
        EveryPlace |= other.EveryPlace;
        EverySeries |= other.EverySeries;
        EveryIncident |= other.EveryIncident;
    }

    /// <summary>A merge or split can change how anything reads.</summary>
    public void Reconciled() => EveryPlace = EverySeries = EveryIncident = true;

    public void PolicyChanged() => EveryPlace = EverySeries = true;
}
