using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Reports.Domain.Gazetteer;

namespace Reports.Service.Boundaries;

/// <summary>
/// A polygon of somebody's GeoJSON as a boundary. It is brought to the precision and the direction that boundaries are kept in, of
/// which the caller tells; whatever else is wrong with it is a problem. Not thread safe.
/// </summary>
internal sealed class GivenGeometry
{
    private const string Area = "a boundary is a Polygon or a MultiPolygon";

    /// <summary>True when a ring ran the other way round: RFC 7946 §3.1.6 asks readers not to refuse it.</summary>
    public bool WasTurned { get; private set; }

    /// <summary>True when positions had an altitude, which a boundary has not.</summary>
    public bool HadAltitude { get; private set; }

    /// <summary>True when a coordinate had more decimals than are kept.</summary>
    public bool WasRounded { get; private set; }

    /// <param name="geometry">The value of a feature's <c>geometry</c>.</param>
    /// <param name="polygons">The boundary; null when there is a problem.</param>
    /// <param name="problem">What is wrong, and in which ring.</param>
    public bool TryRead(JsonElement geometry, out GeoPolygons? polygons, out string problem)
    {
        (WasTurned, HadAltitude, WasRounded, polygons) = (false, false, false, null);
        try
        {
            if (!GeoPolygons.TryCreate(Read(geometry), out var made, out problem)) return false;
            problem = Topology.ProblemOf(made!) ?? "";
            if (problem.Length == 0) polygons = made;
            return problem.Length == 0;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private ImmutableArray<ImmutableArray<GeoRing>> Read(JsonElement geometry)
    {
        if (geometry.ValueKind != JsonValueKind.Object) throw new FormatException($"no geometry: {Area}");
        var type = geometry.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        if (!geometry.TryGetProperty("coordinates", out var coordinates)) coordinates = default;
        return type switch
        {
            "Polygon" => [Polygon(coordinates, 1)],
            "MultiPolygon" => [.. Items(coordinates, "coordinates").Select((p, i) => Polygon(p, i + 1))],
            null => throw new FormatException($"the geometry has no type: {Area}"),
            _ => throw new FormatException($"a {Domain.Text.SafeText.Show(type)}: {Area}"),
        };
    }

    private ImmutableArray<GeoRing> Polygon(JsonElement rings, int number)
    {
        var polygon = ImmutableArray.CreateBuilder<GeoRing>();
        foreach (var positions in Items(rings, $"polygon {number}"))
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"polygon {number}, ring {polygon.Count + 1}");
            if (!GeoRing.TryCreate(Coordinates(positions, where), out var ring, out var problem)) throw new FormatException($"{where}: {problem}");
            var isTurned = ring!.SignedArea > 0 != (polygon.Count == 0);
            WasTurned |= isTurned;
            polygon.Add(isTurned ? ring.Reversed() : ring);
        }

        return polygon.ToImmutable();
    }

    private ImmutableArray<int> Coordinates(JsonElement positions, string where)
    {
        var coordinates = ImmutableArray.CreateBuilder<int>();
        foreach (var position in Items(positions, where))
        {
            if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2) throw new FormatException($"{where}: a position is a longitude and a latitude");
            HadAltitude |= position.GetArrayLength() > 2;
            var (x, y) = (Units(position[0], where), Units(position[1], where));
            // Two corners closer than the precision are one.
            if (coordinates.Count > 0 && coordinates[^2] == x && coordinates[^1] == y) continue;
            coordinates.Add(x);
            coordinates.Add(y);
        }

        // A ring is closed by the very same position, not by one close to it.
        if (positions.GetArrayLength() is var count and > 0 && !IsSame(positions[0], positions[count - 1])) throw new FormatException($"{where}: it is not closed: its last position is not its first");
        return coordinates.ToImmutable();
    }

    private int Units(JsonElement degrees, string where)
    {
        if (degrees.ValueKind != JsonValueKind.Number || !degrees.TryGetDouble(out var value)) throw new FormatException($"{where}: a coordinate that is no number");
        // What is out of bounds by far would be out of those of a number too.
        if (!(Math.Abs(value) <= 360)) throw new FormatException($"{where}: {degrees.GetRawText()} is no degree of longitude or latitude; are the coordinates projected?");
        var scaled = value * GeoPolygons.UnitsPerDegree;
        var units = Math.Round(scaled, MidpointRounding.ToEven);
        WasRounded |= Math.Abs(units - scaled) > 1e-6;
        return (int)units;
    }

    private static bool IsSame(JsonElement one, JsonElement other) => one[0].GetDouble().Equals(other[0].GetDouble()) && one[1].GetDouble().Equals(other[1].GetDouble());

    private static JsonElement.ArrayEnumerator Items(JsonElement array, string where) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new FormatException($"{where}: no array of coordinates");
}
