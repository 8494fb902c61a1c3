using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>The status of a place at a cut (DOMAIN.md, control rule 5).</summary>
public enum StatusKind
{
    Unknown,
    Controlled,
    Contested,
    Shared,
    Disputed,
    Vacated,
}

/// <summary>Who controls a place, as far as the sources known at a cut can say, and why.</summary>
public sealed record ControlStatusView
{
    /// <summary>The place asked for.</summary>
    public required string Place { get; init; }

    public required StatusKind Status { get; init; }

    /// <summary>
    /// Actors, the more specific of those that agree: who holds it, then who entered; for a dispute side by side, the side with
    /// the most independent origins first; for a vacated place empty.
    /// </summary>
    public required ImmutableArray<string> Parties { get; init; }

    /// <summary>Rule 6: true when the place has no facts of its own at the cut.</summary>
    public required bool Inherited { get; init; }

    /// <summary>How much of the place the standing claims of control cover at the widest; unstated when nobody holds it.</summary>
    public Extent Extent { get; init; }

    /// <summary>The place whose facts decided; the place itself unless inherited, null when nothing is known.</summary>
    public string? DecidedAt { get; init; }

    /// <summary>Rule 6: true when the last evidence is older than the policy's bound at the date asked for.</summary>
    public required bool Stale { get; init; }

    /// <summary>The last day for which the standing facts are evidence.</summary>
    public Day? LastEvidence { get; init; }

    /// <summary>Days from the last evidence to the date asked for.</summary>
    public int? AgeDays { get; init; }

    public required Basis Basis { get; init; }

    /// <summary>The voices of the standing facts, one entry for each set of parties that agree.</summary>
    public ImmutableArray<ControlSide> Sides { get; init; } = [];

    /// <summary>Sieges known to be under way: a layer beside control.</summary>
    public ImmutableArray<Siege> BesiegedBy { get; init; } = [];

    /// <summary>Evacuations from the place that cover the date: incident ids.</summary>
    public ImmutableArray<string> Evacuations { get; init; } = [];

    /// <summary>Plans, forecasts and conditions about the place: beside the status, never in it. Fact ids.</summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>Standing denials of control: fact ids.</summary>
    public ImmutableArray<string> Denied { get; init; } = [];

    public required Cut Cut { get; init; }

    /// <summary>The position up to which the log was known.</summary>
    public required long Position { get; init; }

    public required string Policy { get; init; }
}

/// <summary>What a status rests on (rule 7).</summary>
public sealed record Basis
{
    /// <summary>Fact ids, <c>source/fact</c>, oldest first.</summary>
    public required ImmutableArray<string> For { get; init; }

    public required ImmutableArray<string> Against { get; init; }

    /// <summary>Origins of the facts for it, counted once each.</summary>
    public required int OriginsFor { get; init; }

    public required int OriginsAgainst { get; init; }

    /// <summary>The best grade among the facts for it; null when none is graded.</summary>
    public Grade? BestGrade { get; init; }

    /// <summary>The rule that decided, as the handbook numbers it, and in words.</summary>
    public required string Rule { get; init; }
}

/// <summary>Parties that agree, and the origins that name them.</summary>
/// <param name="Against">True when it excludes the side with the most independent origins.</param>
public sealed record ControlSide(ImmutableArray<string> Parties, ImmutableArray<string> Origins, ImmutableArray<string> Facts, bool Against);

public sealed record Siege(string Actor, ImmutableArray<string> Facts);
