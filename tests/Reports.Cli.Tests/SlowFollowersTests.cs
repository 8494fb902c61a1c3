using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Reports.Cli.Tests;

/// <summary>What followers of the views cost a server in a process of its own when they do not read.</summary>
public sealed class SlowFollowersTests
{
    private const int Followers = 200;

    /// <summary>By whom the server gets used to such followers before its memory is looked at.</summary>
    private const int EarlierFollowers = 50;

    private const int Places = 40;
    private const int Sources = 80;

    /// <summary>
    /// At the server: one batch of changes, which those at the same place share, and what waits to be sent. Without a bound each would hold
    /// what the feed has, which is more than ten times this. From none to some 380 KB were counted, as the collector had it.
    /// </summary>
    private const long BytesPerFollower = 512 * 1024;

    /// <summary>By a version without chunks, whose bytes are those of the feed.</summary>
    private static readonly string[] Follow = ["GET /api/v1/changes HTTP/1.0", "Accept: text/event-stream"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_follower_that_stops_reading_costs_a_bounded_number_of_bytes_and_nobody_s_time_and_is_waited_for()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("a process's resident memory is compared as Linux counts it");
        using var cli = new Cli();
        var places = Enumerable.Range(0, Places).Select(p => $"place-{p}").ToArray();
        Assert.Equal(0, (await cli.RunAsync("ingest", cli.Write("gazetteer.yaml", $$"""
            places: [{{string.Join(", ", places.Select(p => $"{{ id: {p}, name: {p}, kind: neighbourhood }}"))}}]
            actors: [{ id: isil, name: ISIL, kind: armed-group }, { id: hts, name: HTS, kind: armed-group }, { id: sana, name: SANA, kind: agency }]
            outlets: [{ id: sana, name: SANA }]
            """), "--author", "amira")).Code);
        for (var s = 0; s < Sources; s++) await File.WriteAllBytesAsync(Path.Combine(cli.Folder, $"s{s}.json"), Served.Source($"s{s}", s % 2 == 0 ? "isil" : "hts", places), Cancellation);
        Assert.Equal(0, (await cli.RunAsync("ingest", cli.Folder, "--author", "amira", "--on", "2018-06-01")).Code);
        var key = (await cli.RunAsync("keys", "create", "amira", "--role", "reporter")).Out.Trim();
        using var server = await Served.StartAsync(cli.Ledger);
        using var http = server.Client(key);
        http.Timeout = TimeSpan.FromMinutes(1);
        var feed = await http.GetStringAsync("/api/v1/changes", Cancellation);
        Assert.True(feed.Length > 10 * BytesPerFollower, $"a feed of {feed.Length:N0} bytes, which a follower without a bound would not feel");
        var slow = new List<RawRequest>();
        try
        {
            await AddAsync(slow, server, EarlierFollowers);
            for (var i = 0; i < 3; i++) await http.GetStringAsync("/api/v1/changes", Cancellation);
            var before = Resident(server);
            await AddAsync(slow, server, Followers);
            // Whoever reads is served meanwhile: all that there is, and what comes.
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
            var last = LastId(feed);
            await UntilAsync(reader, $"id: {last}");
            using var body = new ByteArrayContent(Served.Source("now", "hts", places[..1])) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var posted = await http.PostAsync("/api/v1/sources", body, Cancellation);
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
            await UntilAsync(reader, "\"now/f0\"");
            Assert.Equal(feed.Length, (await http.GetStringAsync($"/api/v1/changes?limit={feed.AsSpan().Count('\n')}", Cancellation)).Length);
            var each = (Resident(server) - before) / Followers;
            Assert.True(each < BytesPerFollower, $"{each:N0} bytes for each of {Followers} followers; at most {BytesPerFollower:N0}");

            // None was sent away: who reads on has everything, in its order.
            var all = await slow[0].UntilAsync("\"now/f0\"");
            var ids = all.Split('\n').Where(l => l.StartsWith("id: ", StringComparison.Ordinal)).Select(l => l.TrimEnd('\r')["id: ".Length..]).ToList();
            Assert.Equal(feed.AsSpan().Count('\n') + 1, ids.Count);
            Assert.Equal(ids, ids.Distinct(StringComparer.Ordinal));
        }
        finally
        {
            foreach (var one in slow) one.Dispose();
        }
    }

    private static async Task AddAsync(List<RawRequest> slow, Served server, int count)
    {
        for (var i = 0; i < count; i++) slow.Add(await RawRequest.SendAsync(server.Http, Follow, receiveBytes: 4096));
        foreach (var one in slow[^count..]) await one.UntilAsync("text/event-stream");
    }

    private static string LastId(string feed)
    {
        var line = feed[(feed.TrimEnd('\n').LastIndexOf('\n') + 1)..];
        return System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task UntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(Cancellation) is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return;
        Assert.Fail($"the feed ended before '{text}'");
    }

    private static long Resident(Served server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.WorkingSet64;
    }
}
