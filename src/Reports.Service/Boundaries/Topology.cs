using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using Reports.Domain.Gazetteer;

namespace Reports.Service.Boundaries;

/// <summary>Whether rings make an area (OGC Simple Features): none crosses itself or another one, holes lie within, polygons beside one another.</summary>
internal static class Topology
{
    private static readonly GeometryFactory Factory = new();

    /// <summary>What is wrong and where; null for nothing.</summary>
    public static string? ProblemOf(GeoPolygons polygons)
    {
        if (new IsValidOp(Geometry(polygons)).ValidationError is not { } error) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"no valid area: {error.Message} at {error.Coordinate.X / GeoPolygons.UnitsPerDegree:0.#####}, {error.Coordinate.Y / GeoPolygons.UnitsPerDegree:0.#####}");
    }

    /// <summary>In whole units, so that nothing is rounded.</summary>
    private static MultiPolygon Geometry(GeoPolygons polygons) =>
        Factory.CreateMultiPolygon([.. polygons.Polygons.Select(p => Factory.CreatePolygon(Ring(p[0]), [.. p.Skip(1).Select(Ring)]))]);

    private static LinearRing Ring(GeoRing ring)
    {
        var positions = new Coordinate[ring.Count];
        for (var i = 0; i < positions.Length; i++) positions[i] = new Coordinate(ring.Coordinates[2 * i], ring.Coordinates[(2 * i) + 1]);
        return Factory.CreateLinearRing(positions);
    }
}
