using System.Collections.Immutable;
using System.Globalization;

namespace Reports.Domain.Gazetteer;

/// <summary>
/// One polygon or several, in WGS 84 as RFC 7946 §3.1.6 has them: each an outer ring that runs counterclockwise, and holes that run
/// clockwise. Whether rings cross is not asked here. Immutable and thread safe.
/// </summary>
public sealed class GeoPolygons
{
    /// <summary>Five decimals of a degree, some metre on the ground: what boundaries are kept to.</summary>
    public const int UnitsPerDegree = 100_000;

    public const int Decimals = 5;

    /// <summary>Of all rings together: what one event can hold with room to spare.</summary>
    public const int MaxPositions = 32_768;

    public const int MaxRings = 4_096;

    private GeoPolygons(ImmutableArray<ImmutableArray<GeoRing>> polygons) => Polygons = polygons;

    /// <summary>Of each polygon the outer ring, then its holes.</summary>
    public ImmutableArray<ImmutableArray<GeoRing>> Polygons { get; }

    public IEnumerable<GeoRing> Rings => Polygons.SelectMany(p => p);

    /// <summary>Positions of all rings.</summary>
    public int Count => Rings.Sum(r => r.Count);

    /// <summary>The least and the most that its positions reach, in the units of its rings.</summary>
    public (int West, int South, int East, int North) Bounds
    {
        get
        {
            var (west, south, east, north) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
            foreach (var polygon in Polygons)
                for (var i = 0; i < polygon[0].Coordinates.Length; i += 2)
                {
                    var (x, y) = (polygon[0].Coordinates[i], polygon[0].Coordinates[i + 1]);
                    (west, east) = (Math.Min(west, x), Math.Max(east, x));
                    (south, north) = (Math.Min(south, y), Math.Max(north, y));
                }

            return (west, south, east, north);
        }
    }

    /// <param name="polygons">Of each polygon the outer ring, then its holes.</param>
    /// <param name="made">The polygons; null when something is wrong.</param>
    /// <param name="problem">What is wrong, in a sentence.</param>
    public static bool TryCreate(ImmutableArray<ImmutableArray<GeoRing>> polygons, out GeoPolygons? made, out string problem)
    {
        made = null;
        problem = ProblemOf(polygons);
        if (problem.Length > 0) return false;
        made = new GeoPolygons(polygons);
        return true;
    }

    public bool IsSame(GeoPolygons other) =>
        Polygons.Length == other.Polygons.Length && Polygons.Zip(other.Polygons).All(p =>
            p.First.Length == p.Second.Length && p.First.Zip(p.Second).All(r => r.First.Coordinates.AsSpan().SequenceEqual(r.Second.Coordinates.AsSpan())));

    private static string ProblemOf(ImmutableArray<ImmutableArray<GeoRing>> polygons)
    {
        if (polygons.IsDefaultOrEmpty) return "no polygon";
        var rings = polygons.Sum(p => p.Length);
        if (rings > MaxRings) return string.Create(CultureInfo.InvariantCulture, $"{rings} rings; at most {MaxRings}");
        var positions = polygons.Sum(p => p.Sum(r => r.Count));
        if (positions > MaxPositions) return string.Create(CultureInfo.InvariantCulture, $"{positions} positions; at most {MaxPositions}: simplify the boundary");
        for (var i = 0; i < polygons.Length; i++)
        {
            if (polygons[i].IsEmpty) return string.Create(CultureInfo.InvariantCulture, $"polygon {i + 1} has no ring");
            for (var j = 0; j < polygons[i].Length; j++)
                if (polygons[i][j].SignedArea > 0 != (j == 0))
                    return string.Create(CultureInfo.InvariantCulture, $"polygon {i + 1}, ring {j + 1} runs {(j == 0 ? "clockwise: an outer ring runs counterclockwise" : "counterclockwise: a hole runs clockwise")} (RFC 7946 §3.1.6)");
        }

        return "";
    }
}
