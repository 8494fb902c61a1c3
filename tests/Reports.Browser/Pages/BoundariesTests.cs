using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>Districts as areas.</summary>
public sealed class BoundariesTests(Chromium chromium)
{
    private const string Gazetteer = """
        places:
          - { id: region, name: Region, kind: governorate, pcode: XX01 }
          - { id: square, name: Square, kind: town, within: region, pcode: XX0101 }
          - { id: mill, name: Mill, kind: village, within: region, point: { lat: 33.8, lon: 36.7 } }
        actors:
          - { id: army, name: Army, kind: state }
          - { id: rebels, name: Rebels, kind: coalition }
        outlets:
          - { id: paper, name: The Paper }
        """;

    private const string Source = """
        source:
          id: a
          outlet: paper
          title: A
          published: 2018-03-14
          language: en
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
        facts:
          - { id: one, control: { place: square, actor: army, relation: holds, on: 2018-03-12 } }
          - { id: two, control: { place: mill, actor: rebels, relation: holds, on: 2018-03-12 } }
        """;

    // The square has a hole in its south-west; the region is a triangle around it.
    private const string Boundaries = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"adm1_en":"Region","adm1_pcode":"XX01"},"geometry":{"type":"Polygon","coordinates":[[[35,32],[39,32],[37,36],[35,32]]]}},
        {"type":"Feature","properties":{"adm2_en":"Square","adm2_pcode":"XX0101","adm1_en":"Region","adm1_pcode":"XX01"},"geometry":{"type":"Polygon","coordinates":[[[36,33],[37,33],[37,34],[36,34],[36,33]],[[36.2,33.2],[36.2,33.4],[36.4,33.4],[36.4,33.2],[36.2,33.2]]]}}]}
        """;

    [Fact]
    public async Task A_district_whose_boundary_is_known_is_an_area_with_its_holes_below_the_points_in_it()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(("gazetteer.yaml", Gazetteer), ("a.yaml", Source));
        await ledger.ImportBoundariesAsync(Boundaries);
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/?on=2018-03-14");
        Assert.Equal(["path", "circle"], await visit.Page.Locator("svg.map a .shape").EvaluateAllAsync<string[]>("all => all.map(s => s.nodeName)"));
        var filled = await visit.Page.Locator("a[data-key=map-square] path.shape").EvaluateAsync<bool[]>(
            "p => { const b = p.getBBox(); const at = (x, y) => p.isPointInFill(new DOMPoint(b.x + x * b.width, b.y + (1 - y) * b.height)); return [at(.5, .5), at(.3, .3), at(.1, .1)]; }");
        Assert.Equal([true, false, true], filled);
        Assert.Equal(1, await visit.Page.Locator("svg.map path.land").CountAsync());
        await visit.CheckCleanAsync("boundaries");
    }
}
