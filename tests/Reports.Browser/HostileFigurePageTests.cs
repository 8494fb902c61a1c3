using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser;

/// <summary>Names, titles, notes and questions that attack the pages of figures, incidents, sources and speakers.</summary>
public sealed class HostileFigurePageTests(Chromium chromium, Ledgers ledgers)
{
    [Theory]
    [InlineData("/figures?on=2018-04-30")]
    [InlineData("/figures/evacuation?on=2018-04-30")]
    [InlineData("/figures/evacuation/people-evacuated/all/actual/total?on=2018-04-30")]
    [InlineData("/incidents?on=2018-04-30")]
    [InlineData("/incidents/evacuation?on=2018-04-30")]
    [InlineData("/sources?on=2018-04-30")]
    [InlineData("/sources/hostile?on=2018-04-30")]
    [InlineData("/actors?on=2018-04-30")]
    [InlineData("/actors?list=outlets")]
    [InlineData("/actors/army?on=2018-04-30")]
    [InlineData("/actors/monitor?on=2018-04-30")]
    [InlineData("/outlets/paper?on=2018-04-30")]
    public async Task Hostile_text_of_the_ledger_is_text(string address)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync(), new() { ViewportSize = new() { Width = 390, Height = 800 } });
        Assert.Equal(200, (await visit.GoAsync(address)).Status);
        await visit.CheckCleanAsync("hostile" + address.Split('?')[0].Replace('/', '-'));
    }

    [Theory]
    [InlineData("/figures")]
    [InlineData("/incidents")]
    [InlineData("/sources")]
    [InlineData("/actors")]
    public async Task A_hostile_question_is_text(string page)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        foreach (var text in new[] { "\"><script>window.attacked=1</script>", "</title><img src=x onerror=window.attacked=1>", "\u202Egnirts\u2066", "دمشق", "'\"&<>" })
        {
            Assert.Equal(200, (await visit.GoAsync($"{page}?q={Uri.EscapeDataString(text)}")).Status);
            Assert.Equal(text, await visit.Page.Locator("main input[name=q]").InputValueAsync());
            await visit.CheckCleanAsync();
        }

        Assert.Equal(400, (await visit.GoAsync($"{page}?q={new string('x', 5_000)}")).Status);
        Assert.Contains("5000 characters; at most 200", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/figures/")]
    [InlineData("/incidents/")]
    [InlineData("/sources/")]
    [InlineData("/actors/")]
    [InlineData("/outlets/")]
    public async Task A_hostile_address_is_refused_as_text(string root)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        foreach (var name in new[] { "<script>window.attacked=1;nothing()<script>", "\u202Egnirts", "x' onfocus=window.attacked=1 autofocus '" })
        {
            Assert.Equal(404, (await visit.GoAsync(root + Uri.EscapeDataString(name))).Status);
            visit.TakeFaults();
            await visit.CheckCleanAsync();
        }
    }

    [Fact]
    public async Task Notes_and_titles_as_long_as_a_ledger_takes_them_fit_the_page()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.LongTextsAsync(), new() { ViewportSize = new() { Width = 390, Height = 800 } });
        foreach (var address in new[] { "/figures", "/figures/long-incident/people-killed/all/actual/total", "/incidents/long-incident", "/sources", "/sources/long", "/actors", "/actors/long-actor", "/outlets/long-outlet" })
        {
            Assert.Equal(200, (await visit.GoAsync(address)).Status);
            await visit.CheckCleanAsync("long" + address.Replace('/', '-'));
        }
    }
}
