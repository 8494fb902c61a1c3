using System.Text.Json;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.Cli.Tests;

/// <summary><c>reports eventstore init</c></summary>
public sealed class EventStoreCommandTests : IAsyncLifetime
{
    private readonly Cli _cli = new();
    private ServerDouble _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerDouble.StartAsync(behaviour: new Behaviour { Projections = new ProjectionBehaviour() });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task It_says_what_it_would_do_and_what_it_did_and_that_nothing_is_left_to_do()
    {
        Assert.Equal((0, Lines("$by_category: would be started (Stopped)", "$by_event_type: would be started (Stopped)", "district-links: would be made"), ""), await RunAsync("--dry-run"));
        Assert.Equal((0, Lines("$by_category: started (Running)", "$by_event_type: started (Running)", "district-links: made (Running)"), ""), await RunAsync());
        Assert.Equal(
            (0, Lines("$by_category: is there (Running)", "$by_event_type: is there (Running)", "district-links: is there (Running)", $"{_server.ConnectionString} has all of it: nothing to do"), ""),
            await RunAsync());
    }

    [Fact]
    public async Task As_JSON_too()
    {
        var would = JsonDocument.Parse((await RunAsync("--dry-run", "--json")).Out).RootElement;
        Assert.Equal((true, false), (would.GetProperty("dryRun").GetBoolean(), would.GetProperty("changed").GetBoolean()));
        Assert.False(would.GetProperty("projections")[2].TryGetProperty("status", out _));
        var did = JsonDocument.Parse((await RunAsync("--json")).Out).RootElement;
        Assert.True(did.GetProperty("changed").GetBoolean());
        Assert.Equal(["enabled", "enabled", "created"], did.GetProperty("projections").EnumerateArray().Select(p => p.GetProperty("change").GetString()));
        Assert.False(JsonDocument.Parse((await RunAsync("--json")).Out).RootElement.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_projection_that_does_not_run_is_told_with_its_reason_and_exit_code_1()
    {
        _server.Behaviour.Projections!.Faults["district-links"] = "no such function";
        var (code, @out, error) = await RunAsync();
        Assert.Equal((1, ""), (code, error));
        Assert.EndsWith(Lines("district-links: made (Faulted (Enabled))", "  it faulted: no such function"), @out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_cluster_is_refused()
    {
        Assert.Equal(1, (await _cli.RunAsync("eventstore", "init")).Code);
        Assert.Contains("is a file: projections run on a cluster", (await _cli.RunAsync("eventstore", "init")).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.Ledger));
        await using var without = await ServerDouble.StartAsync();
        Assert.Equal(4, (await _cli.RunRawAsync("eventstore", "init", "--ledger", without.ConnectionString)).Code);
        Assert.Equal(2, (await _cli.RunRawAsync("eventstore", "init", "--ledger", "esdb://")).Code);
        Assert.Equal(2, (await _cli.RunRawAsync("eventstore")).Code);
    }

    private static string Lines(params string[] lines) => string.Concat(lines.Select(l => l + Environment.NewLine));

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        var outcome = await _cli.RunRawAsync(["eventstore", "init", .. args, "--ledger", _server.ConnectionString]);
        return (outcome.Code, outcome.Out, outcome.Error);
    }
}
