using System.Text.Json;
using Reports.Domain.Gazetteer;

namespace Reports.Service.Boundaries;

/// <summary>Geometries as RFC 7946 writes them: longitude first.</summary>
public static class GeoJsonGeometry
{
    /// <summary>The boundary of a place where there is one, else its point, else null.</summary>
    public static void Write(Utf8JsonWriter json, PlaceBoundary? boundary, GeoPoint? point)
    {
        if (boundary is not null) Write(json, boundary.Geometry);
        else if (point is { } at) Write(json, at);
        else json.WriteNullValue();
    }

    public static void Write(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartObject();
        json.WriteString("type", "Point");
        json.WritePropertyName("coordinates");
        WritePosition(json, point);
        json.WriteEndObject();
    }

    internal static void WritePosition(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.Lon);
        json.WriteNumberValue(point.Lat);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, GeoPolygons geometry)
    {
        var isOne = geometry.Polygons.Length == 1;
        json.WriteStartObject();
        json.WriteString("type", isOne ? "Polygon" : "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var polygon in geometry.Polygons)
        {
            if (!isOne) json.WriteStartArray();
            foreach (var ring in polygon) Write(json, ring);
            if (!isOne) json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GeoRing ring)
    {
        json.WriteStartArray();
        for (var i = 0; i < ring.Coordinates.Length; i += 2)
        {
            json.WriteStartArray();
            Degrees(json, ring.Coordinates[i]);
            Degrees(json, ring.Coordinates[i + 1]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>As decimals: a double would be written with an exponent where it is small.</summary>
    internal static void Degrees(Utf8JsonWriter json, int units) => json.WriteNumberValue((decimal)units / GeoPolygons.UnitsPerDegree);
}
