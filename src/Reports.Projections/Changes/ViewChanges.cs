using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;

namespace Reports.Projections.Changes;

/// <summary>From where views are looked at: what is asked and known, and by which policy.</summary>
public sealed record Viewpoint(Cut Cut, Policy Policy)
{
    /// <summary>From a cut, by a policy or, where none is named, by the one that was in force there.</summary>
    public static Viewpoint At(Views views, Cut cut, Policy? policy) => new(cut, policy ?? views.PolicyAt(cut));
}

/// <summary>Views before and after: what is in neither changed.</summary>
public sealed record ViewChanges(
    ImmutableArray<ViewChange<ControlStatusView>> Statuses, ImmutableArray<ViewChange<FigureView>> Figures,
    ImmutableArray<ViewChange<IncidentView>> Incidents)
{
    public static readonly ViewChanges None = new([], [], []);

    public int Count => Statuses.Length + Figures.Length + Incidents.Length;
}

/// <param name="Id">The place, figure or incident.</param>
/// <param name="Before">Null when there was nothing.</param>
/// <param name="After">Null when nothing is left.</param>
public sealed record ViewChange<T>(string Id, T? Before, T? After)
    where T : class
{
    /// <summary>
    /// The facts that made the difference, in log order: those that the later view rests on and the earlier one could not, and the
    /// other way round. Empty when the facts are the same, and only time, the gazetteer or the policy moved.
    /// </summary>
    public ImmutableArray<Cause> Causes { get; init; } = [];
}

/// <summary>A fact that counts at one of two cuts and not at the other.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Kind">What tells the cuts apart.</param>
/// <param name="Position">Where that was recorded: the fact itself, or for <see cref="CauseKind.Ended"/> what ended it.</param>
public sealed record Cause(string Fact, CauseKind Kind, long Position);

/// <summary>Why a fact counts at the later cut and not at the earlier one, or the other way round.</summary>
public enum CauseKind
{
    /// <summary>It was recorded in between.</summary>
    Recorded,

    /// <summary>It was published in between.</summary>
    Published,

    /// <summary>Its valid time began in between.</summary>
    Began,

    /// <summary>It was corrected, retracted or withdrawn in between.</summary>
    Ended,

    /// <summary>An analyst graded it otherwise in between.</summary>
    Regraded,

    /// <summary>A merge or split of places or actors in between reads it as about something else, or as said by somebody else.</summary>
    Reconciled,

    /// <summary>The later cut knows less: the fact is known at the earlier one alone.</summary>
    Unknown,
}
