using System.Text.Json;
using System.Text.RegularExpressions;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.Cli.Tests;

/// <summary>The commands over a ledger on EventStoreDB, and copies to and from one.</summary>
public sealed partial class EventStoreDbCommandsTests : IAsyncLifetime
{
    private readonly Cli _cli = new();
    private ServerDouble _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerDouble.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Every_command_answers_as_over_a_file()
    {
        using var file = await Cli.WithArticlesAsync();
        Assert.Equal((0, ""), await OutcomeAsync("ingest", Cli.Articles, "--author", "amira", "--on", "2018-04-30"));
        var events = _server.Store.Log.Count;
        Assert.Equal((0, ""), await OutcomeAsync("ingest", Cli.Articles, "--author", "amira", "--on", "2018-04-30"));
        Assert.Equal(events, _server.Store.Log.Count);
        foreach (var command in new[] { "status", "figures", "incidents", "facts", "sources", "gazetteer" })
        {
            string[] asked = command is "status" or "figures" or "incidents" ? [command, "--on", "2018-04-30", "--json"] : [command, "--json"];
            var expected = await file.RunAsync(asked);
            var actual = await OverAsync(asked);
            Assert.Equal((0, ""), (actual.Code, actual.Error));
            Assert.Equal(WithoutPositions(expected.Out), WithoutPositions(actual.Out));
        }
    }

    [Fact]
    public async Task What_was_taken_back_stays_readable_at_the_position_and_the_time_before()
    {
        Assert.Equal(0, (await OverAsync("ingest", Cli.Articles, "--author", "amira", "--on", "2018-04-30")).Code);
        var facts = JsonDocument.Parse((await OverAsync("facts", "--json")).Out).RootElement.ToString();
        var fact = FactIds().Match(facts).Groups["id"].Value;
        var before = _server.Store.Log.Last(e => !e.IsSystem).Position;
        var time = _cli.Time.GetUtcNow();
        _cli.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, ""), await OutcomeAsync("retract", fact, "--reason", "a test", "--author", "amira"));
        var now = (await OverAsync("facts", "--json")).Out;
        var byPosition = (await OverAsync("facts", "--json", "--at", before.ToString(System.Globalization.CultureInfo.InvariantCulture))).Out;
        var byTime = (await OverAsync("facts", "--json", "--recorded-by", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture))).Out;
        Assert.NotEqual(WithoutPositions(now), WithoutPositions(byPosition));
        Assert.Equal(WithoutPositions(byPosition), WithoutPositions(byTime));
    }

    [Fact]
    public async Task A_ledger_is_copied_there_and_back_and_is_the_same()
    {
        using var file = await Cli.WithArticlesAsync();
        var there = await file.RunRawAsync("copy", "--from", file.Ledger, "--to", _server.ConnectionString, "--json");
        Assert.Equal((0, ""), (there.Code, there.Error));
        var report = JsonDocument.Parse(there.Out).RootElement;
        Assert.True(report.GetProperty("equal").GetBoolean());
        Assert.Equal(0, report.GetProperty("found").GetInt32());
        var events = report.GetProperty("copied").GetInt32();
        Assert.Equal(_server.Store.Log.Count(e => !e.IsSystem), events);

        var back = await file.RunRawAsync("copy", "--from", _server.ConnectionString, "--to", _cli.Ledger, "--json");
        Assert.Equal((0, ""), (back.Code, back.Error));
        Assert.Equal(
            report.GetProperty("from").GetProperty("perStream").GetString(),
            JsonDocument.Parse(back.Out).RootElement.GetProperty("to").GetProperty("perStream").GetString());
        Assert.Equal((await file.RunAsync("status", "--on", "2018-04-30")).Out, (await _cli.RunAsync("status", "--on", "2018-04-30")).Out);

        var again = await file.RunRawAsync("copy", "--from", file.Ledger, "--to", _cli.Ledger);
        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.StartsWith($"0 events copied, {events} were there", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_was_stopped_goes_on()
    {
        using var file = await Cli.WithArticlesAsync();
        var writes = 0;
        _server.Behaviour.BeforeAppend = _ =>
        {
            if (++writes > 30) throw new InvalidOperationException("no more");
        };
        Assert.Equal(4, (await file.RunRawAsync("copy", "--from", file.Ledger, "--to", _server.ConnectionString + "&maxDiscoverAttempts=1&defaultDeadline=1000")).Code);
        _server.Behaviour.BeforeAppend = null;
        var found = _server.Store.Log.Count(e => !e.IsSystem);
        Assert.True(found >= 30);
        var rest = await file.RunRawAsync("copy", "--from", file.Ledger, "--to", _server.ConnectionString, "--json");
        Assert.Equal((0, ""), (rest.Code, rest.Error));
        var report = JsonDocument.Parse(rest.Out).RootElement;
        Assert.Equal(found, report.GetProperty("found").GetInt32());
        Assert.True(report.GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task Several_processes_write_one_ledger_at_once()
    {
        var sources = Directory.GetFiles(Cli.Articles).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(0, (await OverAsync("ingest", Path.Combine(Cli.Root(), "eventstore", "gazetteer"), "--author", "amira")).Code);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => ProcessTests.RunAsync(
            ["ingest", .. sources.Skip(i), .. sources.Take(i), "--author", $"writer-{i}", "--ledger", _server.ConnectionString])));
        // Whoever was slower at a source is told, and none of it is there twice.
        Assert.All(outcomes, o => Assert.True(o.Code == 0 || (o.Code == 1 && o.Error.Contains("it changed since it was read", StringComparison.Ordinal)), o.Error));
        Assert.Contains(outcomes, o => o.Code == 0);
        foreach (var stream in _server.Store.Log.Where(e => !e.IsSystem).GroupBy(e => e.Stream)) Assert.Equal(stream.Count(), stream.DistinctBy(e => e.Id).Count());
        using var file = await Cli.WithArticlesAsync();
        Assert.Equal(
            WithoutPositions((await file.RunAsync("status", "--on", "2018-04-30", "--json")).Out), WithoutPositions((await OverAsync("status", "--on", "2018-04-30", "--json")).Out));
    }

    [Fact]
    public async Task A_target_that_holds_something_else_is_refused()
    {
        using var file = await Cli.WithArticlesAsync();
        _server.Store.Append("source-other", Reports.EventStore.Log.ExpectedRevision.Any, [new Proposed(Guid.AllBitsSet, "Tested", Google.Protobuf.ByteString.CopyFromUtf8("{}"), Google.Protobuf.ByteString.Empty)]);
        var refused = await file.RunRawAsync("copy", "--from", file.Ledger, "--to", _server.ConnectionString);
        Assert.Equal((1, ""), (refused.Code, refused.Out));
        Assert.Contains("holds something else: its event at position 256 (source-other)", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await file.RunRawAsync("copy", "--from", file.Ledger, "--to", file.Ledger)).Code);
    }

    [Theory]
    [InlineData("esdb://amira:s3cret@127.0.0.1:2113?tsl=false", 2, "the connection string has the option 'tsl'")]
    [InlineData("esdb://amira:s3cret@127.0.0.1:1?tls=false&maxDiscoverAttempts=1", 4, "esdb://amira@127.0.0.1:1?tls=false cannot be reached")]
    public async Task What_is_wrong_with_the_place_is_said_without_the_password(string place, int code, string message)
    {
        foreach (var command in new[] { "status", "sources" })
        {
            var outcome = await _cli.RunRawAsync(command, "--ledger", place);
            Assert.Equal(code, outcome.Code);
            Assert.StartsWith("reports: " + message, outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", outcome.Error, StringComparison.Ordinal);
        }
    }

    private Task<Outcome> OverAsync(params string[] args) => _cli.RunRawAsync([.. args, "--ledger", _server.ConnectionString]);

    private async Task<(int Code, string Error)> OutcomeAsync(params string[] args)
    {
        var outcome = await OverAsync(args);
        return (outcome.Code, outcome.Error);
    }

    private static string WithoutPositions(string json) => Positions().Replace(json, "${name}");

    [GeneratedRegex(@"(?<name>""(at|[a-z]*[pP]osition|endedAt|from|to)"": )\d+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Positions();

    [GeneratedRegex(@"""id"": ?""(?<id>[a-z0-9-]+/[a-z0-9-]+)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex FactIds();
}
