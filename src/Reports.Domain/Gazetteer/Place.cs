using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>A district, town, camp or region, in the tree of places.</summary>
public sealed record Place
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>The place that this one lies in; null for a root.</summary>
    public string? Within { get; init; }

    /// <summary>For an informal area: the places that make it up.</summary>
    public ImmutableArray<string> ComposedOf { get; init; } = [];

    public ImmutableArray<string> Aliases { get; init; } = [];

    public GeoPoint? Point { get; init; }

    /// <summary>OCHA place code, where one exists.</summary>
    public string? Pcode { get; init; }
}

/// <summary>WGS 84 degrees; latitude −90 to 90, longitude −180 to 180.</summary>
public readonly record struct GeoPoint(double Lat, double Lon);
