using Reports.Domain.Gazetteer;

namespace Reports.Domain.Tests.Gazetteer;

public sealed class GeoPolygonsTests
{
    private static readonly int[] Square = [0, 0, 9, 0, 9, 9, 0, 9, 0, 0];

    [Theory]
    [InlineData(new[] { 0, 0, 9, 0, 0, 0 }, "fewer than four positions")]
    [InlineData(new[] { 0, 0, 9, 0, 9, 9, 0, 9 }, "it is not closed: its last position is not its first")]
    [InlineData(new[] { 0, 0, 9, 0, 9, 0, 9, 9, 0, 0 }, "position 3 is the one before it")]
    [InlineData(new[] { 0, 0, 9, 0, 18, 0, 0, 0 }, "it has no area")]
    [InlineData(new[] { 0, 0, 180_00001, 0, 9, 9, 0, 0 }, "position 2 is 180.00001, 0: longitude, from -180 to 180, comes before latitude, from -90 to 90")]
    [InlineData(new[] { 0, 0, 9, 0, 9, -90_00001, 0, 0 }, "position 3 is 0.00009, -90.00001: longitude, from -180 to 180, comes before latitude, from -90 to 90")]
    [InlineData(new[] { 0, 0, int.MinValue, 0, 9, 9, 0, 0 }, "position 2 is -21474.83648, 0: longitude, from -180 to 180, comes before latitude, from -90 to 90")]
    public void What_is_no_ring_says_why(int[] coordinates, string expected)
    {
        Assert.False(GeoRing.TryCreate([.. coordinates], out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void The_area_of_a_ring_tells_its_direction_and_does_not_overflow()
    {
        var (x, y) = (180 * GeoPolygons.UnitsPerDegree, 90 * GeoPolygons.UnitsPerDegree);
        var world = Ring(-x, -y, x, -y, x, y, -x, y, -x, -y);

        Assert.Equal(2L * (2L * x) * (2L * y), world.SignedArea);
        Assert.Equal(-world.SignedArea, world.Reversed().SignedArea);
        Assert.Equal(world.Coordinates, world.Reversed().Reversed().Coordinates);
    }

    [Fact]
    public void Polygons_have_rings_that_run_as_the_standard_asks_and_no_more_positions_than_an_event_holds()
    {
        var (outer, hole) = (Ring(Square), Ring([2, 2, 2, 4, 4, 4, 2, 2]));
        Assert.True(GeoPolygons.TryCreate([[outer, hole]], out var made, out _));
        Assert.Equal((9, (0, 0, 9, 9)), (made!.Count, made.Bounds));
        Assert.False(GeoPolygons.TryCreate([[outer.Reversed()]], out _, out var problem));
        Assert.Equal("polygon 1, ring 1 runs clockwise: an outer ring runs counterclockwise (RFC 7946 §3.1.6)", problem);
        Assert.False(GeoPolygons.TryCreate([[outer], [outer, hole.Reversed()]], out _, out problem));
        Assert.Equal("polygon 2, ring 2 runs counterclockwise: a hole runs clockwise (RFC 7946 §3.1.6)", problem);
        Assert.False(GeoPolygons.TryCreate([], out _, out problem));
        Assert.Equal("no polygon", problem);
        Assert.False(GeoPolygons.TryCreate([[outer], []], out _, out problem));
        Assert.Equal("polygon 2 has no ring", problem);
        Assert.False(GeoPolygons.TryCreate([.. Enumerable.Repeat<System.Collections.Immutable.ImmutableArray<GeoRing>>([outer], 4097)], out _, out problem));
        Assert.Equal("4097 rings; at most 4096", problem);
        List<int> comb = [.. Enumerable.Range(0, GeoPolygons.MaxPositions).SelectMany(i => (int[])[i, i % 2]), 0, 1000, 0, 0];
        Assert.False(GeoPolygons.TryCreate([[Ring([.. comb])]], out _, out problem));
        Assert.Equal("32770 positions; at most 32768: simplify the boundary", problem);
    }

    [Fact]
    public void Boundaries_are_the_same_when_everything_about_them_is()
    {
        Assert.True(GeoPolygons.TryCreate([[Ring(Square)]], out var one, out _));
        Assert.True(GeoPolygons.TryCreate([[Ring(Square)]], out var again, out _));
        Assert.True(GeoPolygons.TryCreate([[Ring([0, 0, 9, 0, 9, 8, 0, 9, 0, 0])]], out var other, out _));
        var boundary = new PlaceBoundary { Place = "a", Source = "s", Geometry = one! };

        Assert.True(boundary.IsSame(boundary with { Geometry = again! }));
        Assert.False(boundary.IsSame(boundary with { Geometry = other! }));
        Assert.False(boundary.IsSame(boundary with { Licence = "CC BY-IGO" }));
    }

    private static GeoRing Ring(params int[] coordinates) => GeoRing.TryCreate([.. coordinates], out var ring, out var problem) ? ring! : throw new ArgumentException(problem);
}
