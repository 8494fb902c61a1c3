using System.Net;
using System.Text.Json;
using Reports.Service.Ingest;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>The live feed over a socket: nothing missed, nothing doubled, and the same position gives the same bytes.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        await ReportAsync("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"));
        await ReportAsync("b", Workspace.Control("qadam", "syrian-government", "took", "2018-03-13", by: "sana"));
        await ReportAsync("c", Figure("at least 2289", "sana"));
        await ReportAsync("d", Figure("more than 1500", "sohr"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Each_change_names_what_changed_before_and_after_why_and_by_which_policy()
    {
        var changes = await LinesAsync();

        Assert.Equal(
            [("status-changed", "qadam"), ("status-changed", "qadam"), ("figure-changed", "yarmouk/people-evacuated/all/actual/total"), ("dispute-opened", "yarmouk/people-evacuated/all/actual/total")],
            changes.Select(c => (Text(Data(c), "kind"), Text(Data(c), "subject"))));
        var took = changes[1];
        Assert.Equal(("1.0", "reports.v1.status-changed", "qadam"), (Text(took, "specversion"), Text(took, "type"), Text(took, "subject")));
        var data = Data(took);
        Assert.Equal(("hts", "syrian-government"), (data.GetProperty("before").GetProperty("parties")[0].GetString(), data.GetProperty("after").GetProperty("parties")[0].GetString()));
        Assert.Equal(("reports-1", "2018-03-14"), (Text(data, "policy"), Text(data, "on")));
        Assert.Equal("b/f1", Text(data.GetProperty("causes")[0], "fact"));
        Assert.Equal(("ControlReported", "amira"), (Text(data.GetProperty("cause"), "type"), Text(data.GetProperty("cause").GetProperty("recorded"), "by")));
    }

    [Fact]
    public async Task What_takes_back_is_told_and_so_is_what_it_changed()
    {
        var from = _endpoint.Workspace.Ledger.Views.Position;
        using var response = await PostAsync("/api/v1/facts/d/f1/retraction?reason=mistyped");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var withdrawn = await PostAsync("/api/v1/sources/b/withdrawal?reason=wrong");
        Assert.Equal(HttpStatusCode.Created, withdrawn.StatusCode);

        var changes = await LinesAsync($"?after={from}");

        Assert.Equal(
            [("fact-retracted", "d/f1"), ("dispute-resolved", "yarmouk/people-evacuated/all/actual/total"), ("source-withdrawn", "b"), ("status-changed", "qadam")],
            changes.Select(c => (Text(Data(c), "kind"), Text(Data(c), "subject"))));
    }

    [Fact]
    public async Task From_any_point_the_rest_follows_exactly_and_later_events_change_none_of_it()
    {
        var all = await RawAsync("/api/v1/changes");
        await ReportAsync("e", Workspace.Control("qadam", "isil", "entered", "2018-03-20"), published: "2018-06-01");
        var lines = (await RawAsync("/api/v1/changes")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(all, string.Concat(lines.Take(4).Select(l => l + "\n")));
        for (var i = 0; i < lines.Length; i++)
        {
            using var change = JsonDocument.Parse(lines[i]);
            var rest = await RawAsync($"/api/v1/changes?after={Text(change.RootElement, "id")}");
            Assert.Equal(lines.Skip(i + 1), rest.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        await _endpoint.RestartAsync();
        using var http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        Assert.Equal(lines, (await http.GetStringAsync("/api/v1/changes", Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_follower_is_told_at_once_and_goes_on_where_it_was_after_a_restart()
    {
        string last;
        using (var follower = await FollowAsync(_http, "0"))
        {
            foreach (var kind in (string[])["status-changed", "status-changed", "figure-changed", "dispute-opened"]) Assert.Equal(kind, (await follower.NextAsync()).Event);
            await ReportAsync("e", Workspace.Control("qadam", "isil", "entered", "2018-03-20"));
            var entered = await follower.NextAsync();
            Assert.Equal("status-changed", entered.Event);
            Assert.Equal("contested", Text(Data(entered.Data).GetProperty("after"), "status"));
            last = entered.Id;
        }

        await ReportAsync("f", Workspace.Control("qadam", "isil", "left", "2018-03-22"));
        await _endpoint.RestartAsync();
        using var http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        using var again = await FollowAsync(http, last);
        var left = await again.NextAsync();
        Assert.Equal(("status-changed", "controlled"), (left.Event, Text(Data(left.Data).GetProperty("after"), "status")));
    }

    [Fact]
    public async Task Who_asks_for_a_district_hears_of_it_alone_and_of_how_far_the_log_is()
    {
        var position = _endpoint.Workspace.Ledger.Views.Position;
        using var follower = await FollowAsync(_http, position.ToString(System.Globalization.CultureInfo.InvariantCulture), "?district=yarmouk");
        Assert.Equal("position", (await follower.NextAsync(withMarks: true)).Event);
        await ReportAsync("e", Workspace.Control("qadam", "isil", "entered", "2018-03-20"));
        await ReportAsync("f", Workspace.Control("yarmouk", "isil", "holds", "2018-03-20"));
        Assert.Equal("yarmouk", Text((await follower.NextAsync()).Data, "subject"));
        Assert.Equal(["dispute-opened"], (await LinesAsync("?kind=dispute-opened,fact-corrected")).Select(c => Text(Data(c), "kind")));
        Assert.Equal(2, (await LinesAsync("?figure=yarmouk")).Count);
    }

    [Fact]
    public async Task A_batch_is_one_document_of_the_CloudEvents_type()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes?limit=3");
        request.Headers.Accept.ParseAdd("application/cloudevents-batch+json");
        using var response = await _http.SendAsync(request, Cancellation);
        Assert.Equal("application/cloudevents-batch+json", response.Content.Headers.ContentType?.MediaType);
        using var batch = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(3, batch.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("?after=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("?after=99999", HttpStatusCode.BadRequest)]
    [InlineData("?kind=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("?district=nowhere", HttpStatusCode.NotFound)]
    [InlineData("?nonsense=1", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_followed_is_a_problem(string query, HttpStatusCode status)
    {
        using var response = await _http.GetAsync("/api/v1/changes" + query, Cancellation);
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_follower_who_does_not_read_holds_up_nobody()
    {
        using var idle = await FollowAsync(_http, "0");
        for (var i = 0; i < 20; i++) await ReportAsync($"more-{i}", Workspace.Control("qadam", i % 2 == 0 ? "isil" : "hts", "took", $"2018-04-{i + 1:D2}"));
        using var follower = await FollowAsync(_http, "0");
        var seen = 0;
        while (seen < 24)
        {
            await follower.NextAsync();
            seen++;
        }
    }

    private static string Figure(string quantity, string by) => $$"""
        facts:
          - id: f1
            figure: { about: yarmouk, measure: people-evacuated, quantity: {{quantity}}, window: 2018-03-01 }
            by: [{{by}}]
        """;

    private Task<IngestReport> ReportAsync(string id, string body, string published = "2018-03-14") =>
        _endpoint.Workspace.IngestAsync(($"{id}.yaml", Workspace.Source(id, body, published)));

    private async Task<List<JsonElement>> LinesAsync(string query = "")
    {
        var lines = new List<JsonElement>();
        foreach (var line in (await RawAsync("/api/v1/changes" + query)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var change = JsonDocument.Parse(line);
            lines.Add(change.RootElement.Clone());
        }

        return lines;
    }

    private Task<string> RawAsync(string path) => _http.GetStringAsync(path, Cancellation);

    private async Task<HttpResponseMessage> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Authorization = new("Bearer", _endpoint.Key) } };
        return await _http.SendAsync(request, Cancellation);
    }

    private static async Task<SseFollower> FollowAsync(HttpClient http, string after, string query = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes" + query);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", after);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        response.EnsureSuccessStatusCode();
        return new SseFollower(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private sealed record SseEvent(string Id, string Event, JsonElement Data);

    private sealed class SseFollower(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public async Task<SseEvent> NextAsync(bool withMarks = false)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            while (true)
            {
                var fields = new Dictionary<string, string>(StringComparer.Ordinal);
                while (await reader.ReadLineAsync(limit.Token) is { Length: > 0 } line)
                {
                    var parts = line.Split(": ", 2);
                    fields[parts[0]] = parts[1];
                }

                Assert.NotEmpty(fields);
                if (fields["event"] == "position" && !withMarks) continue;
                using var data = JsonDocument.Parse(fields["data"]);
                return new SseEvent(fields["id"], fields["event"], data.RootElement.Clone());
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }

    private static JsonElement Data(JsonElement change) => change.GetProperty("data");

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
