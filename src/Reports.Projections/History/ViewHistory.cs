using System.Collections.Immutable;
using Reports.Projections.Changes;
using Reports.Projections.Ledger;

namespace Reports.Projections.History;

/// <summary>Along which of the three times a view is followed.</summary>
public enum Axis
{
    /// <summary>The world's own time, as known at one cut.</summary>
    Valid,

    /// <summary>The days of publication: what a reader could know by then of one date.</summary>
    Published,

    /// <summary>Positions of the log: what the ledger held by then of one date.</summary>
    Recorded,
}

/// <summary>From here on, until the next entry, the view was this one.</summary>
/// <param name="Cut">Where it begins; of its three times the followed one tells.</param>
/// <param name="View">Null while there was nothing.</param>
/// <param name="Causes">The facts that made the difference to the entry before.</param>
public sealed record HistoryEntry<T>(Cut Cut, T? View, ImmutableArray<Cause> Causes)
    where T : class;
