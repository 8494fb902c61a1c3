using System.Net;
using System.Text.Json;
using Reports.Service.Tests.Ledgers;
using Reports.Service.Tests.Protocol;
using Serilog.Events;

namespace Reports.Service.Tests.Http;

/// <summary>What the log says of an answer that failed.</summary>
[Collection(OneLogger.Name)]
public sealed class FailureLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_foresaw_is_in_the_log_with_its_cause_under_the_trace_that_the_caller_has()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        // A ledger that is closed under a server is nothing that a server expects.
        await endpoint.Workspace.Ledger.DisposeAsync();
        using var notices = new Notices(LogEventLevel.Error);
        using var answer = await http.GetAsync("/api/v1/policies", Cancellation);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.InternalServerError, "/problems/internal"), (answer.StatusCode, problem.RootElement.GetProperty("type").GetString()));
        Assert.Contains(notices.Texts, t => t.Contains(problem.RootElement.GetProperty("trace").GetString()!, StringComparison.Ordinal));
        Assert.Contains(notices.Failures, f => f is ObjectDisposedException);
        Assert.DoesNotContain("disposed", problem.RootElement.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_asks_for_too_much_or_too_early_leaves_no_error_in_the_log()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        using var notices = new Notices(LogEventLevel.Warning);
        using var answer = await http.GetAsync("/api/v1/policies?minPosition=1000000&wait=1", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(notices.Texts);
    }
}
