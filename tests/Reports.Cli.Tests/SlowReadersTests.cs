using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Cli.Tests;

/// <summary>What readers that stop reading, and readers that vanish, cost a server in a process of its own.</summary>
public sealed class SlowReadersTests
{
    private const int Readers = 200;
    private const int Sources = 20;
    private const int Facts = 1000;

    /// <summary>
    /// At the server: 128 KiB that wait to be sent, the page that is read, the call. Without a bound each would hold the whole ledger,
    /// which is more than ten times this. Some 260 KB were counted.
    /// </summary>
    private const long BytesPerReader = 512 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_reader_that_stops_reading_or_vanishes_costs_the_server_a_bounded_number_of_bytes()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("a process's resident memory is compared as Linux counts it");
        using var cli = new Cli();
        await FillAsync(cli);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reports.dll"), "serve", "--port", "0", "--json", "--ledger", cli.Ledger])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var server = Process.Start(start)!;
        try
        {
            var line = JsonDocument.Parse((await server.StandardOutput.ReadLineAsync(Cancellation))!).RootElement;
            var address = new Uri($"http://127.0.0.1:{line.GetProperty("port").GetInt32()}");
            var events = line.GetProperty("position").GetInt64();
            Assert.True(events * 400 > 10 * BytesPerReader, "a ledger that a reader without a bound would not feel");

            // What a server needs for one reader of everything, again and again, it has already.
            for (var i = 0; i < 3; i++) await ReadAllAsync(address, events);
            var before = Resident(server);
            using (var slow = await Slow.StartAsync(address, Readers))
            {
                // Whoever reads is served meanwhile, three times over: the others have long stood still.
                for (var i = 0; i < 3; i++) await ReadAllAsync(address, events);
                Bounded(before, Resident(server), Readers);
            }

            // They are gone without a word. As many again find the room that those left.
            using var again = await Slow.StartAsync(address, Readers);
            for (var i = 0; i < 3; i++) await ReadAllAsync(address, events);
            Bounded(before, Resident(server), Readers);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static void Bounded(long before, long now, int readers) => Assert.True(
        (now - before) / readers < BytesPerReader, $"{(now - before) / readers:N0} bytes for each of {readers} readers; at most {BytesPerReader:N0}");

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private static async Task FillAsync(Cli cli)
    {
        cli.Write("gazetteer.yaml", """
            places: [{ id: qadam, name: Qadam, kind: neighbourhood }]
            actors: [{ id: isil, name: ISIL, kind: armed-group }]
            outlets: [{ id: sana, name: SANA }]
            """);
        for (var s = 0; s < Sources; s++)
        {
            var facts = new StringBuilder();
            for (var f = 0; f < Facts; f++)
                facts.Append($"{(f == 0 ? "" : ",")}{{\"id\":\"f{f}\",\"control\":{{\"place\":\"qadam\",\"actor\":\"isil\",\"relation\":\"took\",\"on\":\"2018-03-13\"}},\"note\":\"{new string('n', 300)}\"}}");
            cli.Write($"s{s}.json", $$"""{"source":{"id":"s{{s}}","outlet":"sana","title":"A title","published":"2018-03-14","language":"en","sha256":"{{new string('0', 64)}}"},"facts":[{{facts}}]}""");
        }

        var ingested = await cli.RunAsync("ingest", cli.Folder, "--author", "amira", "--on", "2018-04-30");
        Assert.Equal(("", 0), (ingested.Error, ingested.Code));
    }

    private static async Task ReadAllAsync(Uri address, long events)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using var call = Follow(channel);
        for (var read = 0L; read < events;)
        {
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            if (call.ResponseStream.Current.Event is not null) read++;
        }
    }

    private static AsyncServerStreamingCall<ReadResp> Follow(GrpcChannel channel) => new Streams.StreamsClient(channel).Read(
        new ReadReq
        {
            Options = new Options
            {
                All = new Options.Types.AllOptions { Start = new Empty() },
                NoFilter = new Empty(),
                Subscription = new Options.Types.SubscriptionOptions(),
                UuidOption = new Options.Types.UUIDOption { Structured = new Empty() },
            },
        },
        cancellationToken: Cancellation);

    /// <summary>Readers that read their confirmation and then nothing.</summary>
    private sealed class Slow : IDisposable
    {
        private const int Connections = 4;

        private readonly List<GrpcChannel> _channels = [];
        private readonly List<AsyncServerStreamingCall<ReadResp>> _calls = [];

        public static async Task<Slow> StartAsync(Uri address, int readers)
        {
            var slow = new Slow();
            for (var i = 0; i < Connections; i++)
                slow._channels.Add(GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }));
            for (var i = 0; i < readers; i++) slow._calls.Add(Follow(slow._channels[i % Connections]));
            foreach (var call in slow._calls) Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            return slow;
        }

        public void Dispose()
        {
            // The connections first: the calls on them are not ended, they vanish.
            foreach (var channel in _channels) channel.Dispose();
            foreach (var call in _calls) call.Dispose();
        }
    }
}
