using System.Collections.Immutable;
using System.Text.Json;
using Reports.Domain.Gazetteer;

namespace Reports.EventStore.Events;

/// <summary>Polygons as <see cref="EventSerializer"/> writes them: GeoJSON at the precision that boundaries are kept to.</summary>
internal static class GeometryReader
{
    /// <exception cref="FormatException">No polygon, or one that is not as it would have been stored.</exception>
    public static GeoPolygons Polygons(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        ImmutableArray<ImmutableArray<GeoRing>> polygons = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => [Polygon(coordinates)],
            "MultiPolygon" => [.. coordinates.EnumerateArray().Select(Polygon)],
            var other => throw new FormatException($"'{other}' is no geometry of a boundary: Polygon or MultiPolygon"),
        };
        return GeoPolygons.TryCreate(polygons, out var made, out var problem) ? made! : throw new FormatException(problem);
    }

    private static ImmutableArray<GeoRing> Polygon(JsonElement rings)
    {
        var polygon = ImmutableArray.CreateBuilder<GeoRing>(rings.GetArrayLength());
        foreach (var positions in rings.EnumerateArray())
            polygon.Add(GeoRing.TryCreate(Coordinates(positions), out var ring, out var problem) ? ring! : throw new FormatException($"ring {polygon.Count + 1}: {problem}"));
        return polygon.MoveToImmutable();
    }

    private static ImmutableArray<int> Coordinates(JsonElement positions)
    {
        var coordinates = ImmutableArray.CreateBuilder<int>(positions.GetArrayLength() * 2);
        foreach (var position in positions.EnumerateArray())
        {
            if (position.GetArrayLength() != 2) throw new FormatException("a position is a longitude and a latitude");
            coordinates.Add(Units(position[0]));
            coordinates.Add(Units(position[1]));
        }

        return coordinates.MoveToImmutable();
    }

    private static int Units(JsonElement degrees)
    {
        var units = degrees.TryGetDecimal(out var value) && Math.Abs(value) <= 180 ? value * GeoPolygons.UnitsPerDegree : 0.5m;
        return units == decimal.Truncate(units)
            ? (int)units
            : throw new FormatException($"{degrees.GetRawText()} degrees: from -180 to 180, with {GeoPolygons.Decimals} decimals at most");
    }
}
