using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>Whoever holds ground, acts or speaks, in the tree of actors.</summary>
public sealed record Actor
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>The actor that this one is a part of; null for a root.</summary>
    public string? Within { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The actor whose side this one prefers, where known.</summary>
    public string? Affiliation { get; init; }
}
