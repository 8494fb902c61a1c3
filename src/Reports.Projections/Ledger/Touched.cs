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

    public void GazetteerChanged() => EveryPlace = true;

    public void PolicyChanged() => EveryPlace = EverySeries = true;
}
