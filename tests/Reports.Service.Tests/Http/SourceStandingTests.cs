using System.Net;
using System.Text.Json;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Where a source agrees and disagrees with others, as the interface tells it.</summary>
public sealed class SourceStandingTests : IAsyncLifetime
{
    private const string On = "on=2018-03-14";

    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        await _endpoint.Workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-12") + "\n" + People("people-a", "100", "sohr"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("qadam", "isil", "holds", "2018-03-12", by: "sana") + "\n" + People("people-b", "900", "sana"))),
            ("c.yaml", Workspace.Source("c", Workspace.Control("qadam", "hts", "holds", "2018-03-12", by: "reuters"))),
            ("d.yaml", Workspace.Source("d", Workspace.Control("yarmouk", "isil", "holds", "2018-03-12"))));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("a", "c/f1", "b/f1")]
    [InlineData("b", "", "a/f1 c/f1")]
    [InlineData("c", "a/f1", "b/f1")]
    public async Task A_source_agrees_with_who_names_its_parties_and_disagrees_with_who_excludes_them(string source, string agrees, string disagrees)
    {
        var district = Assert.Single((await JsonAsync($"/api/v1/sources/{source}/standing?{On}")).GetProperty("districts").EnumerateArray());
        Assert.Equal("qadam", district.GetProperty("place").GetString());
        Assert.Equal("disputed", district.GetProperty("status").GetString());
        Assert.Equal((source + "/f1", agrees, disagrees), (Words(district, "facts"), Words(district, "agrees"), Words(district, "disagrees")));
    }

    [Fact]
    public async Task A_source_of_which_nobody_else_speaks_stands_alone()
    {
        var standing = await JsonAsync($"/api/v1/sources/d/standing?{On}");
        var district = Assert.Single(standing.GetProperty("districts").EnumerateArray());
        Assert.Equal(("d/f1", "", ""), (Words(district, "facts"), Words(district, "agrees"), Words(district, "disagrees")));
        Assert.Empty(standing.GetProperty("figures").EnumerateArray());
    }

    [Fact]
    public async Task A_figure_names_the_counts_of_others_and_its_class()
    {
        var figure = Assert.Single((await JsonAsync($"/api/v1/sources/b/standing?{On}")).GetProperty("figures").EnumerateArray());
        Assert.True(figure.GetProperty("disputed").GetBoolean());
        Assert.Equal(("b/people-b", "a/people-a"), (Words(figure, "facts"), Words(figure, "others")));
    }

    [Fact]
    public async Task Before_it_is_recorded_a_source_is_unknown()
    {
        using var response = await _http.GetAsync($"/api/v1/sources/a/standing?{On}&at=1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string People(string key, string quantity, string by) => $$"""
          - id: {{key}}
            figure: { about: qadam, measure: people-killed, population: all, modality: actual, quantity: {{quantity}}, window: 2018-03-12, scope: total }
            by: [{{by}}]
        """;

    private static string Words(JsonElement element, string name) => string.Join(' ', element.GetProperty(name).EnumerateArray().Select(e => e.GetString()));

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(path, TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }
}
