using Microsoft.Playwright;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser;

/// <summary>What a reader finds on the pages of figures and incidents.</summary>
public sealed class FigurePageTests(Chromium chromium, Ledgers ledgers)
{
    private const string Qaboun = "/figures/evac-qaboun-2017-05-14/people-evacuated/all/actual/total?on=2018-04-30";

    [Fact]
    public async Task The_disputed_figure_comes_first_with_who_says_what_on_one_axis()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/figures?on=2018-04-30");
        var first = visit.Page.Locator("article.figure").First;
        Assert.Contains("divergent, disputed", await first.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("1,501 to 2,289 or more", await first.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(["Syrian opposition", "Syrian state media"], (await first.Locator("tbody th").AllInnerTextsAsync()).Select(t => t.Trim()));
        // Both are open: each bar ends in an arrow at the same edge, and the larger number stands further to the right.
        Assert.Equal(2, await first.Locator("path.arrow").CountAsync());
        var arrows = await first.Locator("path.arrow").EvaluateAllAsync<double[]>("all => all.map(a => a.getBoundingClientRect().right)");
        Assert.Equal(arrows[0], arrows[1], 1d);
        var said = await first.Locator("circle.said").EvaluateAllAsync<double[]>("all => all.map(c => c.getBoundingClientRect().left)");
        Assert.True(said[0] < said[1]);
        visit.Check();
    }

    [Theory]
    [InlineData("/figures?on=2018-04-30&disputed=true", 1)]
    [InlineData("/figures?on=2018-04-30&class=divergent", 1)]
    [InlineData("/figures?on=2018-04-30&measure=air-strikes", 2)]
    [InlineData("/figures?on=2018-04-30&q=qaboun&measure=vehicles", 1)]
    [InlineData("/figures?on=2018-04-30&q=%D8%B3%D8%A7%D9%86%D8%A7", 2)]
    public async Task A_filter_has_an_address_of_its_own(string address, int figures)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync(address);
        Assert.Equal(figures, await visit.Page.Locator("article.figure").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task A_filter_that_finds_nothing_says_so_and_leads_back()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/figures?on=2018-04-30&publishedBy=2018-04-30&q=atlantis");
        Assert.Contains("None of 31 figures is like that", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visit.CheckCleanAsync("figures-none");
        await visit.Page.Locator(".empty a").ClickAsync();
        Assert.Contains("publishedBy=2018-04-30", visit.Page.Url, StringComparison.Ordinal);
        Assert.True(await visit.Page.Locator("article.figure").CountAsync() > 10);
    }

    [Fact]
    public async Task The_list_leads_by_the_form_to_a_figure_that_is_drawn_and_told_in_full()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/figures?on=2018-04-30");
        await visit.Page.GetByLabel("Disputed only").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await visit.Page.Locator("article.figure h3 a").First.ClickAsync();
        await visit.Page.Locator("figure.chart canvas").WaitForAsync();
        var text = await visit.Page.Locator("main").InnerTextAsync();
        Assert.Contains("1.53 times apart, more than the tolerance of 1.10", text, StringComparison.Ordinal);
        Assert.Contains("The same word in a looser phrase: no other voice", text, StringComparison.Ordinal);
        Assert.Contains("paragraph 11", text, StringComparison.Ordinal);
        Assert.Contains("People evacuated: fighters", await visit.Page.Locator("main table.cards").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("on=2018-04-30", visit.Page.Url, StringComparison.Ordinal);
        visit.Check();
    }

    [Theory]
    [InlineData("along=published", "2017-05-15")]
    [InlineData("along=recorded", "position ")]
    [InlineData("along=valid", "2017-05-14")]
    public async Task A_figure_tells_how_it_changed_along_each_time(string along, string from)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync($"{Qaboun}&{along}");
        Assert.Contains(from, await visit.Page.Locator("#history ~ div tbody th").First.InnerTextAsync(), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Without_script_the_axis_of_one_figure_is_there_to_see()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { JavaScriptEnabled = false });
        await visit.GoAsync(Qaboun);
        Assert.True(await visit.Page.Locator(".intervals path.arrow").First.IsVisibleAsync());
        Assert.False(await visit.Page.Locator("figure.chart .canvas").IsVisibleAsync());
    }

    [Theory]
    [InlineData("/figures/atlantis", "unknown incident or place 'atlantis'")]
    [InlineData("/figures/evac-qaboun-2017-05-14/money/all/actual/total", "unknown measure 'money'")]
    [InlineData("/incidents/evac-kaboun-2017-05-14", "did you mean 'evac-qaboun-2017-05-14'?")]
    [InlineData("/incidents/evac-qaboun-2017-05-14?on=2016-01-01", "no source reports the incident")]
    [InlineData("/sources/nothing", "unknown source 'nothing'")]
    [InlineData("/actors/nobody", "unknown actor 'nobody'")]
    [InlineData("/outlets/nobody", "unknown outlet 'nobody'")]
    public async Task What_is_not_known_is_said_with_its_name(string address, string says)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        Assert.Equal(404, (await visit.GoAsync(address)).Status);
        Assert.Contains(says, await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_of_hundreds_of_origins_comes_page_by_page()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.WideAsync());
        var response = await visit.GoAsync("/figures/strike/people-killed/all/actual/total?on=2018-06-01");
        Assert.InRange((await response.BodyAsync()).Length, 1, 300_000);
        await visit.Page.Locator("figure.chart canvas").WaitForAsync();
        Assert.Contains($"Page 1 of {(WideFigures.Origins + 19) / 20}: {WideFigures.Origins} origins", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(20, await visit.Page.Locator(".intervals tbody tr").CountAsync());
        Assert.Contains("broken", await visit.Page.Locator("table.cards").First.InnerTextAsync(), StringComparison.Ordinal);
        await visit.CheckCleanAsync("figure-wide");
        await visit.Page.Locator("a[rel=next]").ClickAsync();
        Assert.Equal(20, await visit.Page.Locator(".intervals tbody tr").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task A_figure_that_was_revised_a_thousand_times_shows_its_last_words_as_a_trail()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.WideAsync());
        var response = await visit.GoAsync("/figures/town/people-displaced/all/actual/total");
        Assert.InRange((await response.BodyAsync()).Length, 1, 300_000);
        var rows = visit.Page.Locator(".intervals tbody tr");
        Assert.Equal(12, await rows.CountAsync());
        Assert.Equal(11, await visit.Page.Locator(".intervals tr.revised").CountAsync());
        Assert.Contains($"after {WideFigures.Revisions - 12} earlier words", await rows.First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("choose along which time", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visit.Page.Locator("figure.chart canvas").WaitForAsync();
        await visit.CheckCleanAsync("figure-revised");
    }

    [Fact]
    public async Task Denials_and_numbers_that_are_far_apart_are_on_the_axis()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.WideAsync());
        await visit.GoAsync("/figures/town/people-injured/all/actual/total");
        await visit.Page.Locator("figure.chart summary").ClickAsync();
        Assert.Equal(1, await visit.Page.Locator(".intervals tr.denied").CountAsync());
        Assert.Equal(1, await visit.Page.Locator(".intervals tr.unbounded").CountAsync());
        Assert.Contains("logarithmic", await visit.Page.Locator(".intervals tfoot").InnerTextAsync(), StringComparison.Ordinal);
        await visit.CheckCleanAsync("figure-denied");
    }

    [Fact]
    public async Task A_very_long_list_ends_with_a_page_that_says_so()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/figures?on=2018-04-30&page=900000");
        Assert.Contains("The list ends before this page", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        visit.Check();
    }
}
