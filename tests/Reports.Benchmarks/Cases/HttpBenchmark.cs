using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Load;
using Reports.Benchmarks.Measuring;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// The HTTP interface of a server in a process of its own, which the requests and followers of this one share the cores with: status requests at a
/// fixed rate while facts are appended, how soon followers are told of an append, and what followers take that are told nothing.
/// </summary>
public static class HttpBenchmark
{
    private const long DefaultFacts = 100_000;
    private const int Connections = 32;
    private const double Rate = 5_000;
    private const double Seconds = 6;
    private const double WarmUpSeconds = 4;
    private const double SourcesPerSecond = 20;
    private const int Followers = 200;
    private const int Appends = 100;
    private const int IdleFollowers = 1_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var made = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        using var folder = new TemporaryFolder(options.Folder, "http");
        var ledger = folder.File("ledger.db");
        File.Copy(made, ledger);
        using var server = await LoadServer.StartAsync(ledger);
        using var recording = await Recording.OpenAsync(server);
        var runs = Math.Min(options.Runs, 3);
        List<Figure> figures = [.. await IdleAsync(server), .. await StatusAsync(server, recording, runs, options.Seed), .. await FeedAsync(server, recording, runs)];
        return new Result(
            "http", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, client and server in a process each on the same cores, medians of {runs} runs; bare: Kestrel that sends the same bytes"),
            figures);
    }

    /// <summary>Status of places by chance, at the rate of the target and at any, while sources are recorded.</summary>
    private static async Task<IEnumerable<Figure>> StatusAsync(LoadServer server, Recording recording, int runs, int seed)
    {
        using var asking = await HttpConnection.OpenAsync(server.Port);
        var places = JsonDocument.Parse(await asking.AskAsync(HttpConnection.Get("/api/v1/districts?limit=10000&on=2018-04-21"))).RootElement.GetProperty("items");
        var random = new Random(seed);
        ReadOnlyMemory<byte>[] paths = [.. places.EnumerateArray().Select(p => (ReadOnlyMemory<byte>)HttpConnection.Get($"/api/v1/districts/{p.GetProperty("place").GetString()}?on=2018-04-21"))];
        random.Shuffle(paths);
        var body = (await asking.AskAsync(paths[0])).ToArray();
        var bareRequest = (ReadOnlyMemory<byte>)HttpConnection.Get("/fixed");
        using var toBare = await HttpConnection.OpenAsync(server.BarePort);
        await toBare.AskAsync(HttpConnection.Post("/fixed", "", "application/json", body));
        var (ours, bare) = (await OpenAsync(server.Port), await OpenAsync(server.BarePort));
        var (measured, limits, most, mostBare, processor, recorded) = (new List<Latencies>(), new List<Latencies>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        ReadOnlyMemory<byte> Ours(int n) => paths[n % paths.Length];
        ReadOnlyMemory<byte> Bare(int n) => bareRequest;
        await FixedRate.RunAsync(ours, Ours, Rate, WarmUpSeconds);
        await FixedRate.RunAsync(bare, Bare, Rate, WarmUpSeconds / 2);
        for (var run = 0; run < runs; run++)
        {
            limits.Add(await FixedRate.RunAsync(bare, Bare, Rate, Seconds));
            using (var end = new CancellationTokenSource())
            {
                var appending = Task.Run(() => recording.GoOnAsync(SourcesPerSecond, end.Token));
                var before = server.ProcessorSeconds();
                measured.Add(await FixedRate.RunAsync(ours, Ours, Rate, Seconds));
                processor.Add((server.ProcessorSeconds() - before) / measured[^1].Count * 1e6);
                await end.CancelAsync();
                recorded.Add(await appending / Seconds);
            }

            mostBare.Add((await FixedRate.RunAsync(bare, Bare, null, Seconds / 2)).Count / (Seconds / 2));
            most.Add((await FixedRate.RunAsync(ours, Ours, null, Seconds / 2)).Count / (Seconds / 2));
        }

        foreach (var connection in ours.Concat(bare)) connection.Dispose();
        var (p99, bare99) = (Statistics.Median(measured.Select(m => m.At(0.99))), Statistics.Median(limits.Select(m => m.At(0.99))));
        return
        [
            Figure.AtMost(string.Create(CultureInfo.InvariantCulture, $"status at {Rate:#,0} requests/s over {Connections} connections while facts are appended, p99"), p99, "ms", 20),
            new Figure("  p50", Statistics.Median(measured.Select(m => m.At(0.5))), "ms"),
            new Figure("  p99.9", Statistics.Median(measured.Select(m => m.At(0.999))), "ms"),
            new Figure("  requests that were answered", Statistics.Median(measured.Select(m => m.Count / Seconds)), "/s"),
            new Figure("  sources of 5 facts that were appended meanwhile", Statistics.Median(recorded), "/s"),
            new Figure("  processor time of the server, appends included", Statistics.Median(processor), "us/request"),
            new Figure("  bare, p99", bare99, "ms"),
            new Figure("  p99 to bare", p99 / bare99, "x"),
            Figure.AtLeast("status, as many as are answered, nobody appends", Statistics.Median(most), "requests/s", Rate),
            new Figure("  bare", Statistics.Median(mostBare), "requests/s"),
            new Figure("  bare to status", Statistics.Median(mostBare) / Statistics.Median(most), "x"),
        ];
    }

    /// <summary>From the first byte of a post to the change at each follower.</summary>
    private static async Task<IEnumerable<Figure>> FeedAsync(LoadServer server, Recording recording, int runs)
    {
        var head = await HeadAsync(server);
        using var followers = await Subscribers.OpenAsync(server.Port, $"/api/v1/changes?after={head}", Followers);
        using var bareFollowers = await Subscribers.OpenAsync(server.BarePort, "/feed", Followers);
        using var toBare = await HttpConnection.OpenAsync(server.BarePort);
        var (measured, limits, first) = (new List<Latencies>(), new List<Latencies>(), new List<double>());
        for (var run = -1; run < runs; run++)
        {
            var (seen, seenBare, acknowledged) = (new List<double>(), new List<double>(), new List<double>());
            for (var append = 0; append < Appends; append++)
            {
                var (request, mark) = recording.Next(1);
                seen.AddRange(await followers.MeasureAsync(mark, () => recording.RecordAsync(request)));
                acknowledged.Add(await Clock.SecondsAsync(() => recording.RecordAsync(recording.Next(1).Request)) * 1000);
                var bytes = Encoding.UTF8.GetBytes($"id: 1\nevent: status-changed\ndata: {{{mark},\"rest\":\"{new string('x', 1500)}\"}}\n\n");
                seenBare.AddRange(await bareFollowers.MeasureAsync(mark, async () => await toBare.AskAsync(HttpConnection.Post("/feed", "", "text/plain", bytes))));
            }

            // The first run is for the compiler.
            if (run < 0) continue;
            measured.Add(new Latencies(seen));
            limits.Add(new Latencies(seenBare));
            first.Add(new Latencies(acknowledged).At(0.5));
        }

        var (p99, bare99) = (Statistics.Median(measured.Select(m => m.At(0.99))), Statistics.Median(limits.Select(m => m.At(0.99))));
        return
        [
            Figure.AtMost(string.Create(CultureInfo.InvariantCulture, $"post of a source to its change at each of {Followers} followers, p99"), p99, "ms", 20),
            new Figure("  p50", Statistics.Median(measured.Select(m => m.At(0.5))), "ms"),
            new Figure("  of which a post takes until it is acknowledged, p50", Statistics.Median(first), "ms"),
            new Figure("  bare, p99", bare99, "ms"),
            new Figure("  p99 to bare", p99 / bare99, "x"),
        ];
    }

    /// <summary>What the server takes more for followers who are told nothing.</summary>
    private static async Task<IEnumerable<Figure>> IdleAsync(LoadServer server)
    {
        var head = await HeadAsync(server);
        var bare = await TakenAsync(server, server.BarePort, "/feed");
        var ours = await TakenAsync(server, server.Port, $"/api/v1/changes?after={head}");
        return
        [
            Figure.AtMost(string.Create(CultureInfo.InvariantCulture, $"resident memory more for {IdleFollowers:#,0} followers who are told nothing"), ours.Resident, "MB", 100),
            new Figure("  live heap of it", ours.Live, "MB"),
            new Figure("  bare", bare.Resident, "MB"),
            new Figure("  bare, live heap", bare.Live, "MB"),
        ];
    }

    private static async Task<(double Resident, double Live)> TakenAsync(LoadServer server, int port, string path)
    {
        var before = await server.MemoryAsync();
        using var followers = await Subscribers.OpenAsync(port, path, IdleFollowers);
        var after = await server.MemoryAsync();
        return (after.Resident - before.Resident, after.Live - before.Live);
    }

    private static async Task<List<HttpConnection>> OpenAsync(int port)
    {
        var connections = new List<HttpConnection>();
        for (var i = 0; i < Connections; i++) connections.Add(await HttpConnection.OpenAsync(port));
        return connections;
    }

    private static async Task<long> HeadAsync(LoadServer server)
    {
        using var connection = await HttpConnection.OpenAsync(server.Port);
        return JsonDocument.Parse(await connection.AskAsync(HttpConnection.Get("/api/v1/places?limit=1"))).RootElement.GetProperty("position").GetInt64();
    }
}
