using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>Pages that follow the ledger while it grows.</summary>
public sealed class LiveTests(Chromium chromium)
{
    [Fact]
    public async Task What_is_recorded_shows_at_once_and_the_reader_stays_where_he_was()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(6));
        await using var visit = await Visit.OfAsync(chromium, ledger, new() { ViewportSize = new() { Width = 1000, Height = 500 } });
        await visit.GoAsync("/districts/qadam?on=2018-06-01&facts=all");
        await visit.Page.Locator(".live", new() { HasText = "Live at position" }).WaitForAsync();
        await visit.Page.ClickAsync("#bands summary");
        await visit.Page.Locator(".facts li").Nth(20).ScrollIntoViewIfNeededAsync();
        await visit.Page.Locator(".pager a").First.FocusAsync();
        await visit.Page.Locator(".facts li").Nth(20).EvaluateAsync("li => { li.scrollIntoView({ block: 'center' }); window.read = li.id; window.top = null; }");
        var before = await visit.Page.EvaluateAsync<double>("() => document.getElementById(window.read).getBoundingClientRect().top");
        var said = await visit.Page.InnerTextAsync(".lead");
        await ledger.IngestAsync(("later.yaml", LargeDistrict.Later("later", "isil", "2018-05-30")));
        await visit.Page.WaitForFunctionAsync("said => document.querySelector('.lead').innerText !== said", said);
        Assert.Contains("ISIL", await visit.Page.InnerTextAsync(".lead"), StringComparison.Ordinal);
        await visit.Page.WaitForFunctionAsync("() => /^Live at position/.test(document.querySelector('.live').textContent)");
        var after = await visit.Page.EvaluateAsync<double>("() => document.getElementById(window.read).getBoundingClientRect().top");
        Assert.InRange(after - before, -2, 2);
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.querySelector('#bands details').open"), "what was open was closed");
        Assert.Equal("next", await visit.Page.EvaluateAsync<string>("() => document.activeElement.rel"));
        await visit.CheckCleanAsync("live");
    }

    [Fact]
    public async Task A_district_that_is_reported_for_the_first_time_comes_onto_the_list()
    {
        await using var ledger = await ServedLedger.EmptyAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/");
        Assert.Contains("Nothing is recorded yet", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await ledger.IngestAsync(LargeDistrict.Few(1));
        await visit.Page.Locator("tr[data-key=row-qadam]").WaitForAsync();
        await visit.CheckCleanAsync();
    }

    [Fact]
    public async Task A_page_says_when_the_connection_is_lost_and_goes_on_when_it_is_back()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/?on=2018-06-01");
        await visit.Page.Locator(".live", new() { HasText = "Live at position" }).WaitForAsync();
        await ledger.StopServingAsync();
        await visit.Page.Locator(".live.behind", new() { HasText = "Connection lost" }).WaitForAsync();
        visit.TakeFaults();
        await ledger.IngestAsync(("later.yaml", LargeDistrict.Later("later", "isil", "2018-05-30")));
        await ledger.ServeAgainAsync();
        await visit.Page.Locator("tr[data-key=row-qadam]", new() { HasText = "ISIL" }).WaitForAsync();
        await visit.Page.Locator(".live:not(.behind)", new() { HasText = "Live at position" }).WaitForAsync();
    }

    [Fact]
    public async Task A_page_of_a_fixed_position_follows_nothing()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        var followed = false;
        visit.Page.Request += (_, request) => followed |= request.Url.Contains("/changes", StringComparison.Ordinal);
        await visit.GoAsync("/districts/qadam?at=3");
        Assert.Equal(0, await visit.Page.Locator(".live").CountAsync());
        await visit.GoAsync("/districts/qadam");
        await visit.Page.Locator(".live", new() { HasText = "Live at position" }).WaitForAsync();
        Assert.True(followed);
    }
}
