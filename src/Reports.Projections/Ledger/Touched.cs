namespace Reports.Projections.Ledger;

/// <summary>What a run of events may have changed.</summary>
internal sealed class Touched
{
    public HashSet<int> Places { get; } = [];

    public HashSet<int> Series { get; } = [];

    public HashSet<int> Incidents { get; } = [];

    /// <summary>A redefined place or actor can change how any view reads.</summary>
    public bool Everything { get; private set; }

    public void GazetteerChanged() => Everything = true;
}
