using Reports.Browser.Serving;
using Reports.Browser.Viewing;
using Reports.Service.Pages;

namespace Reports.Browser;

/// <summary>What holds for every page that is served, whichever they are.</summary>
public sealed class EveryPageTests(Chromium chromium, Ledgers ledgers)
{
    public static TheoryData<string> Pages => [.. PageRoutes.All.Select(r => r.Example)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_clean_by_day_and_by_night(string example)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync(example);
        Assert.Equal(200, response.Status);
        Assert.StartsWith("default-src 'none'; script-src 'self'", response.Headers["content-security-policy"], StringComparison.Ordinal);
        await visit.CheckCleanAsync(Name(example));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_a_phone(string example)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true });
        await visit.GoAsync(example);
        await visit.CheckCleanAsync(Name(example) + "-phone");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_can_be_read_without_script(string example)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { JavaScriptEnabled = false });
        await visit.GoAsync(example);
        Assert.NotEmpty(await visit.Page.Locator("h1").InnerTextAsync());
        Assert.NotEmpty(await visit.Page.Locator("main").InnerTextAsync());
        visit.Check();
    }

    [Fact]
    public async Task What_is_not_there_is_said_on_a_page_with_its_status()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync("/nothing/here");
        Assert.Equal(404, response.Status);
        Assert.StartsWith("text/html", response.Headers["content-type"], StringComparison.Ordinal);
        Assert.Contains("/nothing/here", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        visit.TakeFaults();
        await visit.CheckCleanAsync("problem");
    }

    [Fact]
    public async Task A_cut_that_cannot_be_is_said_on_a_page()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync("/?on=yesterday");
        Assert.Equal(400, response.Status);
        Assert.Contains("'yesterday' is not a calendar date such as 2018-03-21", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_ledger_says_what_to_do_next()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.EmptyAsync());
        await visit.GoAsync("/");
        Assert.Contains("reports ingest", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visit.CheckCleanAsync("empty");
    }

    [Fact]
    public async Task Whoever_skips_the_header_is_at_the_content()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await visit.Page.EvaluateAsync<string>("() => document.activeElement.id"));
    }

    [Fact]
    public async Task The_cut_goes_on_from_page_to_page()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21&publishedBy=2018-03-31");
        foreach (var link in await visit.Page.Locator("header nav a, main table a").AllAsync())
            Assert.Contains("on=2018-04-21&publishedBy=2018-03-31", await link.GetAttributeAsync("href"), StringComparison.Ordinal);
    }

    private static string Name(string example) => "page" + example.Split('?')[0].Replace('/', '-').TrimEnd('-');
}
