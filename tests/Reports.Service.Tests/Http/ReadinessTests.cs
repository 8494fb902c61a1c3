using System.Net;
using System.Text;
using System.Text.Json;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary><c>/health/ready</c> never latches: a server that was ready is not any more once its views cannot follow the log.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready_no_more_while_the_log_goes_on_and_the_views_cannot_follow()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        var log = endpoint.Workspace.Ledger.Log;
        var (status, ready) = await AskAsync(http);
        Assert.Equal((HttpStatusCode.OK, true, 0L), (status, ready.GetProperty("ready").GetBoolean(), ready.GetProperty("lag").GetInt64()));
        var reached = ready.GetProperty("position").GetInt64();

        // What follows a fact that no version of the views can read: it was never asked of the checks of an append.
        await AppendAsync(log, "x", "{\"unreadable\":true}");
        for (var i = 1; i <= 3; i++)
        {
            (status, ready) = await AskAsync(http);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (status, ready.GetProperty("ready").GetBoolean()));
            Assert.Equal((reached, reached + i, (long)i), (ready.GetProperty("position").GetInt64(), ready.GetProperty("head").GetInt64(), ready.GetProperty("lag").GetInt64()));
            Assert.Contains("position " + (reached + 1), ready.GetProperty("problem").GetString(), StringComparison.Ordinal);
            // It lives, which is another question: a restart would not mend it.
            Assert.Equal("live\n", await http.GetStringAsync("/health/live", Cancellation));
            await AppendAsync(log, "y", "{\"unreadable\":true}");
        }

        // Who asks for a view is told as well, not given one of the past.
        using var answer = await http.GetAsync("/api/v1/districts/qadam", Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static async Task AppendAsync(IEventLog log, string source, string data)
    {
        var stream = StreamName.Source(source);
        var head = await log.HeadAsync(Cancellation);
        var id = EventIds.Of(stream, "ControlReported", Encoding.UTF8.GetBytes($"{head.Commit}"));
        await log.AppendAsync(stream, ExpectedRevision.Any, [new EventToAppend(id, "ControlReported", Encoding.UTF8.GetBytes(data), "{}"u8.ToArray())], Cancellation);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Ready)> AskAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/health/ready", Cancellation);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, body.RootElement.Clone());
    }
}
