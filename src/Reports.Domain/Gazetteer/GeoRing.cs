using System.Collections.Immutable;
using System.Globalization;

namespace Reports.Domain.Gazetteer;

/// <summary>A closed line around an area: as many positions as it has corners, and the first one again. Immutable and thread safe.</summary>
public sealed class GeoRing
{
    private GeoRing(ImmutableArray<int> coordinates) => Coordinates = coordinates;

    /// <summary>Longitude and latitude in turn, in units of 1/<see cref="GeoPolygons.UnitsPerDegree"/> degree.</summary>
    public ImmutableArray<int> Coordinates { get; }

    /// <summary>Positions, with the first one at both ends.</summary>
    public int Count => Coordinates.Length / 2;

    /// <summary>Twice the area, in square units; positive where the ring runs counterclockwise.</summary>
    public long SignedArea => AreaOf(Coordinates.AsSpan());

    /// <summary>Checks that the coordinates are a ring; which way round it runs is not asked here.</summary>
    /// <param name="coordinates">Longitude and latitude in turn.</param>
    /// <param name="ring">The ring; null when it is none.</param>
    /// <param name="problem">What is wrong, to be read after "ring 1: ".</param>
    public static bool TryCreate(ImmutableArray<int> coordinates, out GeoRing? ring, out string problem)
    {
        ring = null;
        problem = ProblemOf(coordinates.AsSpan());
        if (problem.Length > 0) return false;
        ring = new GeoRing(coordinates);
        return true;
    }

    /// <summary>The same corners, the other way round.</summary>
    public GeoRing Reversed()
    {
        var reversed = ImmutableArray.CreateBuilder<int>(Coordinates.Length);
        for (var i = Coordinates.Length - 2; i >= 0; i -= 2) reversed.AddRange(Coordinates.AsSpan(i, 2));
        return new GeoRing(reversed.MoveToImmutable());
    }

    private static string ProblemOf(ReadOnlySpan<int> coordinates)
    {
        if (coordinates.Length < 8 || coordinates.Length % 2 != 0) return "fewer than four positions";
        if (coordinates[0] != coordinates[^2] || coordinates[1] != coordinates[^1]) return "it is not closed: its last position is not its first";
        for (var i = 0; i < coordinates.Length; i += 2)
        {
            if (Math.Abs((long)coordinates[i]) > 180L * GeoPolygons.UnitsPerDegree || Math.Abs((long)coordinates[i + 1]) > 90L * GeoPolygons.UnitsPerDegree)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"position {(i / 2) + 1} is {Degrees(coordinates[i])}, {Degrees(coordinates[i + 1])}: longitude, from -180 to 180, comes before latitude, from -90 to 90");
            if (i > 0 && coordinates[i] == coordinates[i - 2] && coordinates[i + 1] == coordinates[i - 1])
                return string.Create(CultureInfo.InvariantCulture, $"position {(i / 2) + 1} is the one before it");
        }

        return AreaOf(coordinates) == 0 ? "it has no area" : "";
    }

    private static decimal Degrees(int units) => (decimal)units / GeoPolygons.UnitsPerDegree;

    /// <summary>The shoelace formula, around the first position so that no product leaves 64 bits.</summary>
    private static long AreaOf(ReadOnlySpan<int> coordinates)
    {
        var area = 0L;
        var (x0, y0) = ((long)coordinates[0], (long)coordinates[1]);
        for (var i = 2; i + 3 < coordinates.Length; i += 2)
            area += ((coordinates[i] - x0) * (coordinates[i + 3] - y0)) - ((coordinates[i + 2] - x0) * (coordinates[i + 1] - y0));
        return area;
    }
}
