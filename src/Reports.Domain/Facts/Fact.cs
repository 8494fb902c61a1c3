using System.Collections.Immutable;
using Reports.Domain.Grades;
using Reports.Domain.Quantities;
using Reports.Domain.Time;

namespace Reports.Domain.Facts;

/// <summary>
/// One thing that one source reports: that somebody reported it, not that it is true.
/// </summary>
public abstract record Fact
{
    /// <summary>The fact's slug, unique within its source; for an incident, the incident's id, shared by every source that reports it.</summary>
    public required string Key { get; init; }

    public Attribution By { get; init; } = Attribution.OwnVoice;

    public Stance Stance { get; init; }

    public Locator? At { get; init; }

    /// <summary>Admiralty code; null when the coder gave none.</summary>
    public Grade? Grade { get; init; }

    /// <summary>The coder's note; free text.</summary>
    public string? Note { get; init; }

    /// <summary>What is odd about it, each flag once, in the vocabulary's order; empty for nothing.</summary>
    public ImmutableArray<FactFlag> Flags { get; init; } = [];
}

/// <summary>An actor, a place and a relation between them.</summary>
public sealed record ControlFact : Fact
{
    public required string Place { get; init; }

    public required string Actor { get; init; }

    public required Relation Relation { get; init; }

    public required ValidTime On { get; init; }

    public Extent Extent { get; init; }
}

/// <summary>A quantity of something, about an incident or a place.</summary>
public sealed record FigureFact : Fact
{
    /// <summary>The id of an incident or of a place.</summary>
    public required string About { get; init; }

    public required Measure Measure { get; init; }

    public Population Population { get; init; }

    public Modality Modality { get; init; }

    public required Quantity Quantity { get; init; }

    /// <summary>What the figure covers: one convoy, one day, cumulative since a date.</summary>
    public required ValidTime Window { get; init; }

    public Scope Scope { get; init; }

    /// <summary>The key of the fact in the same source whose number this one rounds or repeats; null for a number of its own.</summary>
    public string? Rounds { get; init; }
}

/// <summary>Something that happened or was agreed; figures hang on it by its id.</summary>
public sealed record IncidentFact : Fact
{
    public required IncidentKind Kind { get; init; }

    public required ValidTime On { get; init; }

    /// <summary>Places where it happened or began.</summary>
    public ImmutableArray<string> From { get; init; } = [];

    /// <summary>Places where it led to.</summary>
    public ImmutableArray<string> To { get; init; } = [];

    public ImmutableArray<string> Participants { get; init; } = [];

    /// <summary>The incident that this one is a part of; its figures are parts of that one's.</summary>
    public string? PartOf { get; init; }
}
