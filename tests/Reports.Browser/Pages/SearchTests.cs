using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

public sealed class SearchTests(Chromium chromium, Ledgers ledgers)
{
    [Theory]
    [InlineData("al qadam", "Qadam")]
    [InlineData("QADAM", "Qadam")]
    [InlineData("yarm", "Yarmouk")]
    public async Task A_place_is_found_by_any_spelling_and_by_a_part_of_its_name(string text, string name)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/?on=2018-04-21");
        await visit.Page.FillAsync(".search input[name=q]", text);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(u => u.Contains("/search?", StringComparison.Ordinal));
        Assert.Equal(name, await visit.Page.Locator("section[aria-labelledby=place] li a").First.InnerTextAsync());
        Assert.Contains("on=2018-04-21", visit.Page.Url, StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Sources_actors_and_incidents_are_found_too()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/search?q=qaboun");
        Assert.Equal(1, await visit.Page.Locator("section[aria-labelledby=place]").CountAsync());
        Assert.Contains("evac-qaboun-2017-05-14", await visit.Page.Locator("section[aria-labelledby=incident]").InnerTextAsync(), StringComparison.Ordinal);
        await visit.GoAsync("/search?q=daesh");
        Assert.Matches("ISIL\\s+also\\s+Daesh", await visit.Page.Locator("section[aria-labelledby=actor] li").First.InnerTextAsync());
        await visit.GoAsync("/search?q=trt-2017");
        Assert.Equal(1, await visit.Page.Locator("section[aria-labelledby=source] li").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task What_is_only_known_later_than_the_cut_is_not_found()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/search?q=qaboun&publishedBy=2016-01-01");
        Assert.Equal(0, await visit.Page.Locator("section[aria-labelledby=incident], section[aria-labelledby=source]").CountAsync());
    }

    [Fact]
    public async Task A_name_that_is_misspelt_leads_to_those_that_are_near()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/search?q=Qadaam");
        await visit.CheckCleanAsync("search-near");
        await visit.Page.Locator("main a", new() { HasText = "Qadam" }).First.ClickAsync();
        await visit.Page.Locator("section[aria-labelledby=place] li").First.WaitForAsync();
        visit.Check();
    }

    [Fact]
    public async Task What_is_searched_for_is_shown_as_text()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        await visit.GoAsync("/search?q=%22%3E%3Cscript%3Ewindow.attacked%3D1%3C%2Fscript%3E");
        Assert.Equal("\"><script>window.attacked=1</script>", await visit.Page.Locator("main input[name=q]").InputValueAsync());
        await visit.CheckCleanAsync();
        await visit.GoAsync("/search?q=%D8%AF%D9%85%D8%B4%D9%82");
        Assert.Equal(1, await visit.Page.Locator("section[aria-labelledby=place] li").CountAsync());
        await visit.CheckCleanAsync("search-hostile");
    }
}
