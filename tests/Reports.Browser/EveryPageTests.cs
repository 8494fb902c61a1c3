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
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            response.Headers["content-security-policy"]);
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

    /// <summary>Pages of the ledger in which every text is an attack.</summary>
    public static TheoryData<string> HostilePages =>
    [
        "/?on=2018-04-21", "/?on=2018-04-21&within=country", "/districts/town?on=2018-04-21&facts=all", "/districts/village?on=2018-04-21", "/explanation?subject=town&on=2018-04-21",
        "/explanation?subject=evacuation&on=2018-04-21", "/search?q=script&on=2018-04-21", "/search?q=%E2%80%AEgnp.exe", "/search?q=%3C%2Finput%3E%3Cimg%20src%3Dx%20onerror%3Dwindow.attacked%3D1%3E",
    ];

    [Theory]
    [MemberData(nameof(HostilePages))]
    public async Task Hostile_text_is_text_on_a_page(string path)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        await visit.GoAsync(path);
        await visit.CheckCleanAsync("hostile" + HostilePages.Select(p => p.Data).ToList().IndexOf(path));
        // Nothing on the page can turn the text around it: what comes from the ledger stands alone, and orders of direction as marks.
        Assert.DoesNotContain(await visit.Page.InnerTextAsync("body"), c => c is >= '\u202A' and <= '\u202E');
        var loose = await visit.Page.EvaluateAsync<string[]>(
            "() => { const w = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT); const found = []; while (w.nextNode()) if (/[\\u0590-\\u08ff]/.test(w.currentNode.data) && !w.currentNode.parentElement.closest('bdi, [dir=auto], script, svg, [aria-label]')) found.push(w.currentNode.data); return found; }");
        Assert.Empty(loose);
    }

    [Fact]
    public async Task A_wrong_key_is_said_on_a_page_and_asked_for_again()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = "Basic YW1pcmE6d3Jvbmc=" } });
        var response = await visit.GoAsync("/");
        Assert.Equal(401, response.Status);
        Assert.Contains("Basic", await response.HeaderValueAsync("www-authenticate"), StringComparison.Ordinal);
        Assert.Equal("A key is needed", await visit.Page.InnerTextAsync("h1"));
        Assert.DoesNotContain("position", await visit.Page.InnerTextAsync("body"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Assets_are_kept_by_browsers_and_pages_are_asked_for_again()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var assets = new System.Collections.Concurrent.ConcurrentQueue<Microsoft.Playwright.IResponse>();
        visit.Page.Response += (_, r) => { if (r.Url.Contains("/assets/", StringComparison.Ordinal)) assets.Enqueue(r); };
        var page = await visit.GoAsync("/districts/qadam?on=2018-04-21");
        Assert.Equal("private, no-cache", page.Headers["cache-control"]);
        Assert.NotEmpty(assets);
        Assert.All(assets, a => Assert.Equal("public, max-age=31536000, immutable", a.Headers["cache-control"]));
        Assert.All(assets, a => Assert.Equal("br", a.Headers.GetValueOrDefault("content-encoding")));
    }

    [Fact]
    public async Task On_paper_there_is_the_content_without_what_is_only_for_a_screen()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/qadam?on=2018-04-21");
        await visit.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        foreach (var selector in new[] { ".top nav", ".search", "form.cut", ".live", "#slide" })
            Assert.False(await visit.Page.Locator(selector).First.IsVisibleAsync(), selector);
        Assert.True(await visit.Page.Locator(".facts li").First.IsVisibleAsync());
        await visit.PictureAsync("print");
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
