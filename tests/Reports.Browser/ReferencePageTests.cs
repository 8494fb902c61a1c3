using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser;

/// <summary>The page on which the HTTP interface is read and tried.</summary>
public sealed class ReferencePageTests(Chromium chromium, Ledgers ledgers)
{
    [Fact]
    public async Task The_interface_is_shown_without_a_request_to_another_host_or_an_error()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var response = await visit.GoAsync("/scalar");
        Assert.Equal(200, response.Status);
        await visit.Page.GetByText("The control status of every place that sources speak of.").First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        visit.Check();
    }
}
