using System.Net;
using Reports.Browser.Serving;
using Reports.Browser.Viewing;
using Reports.Domain.Time;

namespace Reports.Browser.Pages;

/// <summary>All views rebuilt from the log, from a page.</summary>
public sealed class ReplayTests(Chromium chromium, Ledgers ledgers)
{
    private const string Path = "/audit/replay?on=2018-04-21";

    [Fact]
    public async Task A_replay_ends_with_the_digests_that_the_use_case_gives()
    {
        var ledger = await ledgers.ArticlesAsync();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync(Path);
        await visit.Page.FillAsync("main [name=key]", ledger.AuditorKey);
        await visit.Page.ClickAsync("main [value=start]");
        await visit.Page.Locator("#verdict .good").WaitForAsync();
        var expected = await ledger.ReplayAsync(Day.Parse("2018-04-21"));
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in await visit.Page.Locator("main tbody tr").AllAsync()) rows.Add([await row.GetAttributeAsync("data-key") ?? "", .. await row.Locator("td").AllInnerTextsAsync()]);
        Assert.Equal(
            expected.Views.Select(v => string.Join(' ', $"view-{v.Kind}", v.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), v.Live, v.Rebuilt, "yes")),
            rows.Select(r => string.Join(' ', r)));
        Assert.Equal(expected.Whole, await visit.Page.InnerTextAsync("#whole"));
        Assert.Equal($"{expected.Position}", await visit.Page.InnerTextAsync("#position"));
        Assert.Equal(0, await visit.Page.Locator("meta[http-equiv=refresh]").CountAsync());
        Assert.DoesNotContain(ledger.AuditorKey, await visit.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.EndsWith(Path, visit.Page.Url, StringComparison.Ordinal);
        await visit.CheckCleanAsync("audit-replay");
    }

    [Fact]
    public async Task With_keys_only_the_key_of_an_auditor_starts_one()
    {
        var (ledger, log) = await ServedLedger.HeldAsync(hasKeys: true);
        await using var _ = ledger;
        log.Hold();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ledger.Address };
        foreach (var (key, status) in new[] { (ledger.ReaderKey, HttpStatusCode.Forbidden), (ledger.ReporterKey, HttpStatusCode.Forbidden), ("wrong", HttpStatusCode.Unauthorized) })
            Assert.Equal(status, (await SendAsync(http, "start", key, ("Sec-Fetch-Site", "same-origin"))).Status);
        // What a browser sends by itself is not what its user wanted.
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(http, "start", "", ("Sec-Fetch-Site", "same-origin"), ("Authorization", $"Bearer {ledger.AuditorKey}"))).Status);
        Assert.Contains("made no replay", await http.GetStringAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(http, "start", ledger.AuditorKey)).Status);
        Assert.Contains("<progress", await http.GetStringAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(http, "cancel", ledger.ReaderKey)).Status);
        Assert.DoesNotContain("Being cancelled", await http.GetStringAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        log.Release();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://other.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "at all")]
    [InlineData("Host", "rebound.example")]
    public async Task Without_keys_a_form_that_another_site_sends_starts_nothing(string header, string value)
    {
        await using var ledger = await ServedLedger.WithoutKeysAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ledger.Address };
        // A page of a host that was pointed here is of the same origin, by its own name.
        var sent = header == "Host" ? new[] { (header, value), ("Sec-Fetch-Site", "same-origin"), ("Origin", "http://rebound.example") } : [(header, value)];
        var (status, text) = await SendAsync(http, "start", "", sent);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Nothing was done", text, StringComparison.Ordinal);
        Assert.Contains("made no replay", await http.GetStringAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_one_runs_the_page_says_how_far_it_is_and_a_second_start_joins_it()
    {
        var (ledger, log) = await ServedLedger.HeldAsync();
        await using var _ = ledger;
        log.Hold();
        await using var visit = await Visit.OfAsync(chromium, ledger, new() { JavaScriptEnabled = false });
        await visit.GoAsync(Path);
        await visit.Page.ClickAsync("main [value=start]");
        var label = visit.Page.Locator("#running label");
        await visit.Page.Locator($"#running label:text-matches('^{HeldLog.Before} of ')").WaitForAsync();
        Assert.Matches("^100 of [0-9]+ events$", await label.InnerTextAsync());
        Assert.Equal("1", await visit.Page.Locator("meta[http-equiv=refresh]").GetAttributeAsync("content"));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ledger.Address };
        var own = ledger.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(http, "start", "", ("Origin", own))).Status);
        log.Release();
        // Without script too, the page comes to the end by itself.
        await visit.Page.Locator("#verdict .good").WaitForAsync();
        Assert.Equal(1, log.Reads);
        visit.Check();
    }

    [Fact]
    public async Task A_replay_that_is_cancelled_ends_and_leaves_what_the_last_one_found()
    {
        var (ledger, log) = await ServedLedger.HeldAsync();
        await using var _ = ledger;
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync(Path);
        await visit.Page.ClickAsync("main [value=start]");
        await visit.Page.Locator("#verdict .good").WaitForAsync();
        var whole = await visit.Page.InnerTextAsync("#whole");
        log.Hold();
        await visit.Page.ClickAsync("main [value=start]");
        await visit.Page.ClickAsync("#running a");
        await visit.Page.Locator("#running").WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator("meta[http-equiv=refresh]").CountAsync());
        await visit.CheckCleanAsync("audit-replay-running");
        await visit.GoAsync(Path);
        await visit.Page.ClickAsync("main [value=cancel]");
        await visit.Page.GetByText("A replay was cancelled").WaitForAsync();
        Assert.Equal(whole, await visit.Page.InnerTextAsync("#whole"));
        Assert.Equal(0, await visit.Page.Locator("#running").CountAsync());
        visit.Check();
    }

    [Fact]
    public async Task A_log_that_is_damaged_is_said_with_what_and_where()
    {
        var (ledger, log) = await ServedLedger.HeldAsync();
        await using var _ = ledger;
        log.Hold();
        await using var visit = await Visit.OfAsync(chromium, ledger);
        await visit.GoAsync(Path);
        await visit.Page.ClickAsync("main [value=start]");
        log.Damage();
        await visit.Page.GetByText("The last replay failed").WaitForAsync();
        var text = await visit.Page.InnerTextAsync("main");
        Assert.Contains("The ledger is damaged", text, StringComparison.Ordinal);
        Assert.Contains("the checksum of position 101 is wrong", text, StringComparison.Ordinal);
        await visit.CheckCleanAsync("audit-replay-failed");
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_replay_under_way()
    {
        var (ledger, log) = await ServedLedger.HeldAsync();
        await using var _ = ledger;
        log.Hold();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ledger.Address };
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(http, "start", "", ("Sec-Fetch-Site", "same-origin"))).Status);
        try
        {
            await ledger.StopServingAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        finally
        {
            log.Release();
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, string what, string key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new FormUrlEncodedContent([new("do", what), new("key", key)]) };
        request.Headers.Add("Accept", "text/html");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        if (answer.StatusCode == HttpStatusCode.SeeOther) Assert.Equal(Path, answer.Headers.Location?.OriginalString);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
