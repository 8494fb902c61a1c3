using Microsoft.Playwright;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>What a reporter does who has a document to report.</summary>
public sealed class ReportTests(Chromium chromium)
{
    private const string Text = "The army took Qadam on Thursday.";

    [Fact]
    public async Task A_reporter_fills_in_the_form_looks_what_would_change_and_records()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        var page = visit.Page;
        await visit.GoAsync("/report");
        await FillAsync(page);
        await page.ClickAsync("#source summary");
        await page.FillAsync("#text", Text);
        await page.WaitForFunctionAsync("() => document.querySelector('#source [data-field=sha256]').value.length === 64");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text))), await page.InputValueAsync("#source [data-field=sha256]"));

        // A place is found by a part of its name, and offered by its id.
        await page.Locator("#parts [data-field='control.place']").PressSequentiallyAsync("Qad");
        await page.Locator("#found-place option[value=qadam]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.FillAsync("#parts [data-field='control.place']", "qadam");
        await page.FillAsync("#parts [data-field=by]", "monitor, pap");
        await page.Locator("#found-actor-outlet option[value='monitor, paper']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.FillAsync("#parts [data-field=by]", "monitor");
        await visit.CheckCleanAsync("report-filled");

        // The draft survives; the key and the text are not in it.
        await page.FillAsync("#key", ledger.ReporterKey);
        await page.ReloadAsync();
        Assert.Equal("Isil left Qadam", await page.InputValueAsync("#source [data-field=title]"));
        Assert.Equal("army", await page.InputValueAsync("#parts [data-field='control.actor']"));
        Assert.Equal("", await page.InputValueAsync("#key"));
        var kept = await page.EvaluateAsync<string>("() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })");
        Assert.DoesNotContain(ledger.ReporterKey, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Text, kept, StringComparison.Ordinal);

        // A wrong word is named at its field, and nothing is recorded.
        var position = await PositionAsync(visit);
        await page.FillAsync("#key", ledger.ReporterKey);
        await page.FillAsync("#parts [data-field='control.on']", "last Thursday");
        await page.ClickAsync("#check");
        await page.Locator("label[data-for='control.on'] .error").WaitForAsync();
        Assert.Equal("control.on", await page.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        Assert.Equal("true", await page.GetAttributeAsync("#parts [data-field='control.on']", "aria-invalid"));
        Assert.All(visit.TakeFaults(), fault => Assert.Contains("422", fault, StringComparison.Ordinal));
        await visit.CheckCleanAsync("report-errors");

        await page.FillAsync("#parts [data-field='control.on']", "2018-06-10");
        await page.ClickAsync("#check");
        await page.Locator("#outcome h2", new() { HasText = "What would change" }).WaitForAsync();
        Assert.Equal(1, await page.Locator("#outcome tbody tr", new() { HasText = "qadam" }).CountAsync());
        Assert.Contains("controlled (army)", await page.InnerTextAsync("#outcome tbody tr"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator(".error").CountAsync());
        await visit.CheckCleanAsync("report-dry-run");
        Assert.Equal(position, await PositionAsync(visit));

        await page.ClickAsync("#record");
        await page.Locator("#outcome h2", new() { HasText = "Recorded" }).WaitForAsync();
        await visit.CheckCleanAsync("report-recorded");
        Assert.DoesNotContain(ledger.ReporterKey, page.Url, StringComparison.Ordinal);
        Assert.Equal(position + 2, await PositionAsync(visit));
        await page.ReloadAsync();
        Assert.Equal("", await page.InputValueAsync("#source [data-field=title]"));
        await visit.GoAsync("/districts/qadam");
        Assert.Contains("controlled", await page.InnerTextAsync(".lead"), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task A_retry_after_an_answer_was_lost_records_once()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        var (page, sent) = (visit.Page, new List<string?>());
        await visit.GoAsync("/report");
        await FillAsync(page);
        await page.FillAsync("#source [data-field=sha256]", new string('a', 64));
        await page.FillAsync("#parts [data-field='control.place']", "qadam");
        await page.FillAsync("#key", ledger.ReporterKey);
        var position = await PositionAsync(visit);
        await page.RouteAsync("**/api/v1/sources", async route =>
        {
            sent.Add(await route.Request.HeaderValueAsync("idempotency-key"));
            if (sent.Count > 1)
            {
                await route.ContinueAsync();
                return;
            }

            // The server records, and its answer is lost.
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await page.ClickAsync("#record");
        await page.Locator("#outcome .warn", new() { HasText = "press Record again" }).WaitForAsync();
        Assert.Equal(position + 2, await PositionAsync(visit));
        visit.TakeFaults();
        await page.ReloadAsync();
        await page.FillAsync("#key", ledger.ReporterKey);
        await page.ClickAsync("#record");
        await page.Locator("#outcome h2", new() { HasText = "Recorded" }).WaitForAsync();
        Assert.Equal(2, sent.Count);
        Assert.Equal(32, sent[0]!.Length);
        Assert.Equal(sent[0], sent[1]);
        Assert.Equal(position + 2, await PositionAsync(visit));
        visit.Check();
    }

    [Fact]
    public async Task A_key_that_does_not_do_is_said_at_the_key()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/report");
        await visit.Page.FillAsync("#key", ledger.AuditorKey);
        await visit.Page.ClickAsync("#check");
        await visit.Page.Locator("label[data-for=key] .error", new() { HasText = "the role auditor may not do this: reporter or admin may" }).WaitForAsync();
        Assert.All(visit.TakeFaults(), fault => Assert.Contains("403", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_script_a_file_is_written_tried_and_recorded()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger, new() { JavaScriptEnabled = false });
        var page = visit.Page;
        await visit.GoAsync("/report");
        Assert.False(await page.IsVisibleAsync("#builder"));
        await page.FillAsync("[name=file]", LargeDistrict.Later("later", "nobody", "2018-06-10"));
        await page.FillAsync("[name=key]", ledger.ReporterKey);
        await page.ClickAsync("#check");
        Assert.Contains("Line 10, column", await page.InnerTextAsync("#outcome"), StringComparison.Ordinal);
        Assert.Contains("facts[0].control.actor", await page.InnerTextAsync("#outcome"), StringComparison.Ordinal);
        Assert.Equal("", await page.InputValueAsync("[name=key]"));
        visit.TakeFaults();
        await page.FillAsync("[name=file]", LargeDistrict.Later("later", "isil", "2018-06-10"));
        await page.FillAsync("[name=key]", ledger.ReporterKey);
        await page.ClickAsync("#check");
        Assert.Contains("2 events would be recorded. Nothing is recorded yet.", await page.InnerTextAsync("#outcome"), StringComparison.Ordinal);
        Assert.Contains("controlled (ISIL)", await page.InnerTextAsync("#outcome tbody tr"), StringComparison.Ordinal);
        await page.FillAsync("[name=key]", ledger.ReporterKey);
        await page.ClickAsync("#record");
        Assert.Contains("Recorded at positions", await page.InnerTextAsync("#outcome"), StringComparison.Ordinal);
        await visit.PictureAsync("report-no-script");
        await visit.GoAsync("/districts/qadam");
        Assert.Contains("ISIL", await page.InnerTextAsync(".lead"), StringComparison.Ordinal);
        visit.Check();
    }

    [Fact]
    public async Task Without_the_key_in_the_form_nothing_is_recorded_whatever_a_browser_sends_by_itself()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        var position = await PositionAsync(visit);
        foreach (var authorization in new[] { "Bearer " + ledger.ReporterKey, "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("amira:" + ledger.ReporterKey)) })
        {
            var form = visit.Page.APIRequest.CreateFormData();
            form.Set("file", LargeDistrict.Later("later", "isil", "2018-06-10"));
            form.Set("do", "record");
            var answer = await visit.Page.APIRequest.PostAsync("/report", new() { Form = form, Headers = [new("Authorization", authorization)] });
            Assert.Equal(401, answer.Status);
            Assert.Contains("write the key into the form", await answer.TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(position, await PositionAsync(visit));
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger);
        var form = visit.Page.APIRequest.CreateFormData();
        form.Set("file", new string('#', 1024 * 1024));
        form.Set("key", ledger.ReporterKey);
        var answer = await visit.Page.APIRequest.PostAsync("/report", new() { Form = form, Headers = [new("Accept", "text/html")] });
        Assert.Equal(413, answer.Status);
        Assert.Contains("a form has at most 1,048,576 bytes", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_are_no_keys_the_page_says_that_nothing_can_be_recorded()
    {
        await using var ledger = await ServedLedger.WithoutKeysAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync("/report");
        Assert.Contains("started without keys", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Page.FillAsync("#key", "whatever");
        await visit.Page.ClickAsync("#record");
        await visit.Page.Locator("#outcome .warn", new() { HasText = "this server is for reading" }).WaitForAsync();
        visit.TakeFaults();
        await visit.CheckCleanAsync("report-without-keys");
    }

    [Fact]
    public async Task What_a_hostile_reporter_wrote_is_text_in_the_form_and_in_its_outcome()
    {
        await using var ledger = await ServedLedger.OfTextsAsync(LargeDistrict.Few(1));
        await using var visit = await Visit.OfAsync(chromium, ledger, new() { JavaScriptEnabled = false });
        await visit.GoAsync("/report");
        await visit.Page.FillAsync("[name=file]", LargeDistrict.Later("later", "'</textarea><script>window.attacked=1</script><img src=x>'", "2018-06-10"));
        await visit.Page.FillAsync("[name=key]", ledger.ReporterKey);
        await visit.Page.ClickAsync("#check");
        Assert.Contains("</textarea><script>", await visit.Page.InputValueAsync("[name=file]"), StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.Locator("main script, main img").CountAsync());
        Assert.Contains("<script>", await visit.Page.InnerTextAsync("#outcome"), StringComparison.Ordinal);
    }

    private static async Task FillAsync(IPage page)
    {
        foreach (var (field, value) in new[] { ("id", "paper-2018-06-10"), ("outlet", "paper"), ("title", "Isil left Qadam"), ("published", "2018-06-10"), ("language", "en") })
            await page.FillAsync($"#source [data-field={field}]", value);
        await page.ClickAsync("[data-add=control]");
        foreach (var (field, value) in new[] { ("id", "taken"), ("control.actor", "army"), ("control.on", "2018-06-10"), ("by", "monitor"), ("at.paragraph", "1") })
            await page.FillAsync($"#parts [data-field='{field}']", value);
        await page.SelectOptionAsync("#parts [data-field='control.relation']", "took");
    }

    private static async Task<long> PositionAsync(Visit visit)
    {
        var answer = await visit.Page.APIRequest.GetAsync("/health/ready");
        return (await answer.JsonAsync())!.Value.GetProperty("position").GetInt64();
    }
}
