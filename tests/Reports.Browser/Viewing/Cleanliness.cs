using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Reports.Browser.Serving;

namespace Reports.Browser.Viewing;

/// <summary>What holds for every page, whatever it shows.</summary>
internal static class Cleanliness
{
    /// <summary>
    /// Fails where a page is not clean: an error on the console, a request that failed or left the host, something that shuts people
    /// out of it by day or by night, text of the ledger that runs, or content that does not fit its window.
    /// </summary>
    /// <param name="visit">The page, as it stands open.</param>
    /// <param name="name">Under which the page is pictured, by day and by night; null for no pictures.</param>
    public static async Task CheckCleanAsync(this Visit visit, string? name = null)
    {
        var page = visit.Page;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            if (name is not null) await visit.PictureAsync($"{name}-{scheme.ToString().ToLowerInvariant()}");
            var found = await page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{page.Url}, {scheme}: {string.Join("; ", found.Violations.Select(Say))}");
        }

        Assert.True(await page.EvaluateAsync<bool>($"() => window.{HostileTexts.Mark} === undefined"), $"{page.Url}: text of the ledger ran");
        Assert.Empty(await page.Locator("[onerror], [onfocus], [autofocus], iframe, img[src=x]").EvaluateAllAsync<string[]>("all => all.map(e => e.outerHTML.slice(0, 200))"));
        var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{page.Url}: {over} pixels wider than its window");
        visit.Check();
    }

    private static string Say(AxeResultItem item) =>
        $"{item.Id} ({item.Help}): {string.Join(" | ", item.Nodes.Take(3).Select(n => n.Html + " – " + string.Join(", ", n.Any.Concat(n.All).Select(c => c.Message))))}";
}
