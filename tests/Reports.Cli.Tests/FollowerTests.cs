using System.Text.Json;
using System.Text.Json.Nodes;
using Reports.Faults;

namespace Reports.Cli.Tests;

/// <summary>The two sample consumers of the views, and the server that they follow, killed while sources arrive.</summary>
public sealed class FollowerTests
{
    private const int Kills = 6;
    private const int SourcesPerKill = 30;

    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_consumer_in_C_sharp_misses_nothing_and_doubles_nothing_however_often_it_or_the_server_is_killed() =>
        TryAsync((address, file, last) => ChildProcess.Start(Program, ["follow", address, file, .. last]), async file =>
        {
            using var show = ChildProcess.Start(Program, ["show", file]);
            return await show.LineAsync() ?? throw new InvalidOperationException(show.Errors);
        });

    [Fact]
    public async Task A_consumer_in_JavaScript_misses_nothing_and_doubles_nothing_however_often_it_or_the_server_is_killed()
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "node"))), "Node is not installed");
        var script = Path.Combine(Cli.Root(), "tests", "clients", "follower.mjs");
        await TryAsync((address, file, last) => ChildProcess.StartProgram("node", [script, address, file, .. last]), async file => await File.ReadAllTextAsync(file, Cancellation));
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Reports.Follower.dll");

    private static async Task TryAsync(Func<string, string, string[], ChildProcess> start, Func<string, Task<string>> show)
    {
        for (var seed = 1UL; seed <= (ulong)Rounds.Of("REPORTS_FOLLOWER_KILLS", 1); seed++) await RunAsync(seed, start, show);
    }

    private static async Task RunAsync(ulong seed, Func<string, string, string[], ChildProcess> start, Func<string, Task<string>> show)
    {
        var random = new SplitMix(seed);
        using var cli = await Cli.WithArticlesAsync();
        var folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "incoming")).FullName;
        var file = Path.Combine(cli.Folder, "follower-state");
        var server = await Served.StartAsync(cli.Ledger, "0", "0");
        ChildProcess? follower = null;
        Task<string?>? line = null;
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var isNew = follower is null;
                follower ??= start(server.Http, file, []);
                for (var n = 0; n < SourcesPerKill; n++) WatchKillTests.Drop(folder, WatchKillTests.Source((kill * SourcesPerKill) + n, ref random));
                var recording = cli.RunAsync("ingest", folder, "--author", "amira", "--on", "2018-06-01");
                // After so many lines, and then a little later: while it takes a change, or while the server sends or records. A follower
                // that has everything is killed as it waits.
                for (var lines = 1 + random.Below(40); lines > 0; lines--)
                {
                    line ??= follower.LineAsync();
                    // Each that connects is told something: a change, or how far the log is.
                    if (isNew) await line;
                    else if (await Task.WhenAny(line, Task.Delay(Idle, Cancellation)) != line) break;
                    isNew = false;
                    if (await line is null) throw new InvalidOperationException($"seed {seed}: the follower ended: {follower.Errors}");
                    line = null;
                }

                for (var spin = random.Below(300_000); spin > 0; spin--) Thread.SpinWait(1);
                // The first two are one of each.
                var isServer = kill < 2 ? kill == 1 : random.Below(2) == 0;
                if (isServer)
                {
                    // The follower finds it again by itself.
                    server = await server.RestartAsync(cli.Ledger);
                }
                else
                {
                    follower.Kill();
                    await follower.ExitAsync();
                    follower.Dispose();
                    (follower, line) = (null, null);
                }

                var recorded = await recording;
                Assert.True(recorded.Code == 0, recorded.Error);
            }

            follower?.Kill();
            var changes = await ChangesAsync(server.Http);
            using (var last = start(server.Http, file, [changes[^1].GetProperty("id").GetString()!])) Assert.Equal(0, await EndAsync(last));
            var state = JsonNode.Parse(await show(file))!;
            Assert.Equal(Expected(changes).ToJsonString(), Ordered(state).ToJsonString());
            await ViewsAsync(server.Http, state["districts"]!.AsObject());
        }
        finally
        {
            follower?.Dispose();
            server.Dispose();
        }
    }

    private static async Task<int> EndAsync(ChildProcess process)
    {
        await process.LinesAsync();
        return await process.ExitAsync();
    }

    /// <summary>All that the log has, read at once.</summary>
    private static async Task<List<JsonElement>> ChangesAsync(string http)
    {
        using var client = new HttpClient();
        var lines = await client.GetStringAsync(new Uri(http + "/api/v1/changes?after=0"), Cancellation);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static JsonObject Expected(List<JsonElement> changes)
    {
        var (districts, kinds) = (new SortedDictionary<string, JsonNode>(StringComparer.Ordinal), new SortedDictionary<string, JsonNode>(StringComparer.Ordinal));
        var data = changes.Select(c => c.GetProperty("data")).ToList();
        foreach (var kind in data.GroupBy(d => d.GetProperty("kind").GetString()!)) kinds[kind.Key] = kind.Count();
        foreach (var district in data.Where(d => d.GetProperty("kind").GetString() == "status-changed").GroupBy(d => d.GetProperty("subject").GetString()!))
        {
            var (last, after) = (district.Last(), district.Last().GetProperty("after"));
            districts[district.Key] = new JsonObject
            {
                ["status"] = after.GetProperty("status").GetString(),
                ["parties"] = JsonNode.Parse(after.GetProperty("parties").GetRawText()),
                ["on"] = last.GetProperty("on").GetString(),
                ["position"] = last.GetProperty("position").GetInt64(),
                ["changes"] = district.Count(),
            };
        }

        return new JsonObject
        {
            ["last"] = changes[^1].GetProperty("id").GetString(),
            ["districts"] = new JsonObject(districts.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value))),
            ["kinds"] = new JsonObject(kinds.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)k.Value))),
        };
    }

    private static JsonObject Ordered(JsonNode state) => new()
    {
        ["last"] = state["last"]!.DeepClone(),
        ["districts"] = new JsonObject(state["districts"]!.AsObject().OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => KeyValuePair.Create(d.Key, d.Value?.DeepClone()))),
        ["kinds"] = new JsonObject(state["kinds"]!.AsObject().OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => KeyValuePair.Create(k.Key, k.Value?.DeepClone()))),
    };

    /// <summary>What it has of a district is what the view says where the change was told.</summary>
    private static async Task ViewsAsync(string http, JsonObject districts)
    {
        using var client = new HttpClient();
        Assert.NotEmpty(districts);
        foreach (var (id, district) in districts)
        {
            var view = JsonNode.Parse(await client.GetStringAsync(new Uri($"{http}/api/v1/districts/{id}?on={district!["on"]}&at={district["position"]}"), Cancellation))!;
            Assert.Equal((id, (string)view["status"]!, view["parties"]!.ToJsonString()), (id, (string)district["status"]!, district["parties"]!.ToJsonString()));
        }
    }
}
