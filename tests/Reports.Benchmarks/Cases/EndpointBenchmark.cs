using System.Globalization;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Hosting;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Access;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// The protocol over a real socket: a client of generated stubs and the server in one process, on the same cores. Every append is
/// checked as a fact, durable, and in the views before it is answered. The targets are what an EventStoreDB 23.10.8 did with as
/// many events of the same size, client and server on two cores of another machine.
/// </summary>
public static class EndpointBenchmark
{
    private const long DefaultEvents = 10_000;
    private const int EventsPerAppend = 500;
    private const int SingleAppends = 500;

    /// <summary>What a server has compiled once it has served for a while.</summary>
    private const int WarmUps = 4;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var events = (int)(options.Facts ?? DefaultEvents);
        using var folder = new TemporaryFolder(options.Folder, "endpoint");
        var keys = folder.File("keys");
        var header = new Metadata { { "authorization", "Bearer " + new KeyFile(keys, TimeProvider.System).Create("writer", Role.Reporter, null).Text } };
        await using var ledger = await Ledger.OpenAsync(folder.File("ledger.db"), LedgerMode.Write, TimeProvider.System, "benchmark");
        await TakeGazetteerAsync(ledger);
        await using var server = await ReportsServer.StartAsync(ledger, new ServerOptions { Port = 0, KeyFile = keys }, TimeProvider.System);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var client = new Streams.StreamsClient(channel);

        var number = 0;
        using var appending = client.BatchAppend(header);
        var figures = new Figures(options.Runs, events);
        await figures.MeasureAsync("append, batches one after the other", 34_000, () => Appends(events), async appends =>
        {
            foreach (var append in appends)
            {
                await appending.RequestStream.WriteAsync(append);
                await AnswerAsync(appending);
            }
        });
        await figures.MeasureAsync("append, pipelined", 90_000, () => Appends(events), async appends =>
        {
            var answers = Task.Run(async () =>
            {
                for (var i = 0; i < appends.Count; i++) await AnswerAsync(appending);
            });
            foreach (var append in appends) await appending.RequestStream.WriteAsync(append);
            await answers;
        });
        await figures.MeasureAsync("append, single events one after the other", 1_800, () => Enumerable.Range(0, SingleAppends).Select(_ => ProposedSources.Append(++number, 1)).ToList(), async appends =>
        {
            foreach (var append in appends)
            {
                await appending.RequestStream.WriteAsync(append);
                await AnswerAsync(appending);
            }
        }, SingleAppends);

        var long1 = ProposedSources.Append(++number, events);
        await appending.RequestStream.WriteAsync(long1);
        await AnswerAsync(appending);
        var from = (ulong)(ledger.Views.Position - events);
        await figures.MeasureAsync("read of a stream", 62_000, () => Request(new Options.Types.StreamOptions { StreamIdentifier = long1.Options.StreamIdentifier, Start = new Empty() }, null, 0, events), ReadAsync);
        await figures.MeasureAsync("read of $all, filtered", 59_000, () => Request(null, Filter(), from + 1, events), ReadAsync);
        await figures.MeasureAsync("catch-up subscription", 70_000, () => Request(null, null, from, 0), ReadAsync);
        return new Result(
            "endpoint",
            string.Create(CultureInfo.InvariantCulture, $"{events:#,0} events of {ProposedSources.DataBytes} bytes, appends of {EventsPerAppend}, client and server in one process, {options.Runs} runs; targets: EventStoreDB 23.10.8, measured elsewhere"),
            figures.All);

        List<BatchAppendReq> Appends(int count) => [.. Enumerable.Range(0, count / EventsPerAppend).Select(_ => ProposedSources.Append(++number, EventsPerAppend))];

        async Task ReadAsync(ReadReq request)
        {
            using var call = client.Read(request);
            for (var read = 0; read < events;)
            {
                if (!await call.ResponseStream.MoveNext()) throw new InvalidOperationException($"the read ended after {read} events");
                if (call.ResponseStream.Current.ContentCase == ReadResp.ContentOneofCase.Event) read++;
            }
        }
    }

    private static async Task AnswerAsync(AsyncDuplexStreamingCall<BatchAppendReq, BatchAppendResp> call)
    {
        if (!await call.ResponseStream.MoveNext()) throw new InvalidOperationException("the server ended the call");
        if (call.ResponseStream.Current.Error is { } error) throw new InvalidOperationException(error.Message);
    }

    private static ReadReq Request(Options.Types.StreamOptions? stream, Options.Types.FilterOptions? filter, ulong from, int count)
    {
        var options = new Options { UuidOption = new Options.Types.UUIDOption { Structured = new Empty() } };
        if (stream is not null) options.Stream = stream;
        else options.All = new Options.Types.AllOptions { Position = new Options.Types.Position { CommitPosition = from, PreparePosition = from } };
        if (filter is not null) options.Filter = filter;
        else options.NoFilter = new Empty();
        if (count > 0) options.Count = (ulong)count;
        else options.Subscription = new Options.Types.SubscriptionOptions();
        return new ReadReq { Options = options };
    }

    private static Options.Types.FilterOptions Filter() => new()
    {
        StreamIdentifier = new Options.Types.FilterOptions.Types.Expression { Prefix = { "source-" } },
        Max = 32,
        CheckpointIntervalMultiplier = 1,
    };

    private static async Task TakeGazetteerAsync(Ledger ledger)
    {
        using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var file = new InputFile("gazetteer.yaml", () => Encoding.UTF8.GetBytes(ProposedSources.Gazetteer));
        await services.GetRequiredService<MediatR.IMediator>().Send(new IngestFiles(ledger, [file], "benchmark", Day.Parse("2018-04-01"), Policy.Reports1));
    }

    /// <summary>Rates and their targets, each the median over the runs after those that warm up.</summary>
    private sealed class Figures(int runs, int events)
    {
        public List<Figure> All { get; } = [];

        public async Task MeasureAsync<T>(string what, double target, Func<T> prepare, Func<T, Task> act, int? count = null)
        {
            var (rates, processor) = (new List<double>(), new List<double>());
            for (var run = 1 - WarmUps; run <= runs; run++)
            {
                var prepared = prepare();
                var before = Clock.ProcessorSeconds();
                var seconds = await Clock.SecondsAsync(() => act(prepared));
                if (run < 1) continue;
                rates.Add((count ?? events) / seconds);
                processor.Add((Clock.ProcessorSeconds() - before) / (count ?? events));
            }

            var rate = Statistics.Median(rates);
            All.Add(Figure.AtLeast(what, rate, "events/s", target));
            All.Add(new Figure("  to the figure of EventStoreDB", rate / target, "x"));
            All.Add(new Figure("  processor time of client and server", Statistics.Median(processor) * 1e6, "us/event"));
        }
    }
}
