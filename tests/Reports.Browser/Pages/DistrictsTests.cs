using System.Globalization;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>The map and the table of districts, and the way through the days.</summary>
public sealed class DistrictsTests(Chromium chromium, Ledgers ledgers)
{
    [Fact]
    public async Task The_table_says_of_each_district_who_holds_it_and_why()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-03-21");
        var qadam = await visit.Page.Locator("tr[data-key=row-qadam]").InnerTextAsync();
        Assert.Matches("Qadam\\s+contested\\s+Syrian government, ISIL", qadam);
        Assert.Contains("according to", qadam, StringComparison.OrdinalIgnoreCase);
        visit.Check();
    }

    [Fact]
    public async Task The_map_hatches_what_is_disputed_in_the_colours_of_its_parties_and_fades_what_is_stale()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21");
        var qadam = visit.Page.Locator("svg.map a[data-key=map-qadam] .place");
        Assert.Equal("place disputed", await qadam.GetAttributeAsync("class"));
        var fill = await qadam.Locator(".shape").GetAttributeAsync("fill");
        Assert.StartsWith("url(#mix-", fill, StringComparison.Ordinal);
        var colours = await visit.Page.Locator(fill![4..^1] + " rect").EvaluateAllAsync<string[]>("all => all.map(r => getComputedStyle(r).fill)");
        Assert.True(colours.Distinct().Count() > 1, string.Join(", ", colours));
        Assert.Equal("place vacated stale", await visit.Page.Locator("a[data-key=map-barzeh] .place").GetAttributeAsync("class"));
        Assert.Equal("Qadam: disputed, Syrian government, ISIL | Hayat Tahrir al-Sham, Jaish al-Islam", await qadam.Locator("title").TextContentAsync());
    }

    [Fact]
    public async Task A_party_looks_the_same_on_every_day()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var seen = new HashSet<string>();
        foreach (var day in new[] { "2018-03-14", "2018-04-21", "2018-12-31" })
        {
            await visit.GoAsync($"/?on={day}");
            seen.Add(await visit.Page.Locator(".legend .party", new() { HasText = "Syrian government" }).Locator("rect").First.GetAttributeAsync("fill") ?? "");
        }

        Assert.Single(seen);
    }

    [Fact]
    public async Task The_slider_shows_another_day_in_place_and_each_day_has_its_address()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-03-14&within=damascus");
        await visit.Page.EvaluateAsync("() => { window.same = true }");
        await visit.Page.Locator("#day").FocusAsync();
        for (var days = 0; days < 7; days++) await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.WaitForURLAsync(u => u.Contains("on=2018-03-21", StringComparison.Ordinal));
        await visit.Page.Locator("tr[data-key=row-qadam] .status-contested").WaitForAsync();
        Assert.Equal("Districts on 2018-03-21", await visit.Page.InnerTextAsync("h1"));
        Assert.Contains("within=damascus", visit.Page.Url, StringComparison.Ordinal);
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => window.same"), "the page was loaded again");
        Assert.Equal("day", await visit.Page.EvaluateAsync<string>("() => document.activeElement.id"));
        Assert.Equal("2018-03-21", await visit.Page.Locator("#day").GetAttributeAsync("aria-valuetext"));
        Assert.Equal("2018-03-21", await visit.Page.Locator("form.cut input[name=on]").InputValueAsync());
        Assert.All(await visit.Page.Locator("svg.map a").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))"), h => Assert.Contains("on=2018-03-21", h, StringComparison.Ordinal));
        await visit.CheckCleanAsync();
    }

    [Fact]
    public async Task Play_goes_from_day_to_day_until_it_is_stopped()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-03-01");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await visit.Page.WaitForURLAsync(u => Day(u) > new DateOnly(2018, 3, 12));
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('h1 time').dateTime === new URL(location.href).searchParams.get('on')");
        Assert.Equal("Play", await visit.Page.InnerTextAsync("#play"));
        visit.Check();
    }

    [Fact]
    public async Task Without_script_links_lead_through_the_days()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { JavaScriptEnabled = false });
        await visit.GoAsync("/?on=2018-03-14");
        Assert.False(await visit.Page.Locator("#slide").IsVisibleAsync());
        await visit.Page.Locator("a[rel=next]").First.ClickAsync();
        Assert.True(Day(visit.Page.Url) > new DateOnly(2018, 3, 14), visit.Page.Url);
        await visit.Page.Locator("a[rel=prev]").First.ClickAsync();
        Assert.Equal(new DateOnly(2018, 3, 14), Day(visit.Page.Url));
        await visit.Page.FillAsync("input[name=publishedBy]", "2018-03-31");
        await visit.Page.ClickAsync("form.cut button");
        Assert.Contains("publishedBy=2018-03-31", visit.Page.Url, StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task The_table_is_sorted_and_narrowed_by_links()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21");
        await visit.Page.Locator("thead a", new() { HasText = "Status" }).ClickAsync();
        Assert.Equal("ascending", await visit.Page.Locator("th[aria-sort]").GetAttributeAsync("aria-sort"));
        Assert.Equal("row-qadam", await visit.Page.Locator("tbody tr").First.GetAttributeAsync("data-key"));
        await visit.Page.Locator(".choices a", new() { HasText = "shared" }).ClickAsync();
        Assert.Equal(["shared"], (await visit.Page.Locator("tbody .badge:not(.stale)").AllInnerTextsAsync()).Distinct());
        visit.Check();
    }

    [Fact]
    public async Task A_district_on_the_map_is_reached_with_the_keyboard()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21&within=damascus");
        for (var presses = 0; presses < 60; presses++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>("() => document.activeElement.dataset.key === 'map-qadam'")) break;
        }

        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(u => u.Contains("/districts/qadam?on=2018-04-21", StringComparison.Ordinal));
        visit.Check();
    }

    [Fact]
    public async Task The_first_page_transfers_less_than_300_kilobytes()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var protocol = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await protocol.SendAsync("Network.enable");
        var (bytes, requests) = (0.0, 0);
        protocol.Event("Network.loadingFinished").OnEvent += (_, e) =>
        {
            bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
            requests++;
        };
        await visit.GoAsync("/?on=2018-04-21");
        await visit.Page.WaitForFunctionAsync("() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0");
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes in {requests} answers"));
        Assert.InRange(bytes, 1_000, 300_000);
        Assert.Equal(0, await visit.Page.Locator("script[src*=echarts]").CountAsync());
    }

    private static DateOnly Day(string url) =>
        DateOnly.ParseExact(url.AsSpan(url.IndexOf("on=", StringComparison.Ordinal) + 3, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
