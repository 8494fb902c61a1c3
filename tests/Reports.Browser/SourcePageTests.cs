using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser;

/// <summary>What a reader finds on the pages of sources, actors and outlets.</summary>
public sealed class SourcePageTests(Chromium chromium, Ledgers ledgers)
{
    [Fact]
    public async Task A_source_tells_through_whom_it_knows_and_who_disagrees()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/sources/al-jazeera-2018-04-21?on=2018-04-21");
        var text = await visit.Page.Locator("main").InnerTextAsync();
        Assert.Contains("Hazem al-Shamy → Al Jazeera", text, StringComparison.Ordinal);
        var qadam = await visit.Page.Locator("tr", new() { HasText = "Qadam" }).First.InnerTextAsync();
        Assert.Contains("disputed", qadam, StringComparison.Ordinal);
        Assert.Contains("Middle East Monitor, The New Arab, Reuters", qadam, StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Facts_of_a_source_are_listed_by_kind_under_an_address_of_their_own()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/sources/al-jazeera-2018-04-21?on=2018-04-21");
        await visit.Page.Locator("a[data-key=figure]").ClickAsync();
        Assert.Contains("kind=figure", visit.Page.Url, StringComparison.Ordinal);
        Assert.Contains("on=2018-04-21", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal(9, await visit.Page.Locator("ul.facts > li").CountAsync());
        visit.Check();
    }

    [Theory]
    [InlineData("/sources?q=Qalamoun", 2)]
    [InlineData("/sources?q=TRT", 1)]
    [InlineData("/sources?outlet=new-arab", 1)]
    [InlineData("/sources?publishedBy=2018-03-20", 3)]
    public async Task Sources_are_found_by_title_outlet_and_date(string address, int sources)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync(address);
        Assert.Equal(sources, await visit.Page.Locator("tbody tr").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task What_was_corrected_retracted_and_withdrawn_is_told_with_its_reasons()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(("gazetteer.yaml", CorrectedSource.Gazetteer), ("a.yaml", CorrectedSource.First));
        await ledger.IngestAsync(("a.yaml", CorrectedSource.Second));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/sources/a");
        var corrections = await visit.Page.Locator("#corrections + div tbody").InnerTextAsync();
        Assert.Contains("corrected", corrections, StringComparison.Ordinal);
        Assert.Contains("people", corrections, StringComparison.Ordinal);
        Assert.Equal(1, await visit.Page.Locator("ul.facts li.ended").CountAsync());
        await visit.CheckCleanAsync("source-corrected");
        await visit.Page.GetByText("without what was taken back").ClickAsync();
        Assert.Equal(0, await visit.Page.Locator("ul.facts li.ended").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task An_actor_tells_where_it_is_and_what_it_said()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        // Any of its spellings is an address.
        await visit.GoAsync("/actors/%D8%A7%D9%84%D9%85%D8%B9%D8%A7%D8%B1%D8%B6%D8%A9%20%D8%A7%D9%84%D8%B3%D9%88%D8%B1%D9%8A%D8%A9?on=2018-04-21");
        Assert.Equal("Syrian opposition", (await visit.Page.Locator("h1").InnerTextAsync()).Trim());
        Assert.Contains("East Qalamoun", await visit.Page.Locator("#holds + div").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("more than 1,500", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Outlets_have_a_list_and_pages_of_their_own()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/actors?list=outlets");
        await visit.CheckCleanAsync("outlets");
        await visit.Page.GetByText("Al Jazeera").First.ClickAsync();
        Assert.Equal("Al Jazeera", (await visit.Page.Locator("h1").InnerTextAsync()).Trim());
        Assert.Contains("Syria government advances", await visit.Page.Locator("#sources + div").InnerTextAsync(), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task A_source_of_ten_thousand_facts_and_a_speaker_of_as_many_come_page_by_page()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.LargeAsync());
        foreach (var address in new[] { "/sources", "/sources/source-000", "/actors/monitor", "/outlets/paper" })
        {
            var response = await visit.GoAsync(address);
            Assert.InRange((await response.BodyAsync()).Length, 1, 300_000);
            Assert.True(await visit.Page.Locator(".pager, [href*='outlet=paper']").CountAsync() > 0, address);
            visit.Check();
        }
    }
}
