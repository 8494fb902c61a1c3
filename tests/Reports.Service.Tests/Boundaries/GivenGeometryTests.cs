using System.Text.Json;
using Reports.Service.Boundaries;

namespace Reports.Service.Tests.Boundaries;

/// <summary>Polygons that somebody hands in: brought to the form that is kept, or refused with what is wrong and where.</summary>
public sealed class GivenGeometryTests
{
    private const string Square = "[[36,33],[37,33],[37,34],[36,34],[36,33]]";
    private const string Hole = "[[36.2,33.2],[36.2,33.4],[36.4,33.4],[36.2,33.2]]";

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37,34],[37,33],[36,34.5],[36,33]]]}""", "no valid area: Self-intersection at 36.6, 33.6")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37,33],[37,34],[36,34]]]}""", "polygon 1, ring 1: it is not closed: its last position is not its first")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37,33],[37,34],[36.0000001,33]]]}""", "polygon 1, ring 1: it is not closed: its last position is not its first")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[36.000001,33],[36.000001,33.000001],[36,33]]]}""", "polygon 1, ring 1: fewer than four positions")]
    [InlineData("""{"type":"Polygon","coordinates":[[[33,96],[34,96],[34,97],[33,96]]]}""", "polygon 1, ring 1: position 1 is 33, 96: longitude, from -180 to 180, comes before latitude, from -90 to 90")]
    [InlineData("""{"type":"Polygon","coordinates":[[[4008000,3896000],[4009000,3896000],[4008000,3897000],[4008000,3896000]]]}""", "polygon 1, ring 1: 4008000 is no degree of longitude or latitude; are the coordinates projected?")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37,"33"],[37,34],[36,33]]]}""", "polygon 1, ring 1: a coordinate that is no number")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37],[37,34],[36,33]]]}""", "polygon 1, ring 1: a position is a longitude and a latitude")]
    [InlineData("""{"type":"Polygon","coordinates":[[36,33],[37,33],[37,34],[36,33]]}""", "polygon 1, ring 1: a position is a longitude and a latitude")]
    [InlineData("""{"type":"Polygon"}""", "polygon 1: no array of coordinates")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[]}""", "no polygon")]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", "polygon 1 has no ring")]
    [InlineData("""{"type":"Point","coordinates":[36,33]}""", "a Point: a boundary is a Polygon or a MultiPolygon")]
    [InlineData("""{"coordinates":[]}""", "the geometry has no type: a boundary is a Polygon or a MultiPolygon")]
    [InlineData("null", "no geometry: a boundary is a Polygon or a MultiPolygon")]
    [InlineData("""{"type":"Polygon","coordinates":[[[36,33],[37,33],[37,34],[36,34],[36,33]],[[38,33],[38,34],[39,34],[38,33]]]}""", "no valid area: Hole lies outside shell at 38, 33")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[36,33],[37,33],[37,34],[36,34],[36,33]]],[[[36.2,33.2],[36.8,33.2],[36.8,33.8],[36.2,33.2]]]]}""", "no valid area: Nested shells at 36.8, 33.2")]
    public void What_is_no_area_is_refused_with_the_ring_and_the_reason(string geometry, string expected)
    {
        Assert.False(new GivenGeometry().TryRead(Json(geometry), out var polygons, out var problem));
        Assert.Equal(expected, problem);
        Assert.Null(polygons);
    }

    [Fact]
    public void Rings_are_turned_altitudes_left_out_and_decimals_rounded_and_each_is_told()
    {
        var given = new GivenGeometry();
        Assert.True(given.TryRead(Json($$"""{"type":"Polygon","coordinates":[{{Square}},{{Hole}}]}"""), out var plain, out _));
        Assert.Equal((false, false, false), (given.WasTurned, given.HadAltitude, given.WasRounded));

        Assert.True(given.TryRead(Json("""{"type":"MultiPolygon","coordinates":[[[[36,33],[36,34],[37,34],[37,33],[36,33]],[[36.2,33.2],[36.2,33.4],[36.4,33.4],[36.2,33.2]]]]}"""), out var turned, out _));
        Assert.Equal((true, false, false), (given.WasTurned, given.HadAltitude, given.WasRounded));
        Assert.Equal([36_00000, 33_00000, 37_00000, 33_00000, 37_00000, 34_00000, 36_00000, 34_00000, 36_00000, 33_00000], turned!.Polygons[0][0].Coordinates);
        Assert.True(plain!.IsSame(turned));

        Assert.True(given.TryRead(Json("""{"type":"Polygon","coordinates":[[[36,33,0],[37,33,0],[37,34,7.5],[36,34,0],[36,33,0]]]}"""), out _, out _));
        Assert.Equal((false, true, false), (given.WasTurned, given.HadAltitude, given.WasRounded));

        Assert.True(given.TryRead(Json("""{"type":"Polygon","coordinates":[[[36,33],[36.999996,33],[37.000004,33],[37,33.9999949],[36,34],[36,33]]]}"""), out var rounded, out _));
        Assert.Equal((false, false, true), (given.WasTurned, given.HadAltitude, given.WasRounded));
        Assert.Equal([36_00000, 33_00000, 37_00000, 33_00000, 37_00000, 33_99999, 36_00000, 34_00000, 36_00000, 33_00000], rounded!.Polygons[0][0].Coordinates);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
