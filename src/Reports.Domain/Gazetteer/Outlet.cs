using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>Who publishes sources. An outlet speaks too: one id names one voice, whether actor or outlet.</summary>
public sealed record Outlet
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>ISO 3166-1 alpha-2 code, lower case.</summary>
    public string? Country { get; init; }

    /// <summary>BCP 47 language tag.</summary>
    public string? Language { get; init; }

    /// <summary>The actor whose side this outlet prefers, where known.</summary>
    public string? Affiliation { get; init; }

    public string? Url { get; init; }
}
