using Reports.Service.Ledgers;

namespace Reports.Service.Replaying;

/// <summary>A replay that is not done yet.</summary>
/// <param name="Started">When it was.</param>
/// <param name="Progress">As it was last told.</param>
/// <param name="IsCancelled">True once it was asked to end.</param>
public sealed record ReplayUnderWay(DateTimeOffset Started, RebuildProgress Progress, bool IsCancelled)
{
    /// <summary>True once everything is rebuilt, and is being compared.</summary>
    public bool IsCompared => Progress.Position >= Progress.Head;

    /// <summary>Positions a second; 0 before the first is told.</summary>
    public double Rate => Progress.Elapsed > TimeSpan.Zero ? Progress.Position / Progress.Elapsed.TotalSeconds : 0;

    /// <summary>How long the rest takes at that rate; null where nobody can tell.</summary>
    public TimeSpan? Left => Rate > 0 ? TimeSpan.FromSeconds((Progress.Head - Progress.Position) / Rate) : null;
}
