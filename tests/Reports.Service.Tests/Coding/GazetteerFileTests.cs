using System.Collections.Immutable;
using System.Text;
using Reports.Domain.Gazetteer;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

public class GazetteerFileTests
{
    private const string Full = """
        places:
          - id: eastern-ghouta
            name: Eastern Ghouta
            kind: area
            within: rif-dimashq
            composed-of: [duma, harasta]
            aliases: [East Ghouta, الغوطة الشرقية]
            point: { lat: 33.5333, lon: -36.4 }
            pcode: SY03
          - { id: syria, name: Syria, kind: country }
        actors:
          - id: jaish-al-islam
            name: Jaish al-Islam
            kind: armed-group
            within: syrian-opposition
            aliases: [Army of Islam]
            affiliation: syrian-opposition
        outlets:
          - id: trt-world
            name: TRT World
            aliases: [TRT]
            country: tr
            language: en
            affiliation: turkey
            url: https://www.trtworld.com/
        """;

    private static (GazetteerDocument? Document, ImmutableArray<CodingError> Errors) Read(string text)
    {
        var reader = new GazetteerFileReader("a.yaml");
        return (reader.Read(DocumentReader.Read("a.yaml", Encoding.UTF8.GetBytes(text))), reader.Errors);
    }

    [Fact]
    public void Places_actors_and_outlets_are_read_with_their_lines()
    {
        var read = Read(Full);
        Assert.Empty(read.Errors);
        Assert.Equal([2, 10], read.Document!.Places.Select(p => p.Line));
        var ghouta = read.Document.Places[0].Definition;
        Assert.Equal(["duma", "harasta"], ghouta.ComposedOf);
        Assert.Equal(["East Ghouta", "الغوطة الشرقية"], ghouta.Aliases);
        Assert.Equal(
            new Place { Id = "eastern-ghouta", Name = "Eastern Ghouta", Kind = "area", Within = "rif-dimashq", Point = new GeoPoint(33.5333, -36.4), Pcode = "SY03" },
            ghouta with { ComposedOf = [], Aliases = [] });
        var actor = read.Document.Actors.Single();
        Assert.Equal((12, "jaish-al-islam", "syrian-opposition", "syrian-opposition"), (actor.Line, actor.Definition.Id, actor.Definition.Within, actor.Definition.Affiliation));
        var outlet = read.Document.Outlets.Single().Definition;
        Assert.Equal(("TRT World", "tr", "en", "turkey", "https://www.trtworld.com/"), (outlet.Name, outlet.Country, outlet.Language, outlet.Affiliation, outlet.Url));
    }

    [Theory]
    [InlineData("places:\n  - { id: a, name: A, kind: ▶twon }", "places[0].kind: 'twon' is not one of area, camp, city, country, desert, district, governorate, neighbourhood, region, river, subdistrict, town, village")]
    [InlineData("places:\n  - ▶{ id: a, kind: town }", "places[0].name: the key 'name' is missing")]
    [InlineData("places:\n  - { id: ▶A, name: A, kind: town }", "places[0].id: an id has lower-case letters a–z, digits and hyphens, not 'A' (U+0041) in 'A'")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, point: { lat: ▶91, lon: 0 } }", "places[0].point.lat: '91' is not a number of degrees from -90 to 90")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, point: { lat: ▶NaN, lon: 0 } }", "places[0].point.lat: 'NaN' is not a number of degrees from -90 to 90")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, point: ▶{ lat: 1 } }", "places[0].point.lon: the key 'lon' is missing")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, aliases: [▶'-'] }", "places[0].aliases[0]: '-' has no letter or digit to find it by")]
    [InlineData("actors:\n  - { id: a, name: A, kind: state, ▶composed-of: [b] }", "actors[0].composed-of: unknown key: the keys here are id, name, kind, within, aliases, affiliation")]
    [InlineData("outlets:\n  - { id: a, name: A, country: ▶Syria }", "outlets[0].country: 'Syria' is not a country code of two lower-case letters, such as gb")]
    [InlineData("outlets:\n  - { id: a, name: A, url: ▶example.org }", "outlets[0].url: 'example.org' is not an http or https address")]
    [InlineData("outlets:\n  - { id: a, name: A, aliases: [▶[b]] }", "outlets[0].aliases[0]: a text was expected")]
    [InlineData("outlets: [▶5]", "outlets[0]: a mapping was expected, with the keys id, name, aliases, country, language, affiliation, url")]
    [InlineData("places:\n  - { id: a, name: ▶\"A\\u202Eb\", kind: town }", "places[0].name: the invisible or reordering character U+202E at character 2")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, aliases: [▶\"A\\u0007b\"] }", "places[0].aliases[0]: the control character U+0007 at character 2")]
    public void A_mistake_is_told_where_it_stands(string marked, string error)
    {
        var (text, where) = SourceFiles.Marked(marked);
        Assert.Equal($"{where}: {error}", string.Join('\n', Read(text).Errors));
    }
}
