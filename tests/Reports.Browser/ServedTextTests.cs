using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser;

/// <summary>What a reader meets who opens addresses of the HTTP interface in a browser.</summary>
public sealed class ServedTextTests(Chromium chromium, Ledgers ledgers)
{
    [Theory]
    [InlineData("not-found", "404")]
    [InlineData("invalid-parameter", "400")]
    public async Task A_problem_says_what_it_means_when_its_type_is_opened(string problem, string status)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync($"/problems/{problem}");
        Assert.Equal(200, response.Status);
        var text = await visit.Page.InnerTextAsync("body");
        Assert.Contains($"/problems/{problem} ({status})", text, StringComparison.Ordinal);
        visit.Check();
    }

    [Theory]
    [InlineData("/api/v1/districts?on=2018-03-21")]
    [InlineData("/api/v1/sources")]
    [InlineData("/api/v1/sources/hostile")]
    [InlineData("/api/v1/sources/hostile/facts")]
    [InlineData("/api/v1/places")]
    [InlineData("/api/v1/actors")]
    [InlineData("/api/v1/outlets")]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/figures")]
    [InlineData("/api/v1/explanation?subject=town&on=2018-03-21")]
    public async Task Hostile_text_in_an_answer_is_text_in_a_browser(string path)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        var response = await visit.GoAsync(path);
        Assert.Equal(200, response.Status);
        Assert.StartsWith("application/json", response.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers["x-content-type-options"]);
        Assert.Equal(0, await visit.Page.Locator("script, img, iframe, [onerror], [onfocus], [autofocus]").CountAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>($"() => window.{HostileTexts.Mark} === undefined"));
        visit.Check();
    }

    [Fact]
    public async Task An_address_that_is_not_served_names_itself_as_text_and_runs_nothing()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.EmptyAsync());
        var response = await visit.GoAsync("/%3Cscript%3Ewindow.attacked=1%3C/script%3E");
        Assert.Equal(404, response.Status);
        Assert.Equal(0, await visit.Page.Locator("script").CountAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>($"() => window.{HostileTexts.Mark} === undefined"));
        Assert.All(visit.TakeFaults(), fault => Assert.Contains("404", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_of_the_interface_may_load_nothing()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/api/v1/districts/qadam");
        Assert.Equal("refused", await visit.Page.EvaluateAsync<string>("() => fetch('/api/v1/sources').then(() => 'loaded', () => 'refused')"));
        Assert.Contains(visit.TakeFaults(), fault => fault.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_facts_of_a_district_are_answered_at_once()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.LargeAsync());
        var response = await visit.GoAsync("/api/v1/districts/qadam/facts?on=2018-06-01&limit=10000");
        using var answer = System.Text.Json.JsonDocument.Parse(await response.BodyAsync());
        Assert.Equal(LargeDistrict.Sources * LargeDistrict.FactsOfASource, answer.RootElement.GetProperty("items").GetArrayLength());
        visit.Check();
    }
}
