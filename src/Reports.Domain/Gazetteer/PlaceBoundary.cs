using NodaTime;

namespace Reports.Domain.Gazetteer;

/// <summary>Where a place ends, as somebody drew it. Boundaries decide no view: they are for maps.</summary>
public sealed record PlaceBoundary
{
    /// <summary>The most characters that <see cref="Source"/> and <see cref="Licence"/> have.</summary>
    public const int MaxCharacters = 500;

    /// <summary>The id of the place.</summary>
    public required string Place { get; init; }

    /// <summary>Who drew it: a data set and its version.</summary>
    public required string Source { get; init; }

    /// <summary>The terms on which it may be passed on; null where they were not said.</summary>
    public string? Licence { get; init; }

    /// <summary>The day for which it was drawn; null where that was not said.</summary>
    public LocalDate? ValidOn { get; init; }

    public required GeoPolygons Geometry { get; init; }

    public bool IsSame(PlaceBoundary other) =>
        (Place, Source, Licence, ValidOn) == (other.Place, other.Source, other.Licence, other.ValidOn) && Geometry.IsSame(other.Geometry);
}
