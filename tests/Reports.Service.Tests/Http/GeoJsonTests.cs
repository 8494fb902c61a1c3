using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Reports.Service.Importing;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Our GeoJSON, read by a library that others wrote.</summary>
public sealed class GeoJsonTests
{
    private const string Boundaries = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"adm1_en":"South","adm1_pcode":"XX01"},"geometry":{"type":"MultiPolygon","coordinates":[[[[36,33],[37,33],[37,34],[36,34],[36,33]],[[36.2,33.2],[36.2,33.4],[36.4,33.4],[36.2,33.2]]],[[[-1.5,-0.00001],[-1,0],[-1.25,1],[-1.5,-0.00001]]]]}},
        {"type":"Feature","properties":{"adm1_en":"Qadam","adm1_pcode":"XX02"},"geometry":{"type":"Polygon","coordinates":[[[36.1,33.1],[36.2,33.1],[36.15,33.25],[36.1,33.1]]]}}]}
        """;

    private static readonly JsonSerializerOptions Reading = new() { Converters = { new GeoJsonConverterFactory() } };

    [Fact]
    public async Task Places_and_districts_have_their_boundary_else_their_point_else_nothing()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var workspace = endpoint.Workspace;
        await workspace.IngestAsync(
            ("more.yaml", "places: [{ id: qadam, name: Qadam, kind: neighbourhood, within: damascus, pcode: XX02, point: { lat: 33.48, lon: 36.28 } }, { id: mill, name: Mill, kind: town, point: { lat: 33.5, lon: 36.25 } }]"),
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("mill", "hts", "holds", "2018-03-01"))));
        var before = workspace.Ledger.Views.Position;
        await workspace.ImportAsync("cod-boundaries", new ImportInput("map.geojson", 0, () => new MemoryStream(Encoding.UTF8.GetBytes(Boundaries))));
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };

        var places = await ReadAsync(http, "/api/v1/places");
        var south = Assert.IsType<MultiPolygon>(places["cod-xx01"]);
        Assert.Equal((2, 1, 1 - 0.02, true), (south.NumGeometries, ((Polygon)south[0]).NumInteriorRings, Math.Round(south[0].Area, 9), south.IsValid));
        Assert.Equal(new Coordinate(-1.5, -0.00001), south[1].Coordinates[0]);
        Assert.All(south.Geometries.Cast<Polygon>(), p => Assert.True(((LinearRing)p.ExteriorRing).IsCCW));
        Assert.Equal(0.0075, Assert.IsType<Polygon>(places["qadam"]).Area, 1e-12);
        Assert.Equal(new Coordinate(36.25, 33.5), Assert.IsType<Point>(places["mill"]).Coordinate);
        Assert.Null(places["damascus"]);

        var districts = await ReadAsync(http, "/api/v1/districts?on=2018-03-21");
        Assert.IsType<Polygon>(districts["qadam"]);
        Assert.IsType<Point>(districts["mill"]);
        Assert.IsType<Point>((await ReadAsync(http, $"/api/v1/districts?on=2018-03-21&at={before}"))["qadam"]);

        var json = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/places", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement.GetProperty("items");
        var boundary = json.EnumerateArray().Single(p => p.GetProperty("id").GetString() == "cod-xx01").GetProperty("boundary");
        Assert.Equal("""{"source":"OCHA COD-AB","licence":null,"validOn":null,"polygons":2,"positions":13,"bbox":[-1.5,-0.00001,37,34]}""", boundary.GetRawText());
    }

    private static async Task<Dictionary<string, Geometry?>> ReadAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/geo+json"));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType!.MediaType);
        var features = JsonSerializer.Deserialize<FeatureCollection>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), Reading)!;
        return features.ToDictionary(f => (string)(f.Attributes.GetOptionalValue("id") ?? f.Attributes["place"]), f => (Geometry?)f.Geometry);
    }
}
