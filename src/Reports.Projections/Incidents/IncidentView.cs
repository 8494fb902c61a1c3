using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Projections.Ledger;

namespace Reports.Projections.Incidents;

/// <summary>What the sources known at a cut say of one incident.</summary>
public sealed record IncidentView
{
    public required string Id { get; init; }

    /// <summary>The kind that the first statement gives.</summary>
    public required IncidentKind Kind { get; init; }

    /// <summary>Every known statement, by publication, then source.</summary>
    public required ImmutableArray<IncidentStatement> Statements { get; init; }

    /// <summary>True when two statements give dates that do not overlap.</summary>
    public required bool DatesDisagree { get; init; }

    /// <summary>Which dates, and who gives them; null when they agree.</summary>
    public string? Disagreement { get; init; }

    /// <summary>True when one origin denies what another asserts.</summary>
    public required bool Denied { get; init; }

    public required ImmutableArray<string> From { get; init; }

    public required ImmutableArray<string> To { get; init; }

    public required ImmutableArray<string> Participants { get; init; }

    public string? PartOf { get; init; }

    public required Cut Cut { get; init; }

    public required long Position { get; init; }
}

/// <param name="Fact">The fact's id.</param>
/// <param name="Origin">Who is said to know.</param>
/// <param name="On">When it happened, as that origin gives it (EDTF).</param>
/// <param name="Stance">How the origin speaks of it.</param>
public sealed record IncidentStatement(string Fact, string Origin, string On, Stance Stance);
