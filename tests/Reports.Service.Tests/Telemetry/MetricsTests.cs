using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Telemetry;

/// <summary><c>/metrics</c>, over a socket, as a Prometheus reads it.</summary>
public sealed class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_lag_followers_use_cases_and_requests_are_counted()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        var before = await MetricsAsync(http);
        await endpoint.AppendSourceAsync("s1", facts: 3);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/districts/qadam", Cancellation)).StatusCode);
        // A request is counted when it is over, which is a little after its answer was read.
        Scrape after;
        do after = await MetricsAsync(http);
        while (after.Sum("http_server_request_duration_seconds_count", "http_route=\"/api/v1/districts/{place}\"") == 0);
        // Other tests of this process append too.
        Assert.True(after.Sum("reports_append_events_total") - before.Sum("reports_append_events_total") >= 4);
        Assert.True(after.Sum("reports_append_batches_total") > before.Sum("reports_append_batches_total"));
        Assert.True(after.Sum("reports_append_duration_seconds_count") > 0);
        Assert.True(after.Sum("reports_use_case_duration_seconds_count", "reports_use_case=\"GetStatus\"") > 0);
        foreach (var gauge in (string[])["reports_projection_lag", "reports_projection_position", "reports_log_position", "reports_rebuild_events", "reports_rebuild_duration_seconds"])
            Assert.Contains(after.Lines, l => l.StartsWith(gauge + "{", StringComparison.Ordinal) || l.StartsWith(gauge + " ", StringComparison.Ordinal));
        Assert.Equal(endpoint.Workspace.Ledger.Views.Position, after.Sum("reports_projection_position"));
        Assert.Contains(after.Lines, l => l.StartsWith("reports_projection_lag_duration_seconds", StringComparison.Ordinal) || l.StartsWith("reports_projection_lag_seconds", StringComparison.Ordinal));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using (var follower = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, follower.StatusCode);
            Assert.True((await MetricsAsync(http)).Sum("reports_feed_subscribers") >= 1);
        }
    }

    [Fact]
    public async Task Who_may_not_read_sees_no_metrics()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "rk-wrong");
        using var refused = await http.GetAsync("/metrics", Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("reports_append", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task<Scrape> MetricsAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new Scrape((await response.Content.ReadAsStringAsync(Cancellation)).Split('\n'));
    }

    private sealed record Scrape(string[] Lines)
    {
        public double Sum(string name, string label = "") => Lines
            .Where(l => l.StartsWith(name, StringComparison.Ordinal) && (l[name.Length] is '{' or ' ') && l.Contains(label, StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }
}
