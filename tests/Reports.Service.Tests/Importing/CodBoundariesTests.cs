using System.Text;
using System.Text.Json;
using NodaTime;
using Reports.Domain.Events;
using Reports.Service.Boundaries;
using Reports.Service.Corrections;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>Boundaries of OCHA, of places that we invented, and the public ones of Syria.</summary>
public sealed class CodBoundariesTests
{
    private const string Square = "[[36,33],[37,33],[37,34],[36,34],[36,33]]";

    private static readonly ImportSettings Licensed = new() { Licence = "CC BY-IGO" };

    [Fact]
    public async Task A_feature_is_the_boundary_of_the_place_of_its_p_code_which_is_defined_where_it_was_not_known()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places: [{ id: mill, name: Mill, kind: district, within: syria, pcode: XX0101 }]"));
        var text = Collection(
            Feature("XX0101", "Mill", $$"""{"type":"Polygon","coordinates":[{{Square}}]}"""),
            Feature("XX0102", "Weir", """{"type":"MultiPolygon","coordinates":[[[[36,33],[36,34],[37,34],[36,33]]],[[[38,33],[39,33],[39,34],[38,33]]]]}"""));
        var report = await workspace.ImportAsync("cod-boundaries", Input(text), Licensed);

        Assert.Equal((2, 2, 2, 2, 0), (report.Rows, report.Taken, report.NewBoundaries, report.NewPlaces, report.NewSources));
        var boundaries = workspace.Ledger.Views.Boundaries();
        Assert.Equal(["cod-xx0102", "mill"], boundaries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("OCHA COD-AB v03", "CC BY-IGO", new LocalDate(2021, 6, 30)), (boundaries["mill"].Source, boundaries["mill"].Licence, boundaries["mill"].ValidOn));
        Assert.Equal(["cod-xx0102", "cod-xx01"], workspace.Ledger.Gazetteer.SelfAndAncestors("cod-xx0102").Select(p => p.Id));
        Assert.Equal(["1 boundaries ran the other way round than RFC 7946 asks: their rings were turned"], report.Notices);
        var (type, _, metadata, recorded) = (await workspace.EventsAsync(report.To))[0];
        Assert.Equal(("PlaceBounded", "place-cod-xx0102", "amira", "map.geojson", 3), (type, recorded.StreamText, metadata.RecordedBy, metadata.File, metadata.Line));
        Assert.True((await workspace.Ledger.RebuildAsync(swap: false, cancellation: TestContext.Current.CancellationToken)).IsEqual);
        await workspace.ReopenAsync();
        Assert.True(boundaries["mill"].IsSame(workspace.Ledger.Views.Boundaries()["mill"]));
    }

    [Fact]
    public async Task The_same_file_again_appends_nothing_and_a_changed_boundary_is_a_later_event()
    {
        await using var workspace = await Workspace.CreateAsync();
        var first = Collection(Feature("XX0101", "Mill", $$"""{"type":"Polygon","coordinates":[{{Square}}]}"""));
        var dry = await workspace.ImportAsync("cod-boundaries", Input(first), dryRun: true);
        Assert.Equal((1, 2, dry.From), (dry.NewBoundaries, dry.NewPlaces, dry.To));
        await workspace.ImportAsync("cod-boundaries", Input(first));
        var at = workspace.Ledger.Views.Position;
        var again = await workspace.ImportAsync("cod-boundaries", Input(first));
        Assert.Equal((at, 0, 1), (again.To, again.NewBoundaries, again.UnchangedBoundaries));

        var second = await workspace.ImportAsync("cod-boundaries", Input(first.Replace("[37,34]", "[37,34.5]", StringComparison.Ordinal)));
        Assert.Equal((at + 1, 0, 1, 0), (second.To, second.NewPlaces, second.ChangedBoundaries, second.UnchangedBoundaries));
        await workspace.ImportAsync("cod-boundaries", Input(first));
        Assert.Equal([34_00000, 34_50000, 34_00000], Enumerable.Range(0, 3).Select(i => workspace.Ledger.Views.Boundaries(at + i)["cod-xx0101"].Geometry.Bounds.North));
        Assert.Distinct((await workspace.EventsAsync()).Select(e => e.Recorded.Id));
    }

    [Fact]
    public async Task A_feature_that_cannot_be_taken_is_rejected_with_its_property_and_reason_and_the_others_are_taken()
    {
        await using var workspace = await Workspace.CreateAsync();
        var polygon = $$"""{"type":"Polygon","coordinates":[{{Square}}]}""";
        var report = await workspace.ImportAsync("cod-boundaries", Input(Collection(
            Feature("XX0101", "Mill", polygon),
            Feature("XX0101", "Mill", polygon),
            Feature("XX0102", "Weir", "null"),
            Feature("XX0103", "Two\\nlines", polygon),
            Feature("XX0104", "", polygon),
            Feature("XX0105", "Lock", polygon).Replace("20210630", "June", StringComparison.Ordinal),
            Feature("XX0106", "Ford", polygon).Replace("\"South\"", "\"North\"", StringComparison.Ordinal),
            $$"""{"type":"Feature","properties":{"name":"nobody"},"geometry":{{polygon}}}""",
            Feature("XX0107", "Quay", polygon).Replace("20210630", "00000000", StringComparison.Ordinal)) + "x"));

        Assert.Equal((10, 2, 8), (report.Rows, report.Taken, report.Rejected));
        Assert.Equal(
            [
                "2 adm2_pcode: XX0101: feature 1 has this p-code too", "3 geometry: no geometry: a boundary is a Polygon or a MultiPolygon", "4 adm2_en: the control character U+000A at character 4",
                "5 adm2_en: the p-code XX0104 has no name", "6 valid_on: 'June' is no date such as 2020-12-17", "7 adm1_pcode: XX01: the p-code stands for 'South' too",
                "8 : it has no p-code: none of the properties adm1_pcode to adm4_pcode, or of a neighbourhood's code",
                "10 : the rest of the file was not read: map.geojson:10: there is more after the collection",
            ],
            report.Problems.Select(p => $"{p.Row} {p.Column}: {p.Reason}"));
        Assert.Null(workspace.Ledger.Views.Boundaries()["cod-xx0107"].ValidOn);
        Assert.Equal(9, File.ReadLines(report.RejectFile!).Count());
    }

    [Fact]
    public async Task A_boundary_of_a_place_that_was_merged_goes_to_the_place_of_the_p_code_and_reads_as_the_others()
    {
        await using var workspace = await Workspace.CreateAsync();
        var text = Collection(Feature("XX0101", "Mill", $$"""{"type":"Polygon","coordinates":[{{Square}}]}"""));
        await workspace.IngestAsync(("more.yaml", "places: [{ id: mill, name: Mill, kind: district, pcode: XX0101 }, { id: old-mill, name: Old Mill, kind: area }]"));
        await new ReconcileNamesHandler(workspace.Time).Handle(
            new MergeNames(workspace.Ledger, "mill", "old-mill", null, "one place", "omar", Domain.Time.Day.Parse("2018-06-01"), null), TestContext.Current.CancellationToken);
        var report = await workspace.ImportAsync("cod-boundaries", Input(text));

        Assert.Equal((1, 1), (report.NewBoundaries, report.NewPlaces));
        var event_ = (PlaceBounded)(await workspace.EventsAsync(report.To))[0].Event;
        Assert.Equal("mill", event_.Boundary.Place);
        Assert.Equal(["old-mill"], workspace.Ledger.Views.Boundaries().Keys);
        Assert.Equal(1, (await workspace.ImportAsync("cod-boundaries", Input(text))).UnchangedBoundaries);
    }

    [Fact]
    public async Task Boundaries_are_asked_for_at_a_cut_and_within_a_place()
    {
        await using var workspace = await Workspace.CreateAsync();
        var polygon = $$"""{"type":"Polygon","coordinates":[{{Square}}]}""";
        await workspace.ImportAsync("cod-boundaries", Input(Collection(Feature("XX0101", "Mill", polygon), Feature("YY0101", "Weir", polygon).Replace("XX01", "YY01", StringComparison.Ordinal).Replace("South", "North", StringComparison.Ordinal))));
        var ask = new GetBoundariesHandler(workspace.Time);
        async Task<string[]> Places(CutRequest cut, string? within = null) =>
            [.. (await ask.Handle(new GetBoundaries(workspace.Ledger, cut, within), TestContext.Current.CancellationToken)).ByPlace.Keys.Order(StringComparer.Ordinal)];

        Assert.Equal(["cod-xx0101", "cod-yy0101"], await Places(new CutRequest()));
        Assert.Equal(["cod-xx0101"], await Places(new CutRequest(), "South"));
        Assert.Equal(["cod-xx0101"], await Places(new CutRequest(At: workspace.Ledger.Views.Position - 1)));
    }

    [Theory]
    [InlineData("syr_admin3.geojson", 272, "adm3_pcode")]
    [InlineData("syr_neighborhoods.geojson", 414, "neighbor_2")]
    public async Task Every_public_boundary_of_Syria_is_recorded_as_the_file_has_it_or_rejected(string name, int features, string pcode)
    {
        var path = SharedData.PathOf(name);
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("cod-boundaries", ImportInput.Of(path), Licensed);

        Assert.Equal(features, report.Rows);
        Assert.Equal(features, report.NewBoundaries + report.Rejected);
        Assert.Equal(name == "syr_admin3.geojson" ? 15 : 4, report.Rejected);
        var rejected = report.Problems.Select(p => p.Row).ToHashSet();
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        var row = 0;
        var boundaries = workspace.Ledger.Views.Boundaries();
        foreach (var feature in file.RootElement.GetProperty("features").EnumerateArray())
        {
            if (rejected.Contains(++row)) continue;
            var boundary = boundaries["cod-" + feature.GetProperty("properties").GetProperty(pcode).GetString()!.ToLowerInvariant()];
            // The area of the raw file, by the shoelace formula over its doubles, in another order and another unit.
            var raw = feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().SelectMany(p => p.EnumerateArray()).Sum(Area);
            Assert.Equal(Math.Abs(raw), boundary.Geometry.Rings.Sum(r => r.SignedArea) / 1e10, 1e-9);
        }
    }

    private static double Area(JsonElement ring)
    {
        var positions = ring.EnumerateArray().Select(p => (X: p[0].GetDouble(), Y: p[1].GetDouble())).ToList();
        return positions.Zip(positions.Skip(1)).Sum(p => ((p.First.X - 36) * (p.Second.Y - 33)) - ((p.Second.X - 36) * (p.First.Y - 33)));
    }

    private static string Feature(string code, string name, string geometry) =>
        $$$"""{"type":"Feature","properties":{"ADM1_EN":"South","ADM1_PCODE":"XX01","adm2_en":"{{{name}}}","adm2_ar":null,"adm2_pcode":"{{{code}}}","valid_on":"20210630","version":"v03"},"geometry":{{{geometry}}}}""";

    private static string Collection(params string[] features) => "{\"type\":\"FeatureCollection\",\"features\":[\n" + string.Join(",\n", features) + "]}";

    private static ImportInput Input(string text) => new("map.geojson", text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
