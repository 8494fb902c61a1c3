using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;

namespace Reports.Service.Pages.Map;

/// <summary>A district on a map: an area where its boundary is known, a point otherwise.</summary>
/// <param name="Name">As the label has it.</param>
/// <param name="Point">Where it is; may be null where a boundary is known.</param>
/// <param name="Boundary">Where it ends; null where nobody drew that.</param>
public sealed record MapFeature(ControlStatusView View, string Name, GeoPoint? Point, GeoPolygons? Boundary)
{
    public bool IsArea => Boundary is not null;

    /// <summary>What the map must have room for.</summary>
    internal IEnumerable<GeoPoint> Corners => Boundary is { } area ? CornersOf(area) : [Point!.Value];

    /// <summary>How much it covers, for what lies on what; 0 for a point.</summary>
    internal double Extent => Boundary is { Bounds: var (west, south, east, north) } ? (double)(east - west) * (north - south) : 0;

    internal static IEnumerable<GeoPoint> CornersOf(GeoPolygons area)
    {
        var (west, south, east, north) = area.Bounds;
        return [Degrees(south, west), Degrees(north, east)];
    }

    internal static GeoPoint Degrees(double lat, double lon) => new(lat / GeoPolygons.UnitsPerDegree, lon / GeoPolygons.UnitsPerDegree);
}
