using System.Text.Json.Nodes;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>The log, its proofs, and two cuts side by side.</summary>
public sealed class AuditTests(Chromium chromium, Ledgers ledgers)
{
    [Fact]
    public async Task The_log_is_read_page_by_page_and_filtered_by_stream_and_type()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        var page = visit.Page;
        await visit.GoAsync("/audit");
        var first = await page.Locator("tbody th a").AllInnerTextsAsync();
        Assert.Equal(50, first.Count);
        Assert.Equal(first.Select(long.Parse).OrderDescending().Select(p => $"{p}"), first);
        await page.ClickAsync("a[rel=next]");
        Assert.Equal(long.Parse(first[^1], System.Globalization.CultureInfo.InvariantCulture) - 1, long.Parse(await page.Locator("tbody th a").First.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture));
        await page.FillAsync("[name=stream]", "source-trt");
        await page.SelectOptionAsync("[name=type]", "ControlReported");
        await page.SelectOptionAsync("[name=order]", "oldest");
        await page.FillAsync("form.filter [name=from]", "");
        await page.ClickAsync("form.filter button");
        Assert.Contains("stream=source-trt", page.Url, StringComparison.Ordinal);
        var types = await page.Locator("tbody td code").AllInnerTextsAsync();
        Assert.NotEmpty(types);
        Assert.All(types, t => Assert.True(t is "ControlReported" or "source-trt-2017-05-15", t));
        Assert.Null(await page.QuerySelectorAsync("a[rel=next]"));
        await visit.GoAsync("/audit?from=3&order=oldest&at=5");
        Assert.Equal(["3", "4", "5"], await page.Locator("tbody th a").AllInnerTextsAsync());
        await visit.GoAsync("/audit?stream=nothing-");
        Assert.Contains("No event is like that.", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.CheckCleanAsync();
    }

    [Fact]
    public async Task An_event_is_shown_as_it_is_stored_and_leads_to_what_it_bears_on()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/audit?type=ControlReported&order=oldest");
        await visit.Page.Locator("tbody th a").First.ClickAsync();
        var shown = await visit.Page.Locator("pre").First.InnerTextAsync();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(shown))), await visit.Page.InnerTextAsync("#data-hash"));
        Assert.True(await visit.Page.Locator("main a[href^='/districts/']").CountAsync() > 0, "no link to the district");
        var here = visit.Page.Url;
        await visit.Page.ClickAsync("a[rel=next]");
        await visit.Page.ClickAsync("a[rel=prev]");
        Assert.Equal(here, visit.Page.Url);
        visit.Check();
        await visit.GoAsync("/audit/events/1");
        Assert.Null(await visit.Page.QuerySelectorAsync("a[rel=prev]"));
        Assert.Equal(404, (await visit.GoAsync("/audit/events/999999")).Status);
    }

    [Fact]
    public async Task The_browser_itself_checks_that_an_event_leads_to_the_signed_root()
    {
        var ledger = await ledgers.SignedAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await ShowAsync(visit, ledger, "/audit/events/90");
        await visit.Page.Locator(".checks li").Nth(3).WaitForAsync();
        var checks = await visit.Page.Locator(".checks li").AllInnerTextsAsync();
        Assert.Equal(4, checks.Count);
        Assert.Equal(4, await visit.Page.Locator(".checks .good").CountAsync());
        Assert.Contains("is signed (Ed25519)", checks[3], StringComparison.Ordinal);
        await visit.CheckCleanAsync("audit-proof");
    }

    [Theory]
    [InlineData("entry", 1)]
    [InlineData("path", 3)]
    [InlineData("root", 3)]
    [InlineData("signature", 4)]
    public async Task The_browser_finds_what_was_changed(string what, int failed)
    {
        var ledger = await ledgers.SignedAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.Page.RouteAsync("**/audit/events/*", async route =>
        {
            var answer = await route.FetchAsync();
            var page = await answer.TextAsync();
            const string Begin = "id=\"proof-data\" suppress-error=\"BL9992\">";
            var at = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
            if (at >= Begin.Length)
            {
                var end = page.IndexOf("</script>", at, StringComparison.Ordinal);
                page = page[..at] + Changed(page[at..end], what) + page[end..];
            }

            await route.FulfillAsync(new() { Status = answer.Status, ContentType = "text/html; charset=utf-8", Body = page });
        });
        await ShowAsync(visit, ledger, "/audit/events/90");
        await visit.Page.Locator(".checks .bad").WaitForAsync();
        Assert.Equal(failed, await visit.Page.Locator(".checks li").CountAsync());
    }

    [Fact]
    public async Task Without_script_the_servers_own_check_is_shown_and_said_to_be_its_own()
    {
        var ledger = await ledgers.SignedAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger, new() { JavaScriptEnabled = false });
        await ShowAsync(visit, ledger, "/audit/events/90");
        Assert.Contains("That is what the server says of itself", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Checkpoints_are_listed_and_one_is_shown_to_only_add_to_another()
    {
        var ledger = await ledgers.SignedAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/audit/checkpoints");
        Assert.Contains("for the role auditor", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Page.FillAsync("[name=key]", ledger.ReporterKey);
        await visit.Page.ClickAsync("form[method=post] button");
        Assert.Contains("auditor or admin may", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.TakeFaults();
        await visit.Page.FillAsync("[name=key]", ledger.AuditorKey);
        await visit.Page.ClickAsync("form[method=post] button");
        Assert.Equal(2, await visit.Page.Locator("tbody tr").CountAsync());
        await visit.CheckCleanAsync("audit-checkpoints");
        var sizes = await visit.Page.Locator("tbody th").AllInnerTextsAsync();
        await visit.Page.SelectOptionAsync("[name=older]", sizes[1]);
        await visit.Page.SelectOptionAsync("[name=newer]", sizes[0]);
        await visit.Page.ClickAsync("main form[method=get] button");
        await visit.Page.FillAsync("[name=key]", ledger.AuditorKey);
        await visit.Page.ClickAsync("form[method=post] button");
        Assert.Contains($"the checkpoint of size {sizes[0]} has all events of that of size {sizes[1]}", await visit.Page.InnerTextAsync("main [role=status]"), StringComparison.Ordinal);
        Assert.DoesNotContain(ledger.AuditorKey, visit.Page.Url, StringComparison.Ordinal);
        await visit.CheckCleanAsync("audit-consistency");
    }

    [Fact]
    public async Task Two_cuts_are_compared_with_the_facts_that_make_the_difference()
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync());
        await visit.GoAsync("/audit/compare");
        await visit.Page.FillAsync("[name=fromOn]", "2018-03-14");
        await visit.Page.FillAsync("[name=toOn]", "2018-03-21");
        await visit.Page.FillAsync("[name=subject]", "al-Qadam");
        await visit.Page.ClickAsync("main form button");
        var row = visit.Page.Locator(".changes tbody tr", new() { HasText = "Qadam" }).First;
        var text = await row.InnerTextAsync();
        Assert.Contains("controlled (Syrian government)", text, StringComparison.Ordinal);
        Assert.Contains("contested (", text, StringComparison.Ordinal);
        Assert.Contains("began, position", text, StringComparison.Ordinal);
        await visit.CheckCleanAsync("audit-compare-one");
        await visit.GoAsync("/audit/compare?fromOn=2018-03-14&toOn=2018-03-14");
        Assert.Contains("No view differs.", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit?order=oldest")]
    [InlineData("/audit?type=FigureReported")]
    [InlineData("/audit/events/9")]
    [InlineData("/audit/compare?fromOn=2018-03-01&toOn=2018-03-14")]
    public async Task Hostile_text_of_the_log_is_text(string path)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.HostileAsync());
        await visit.GoAsync(path);
        await visit.CheckCleanAsync();
    }

    /// <summary>A proof of which one thing is not as it was.</summary>
    private static string Changed(string json, string what)
    {
        var proof = JsonNode.Parse(json)!;
        var note = (string)proof["checkpoint"]!;
        switch (what)
        {
            case "entry":
                var entry = Convert.FromBase64String((string)proof["entry"]!);
                entry[120] ^= 1;
                proof["entry"] = Convert.ToBase64String(entry);
                break;
            case "path":
                proof["path"]![0] = (string)proof["path"]![1]!;
                break;
            case "root":
                var lines = note.Split('\n');
                lines[2] = (lines[2][0] == 'A' ? 'B' : 'A') + lines[2][1..];
                proof["checkpoint"] = string.Join('\n', lines);
                break;
            case "signature":
                var last = note.Length - 20;
                proof["checkpoint"] = note[..last] + (note[last] == 'A' ? 'B' : 'A') + note[(last + 1)..];
                break;
        }

        return proof.ToJsonString();
    }

    /// <summary>Opens a page with the auditor's key, as its form asks for it.</summary>
    private static async Task ShowAsync(Visit visit, ServedLedger ledger, string path)
    {
        await visit.GoAsync(path);
        await visit.Page.FillAsync("main [name=key]", ledger.AuditorKey);
        await visit.Page.ClickAsync("main form[method=post] button");
    }
}
