using System.Diagnostics;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

public sealed class DistrictTests(Chromium chromium, Ledgers ledgers)
{
    private const string Drawn = "() => document.querySelector('#bands canvas')?.width > 0";

    [Fact]
    public async Task A_district_says_its_status_and_why_in_one_sentence()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/al-Qadam?on=2018-04-21");
        Assert.Equal("Qadam", await visit.Page.InnerTextAsync("h1"));
        Assert.Matches("On 2018-04-21: disputed Syrian government", await visit.Page.InnerTextAsync(".lead"));
        Assert.Contains("no change explains it", await visit.Page.InnerTextAsync(".why"), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task The_chart_has_a_band_for_each_origin_and_the_table_below_it_says_the_same()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/qadam?on=2018-04-21");
        await visit.Page.WaitForFunctionAsync(Drawn);
        // What is really drawn: bands with names, and more than a blank ground.
        var names = await visit.Page.EvaluateAsync<string[]>("() => reportsCharts.chartOf('bands').getOption().yAxis[0].data");
        var rows = await visit.Page.Locator("#bands tbody th").EvaluateAllAsync<string[]>("all => [...new Set(all.map(t => t.textContent.trim()))]");
        Assert.Equal(rows, names.Where(n => n.Length > 0).Select(n => n.Trim('\u2068', '\u2069')));
        Assert.Contains("Hazem al-Shamy", rows);
        Assert.Equal("Status", rows[0]);
        var colours = await visit.Page.EvaluateAsync<int>(
            "() => { const c = document.querySelector('#bands canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const s = new Set(); for (let i = 0; i < d.length; i += 4) s.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return s.size; }");
        Assert.True(colours > 20, $"{colours} colours are drawn");
        await visit.Page.ClickAsync("#bands summary");
        await visit.CheckCleanAsync("district");
    }

    [Fact]
    public async Task A_bar_that_is_pointed_at_says_what_it_is_without_markup()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        await visit.GoAsync("/districts/town?on=2018-04-21");
        await visit.Page.WaitForFunctionAsync(Drawn);
        var box = (await visit.Page.Locator("#bands canvas").BoundingBoxAsync())!;
        for (var y = 10; y < box.Height; y += 6) await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + y);
        await visit.CheckCleanAsync("district-hostile");
    }

    [Fact]
    public async Task Facts_for_and_against_stand_with_source_origin_locator_and_grade()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/qadam?on=2018-04-21");
        Assert.Equal(["What speaks for it", "What speaks against it"], await visit.Page.Locator("main h3").AllInnerTextsAsync());
        var against = await visit.Page.Locator(".facts li", new() { HasText = "Hazem al-Shamy" }).First.InnerTextAsync();
        Assert.Matches("Hazem al-Shamy → Al Jazeera; .*, 2018-04-21, paragraph [0-9]+", against.ReplaceLineEndings(" "));
        await visit.Page.Locator(".choices a", new() { HasText = "All (" }).ClickAsync();
        Assert.Contains("What does not count now", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task The_cuts_of_the_bar_change_what_could_be_known()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/qadam?on=2018-04-21");
        await visit.Page.FillAsync("input[name=publishedBy]", "2018-03-31");
        await visit.Page.ClickAsync("form.cut button");
        await visit.Page.WaitForURLAsync(u => u.Contains("publishedBy=2018-03-31", StringComparison.Ordinal));
        Assert.Matches("contested", await visit.Page.InnerTextAsync(".lead"));
        await visit.GoAsync("/districts/qadam?on=2018-04-21&at=103");
        Assert.Matches("unknown", await visit.Page.InnerTextAsync(".lead"));
        Assert.Equal(0, await visit.Page.Locator(".live").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task The_explanation_tells_each_step_and_what_would_change_the_answer()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/districts/qadam?on=2018-04-21");
        await visit.Page.ClickAsync("text=Explain it, step by step");
        await visit.Page.Locator(".steps li.changed").First.WaitForAsync();
        var text = await visit.Page.InnerTextAsync("main");
        Assert.Contains("→", text, StringComparison.Ordinal);
        Assert.Matches("Without the (fact|source|origin) .+: contested", text);
        await visit.CheckCleanAsync("explanation");
    }

    [Fact]
    public async Task An_unknown_place_is_a_page_that_names_those_that_are_near()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync("/districts/qadamm");
        Assert.Equal(404, response.Status);
        Assert.Contains("did you mean", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_district_of_ten_thousand_facts_is_a_page_of_bounded_size_that_can_be_paged_through()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.LargeAsync());
        var response = await visit.GoAsync("/districts/qadam?on=2018-04-21&facts=all");
        await visit.Page.WaitForFunctionAsync(Drawn);
        Assert.InRange((await response.BodyAsync()).Length, 1, 400_000);
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => document.getElementsByTagName('*').length"), 1, 6_000);
        Assert.Equal(50, await visit.Page.Locator(".facts li").CountAsync());
        Assert.Contains("10,000 facts", await visit.Page.InnerTextAsync(".pager"), StringComparison.Ordinal);
        Assert.InRange(await visit.Page.Locator("#bands tbody tr").CountAsync(), 10, 340);
        var before = await visit.Page.Locator(".facts li").First.GetAttributeAsync("id");
        var watch = Stopwatch.StartNew();
        await visit.Page.Locator(".pager a[rel=next]").ClickAsync();
        await visit.Page.WaitForURLAsync(u => u.Contains("page=2", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage($"the next page took {watch.ElapsedMilliseconds} ms");
        Assert.NotEqual(before, await visit.Page.Locator(".facts li").First.GetAttributeAsync("id"));
        await visit.CheckCleanAsync("district-large");
    }
}
