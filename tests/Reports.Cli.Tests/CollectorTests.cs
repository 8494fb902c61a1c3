using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Reports.Cli.Tests;

/// <summary>Traces and metrics of a server arrive at a collector of OpenTelemetry over OTLP.</summary>
public sealed class CollectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_and_metrics_of_what_the_server_did_arrive()
    {
        using var cli = await Cli.WithArticlesAsync();
        var key = (await cli.RunAsync("keys", "create", "amira", "--role", "reporter")).Out.Trim();
        await using var collector = await Collector.StartAsync();
        using var server = await Served.StartAsync(
            cli.Ledger, "0", "0", $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=200", "OTEL_SERVICE_NAME=ledger-of-the-test");
        using (var http = server.Client(key))
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/districts/qadam", Cancellation)).StatusCode);
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes") { Headers = { Accept = { new("text/event-stream") } } };
            using var follower = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            using var retracted = await http.PostAsync("/api/v1/facts/new-arab-2018-03-14/government-took-qadam/retraction?reason=coded+twice", null, Cancellation);
            Assert.Equal(HttpStatusCode.Created, retracted.StatusCode);
            await collector.UntilAsync(() => collector.Has("reports.append.events") && collector.Has("http.server.request.duration"));
        }

        // What waits to be sent is sent when the server ends.
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitAsync());
        string[] metrics = ["reports.append.duration", "reports.append.batches", "reports.projection.lag", "reports.projection.lag.duration", "reports.feed.subscribers", "reports.rebuild.duration", "reports.use_case.duration"];
        string[] spans = ["append", "GetStatus", "RetractFact", "GET /api/v1/districts/{place}"];
        Assert.All(metrics.Concat(spans), name => Assert.True(collector.Has(name), $"{name} is not among {string.Join(", ", collector.Names)}"));
        Assert.Contains("ledger-of-the-test", collector.Services);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_stops_nothing()
    {
        using var cli = await Cli.WithArticlesAsync();
        // Port 9 is nobody's.
        using var server = await Served.StartAsync(cli.Ledger, "0", "0", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_METRIC_EXPORT_INTERVAL=100");
        using (var http = server.Client()) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/districts/qadam", Cancellation)).StatusCode);
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitAsync());
    }

    /// <summary>Takes OTLP over HTTP in protobuf, and keeps the names of what came.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private readonly ConcurrentDictionary<string, int> _names = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, int> _services = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _came = new(0);

        private Collector(WebApplication application) => _application = application;

        public Uri Address { get; private set; } = null!;

        public IEnumerable<string> Names => _names.Keys.Order(StringComparer.Ordinal);

        public IEnumerable<string> Services => _services.Keys;

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var collector = new Collector(builder.Build());
            collector._application.Run(collector.TakeAsync);
            await collector._application.StartAsync(Cancellation);
            collector.Address = new Uri(collector._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return collector;
        }

        public bool Has(string name) => _names.ContainsKey(name);

        /// <summary>Waits for what comes until it is enough.</summary>
        public async Task UntilAsync(Func<bool> isEnough)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            while (!isEnough()) await _came.WaitAsync(patience.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _application.DisposeAsync();
            _came.Dispose();
        }

        /// <summary>
        /// The requests of the two services are of one shape: of each resource (1) the scopes (2) with their spans or metrics (2). A metric's name is field 1, a
        /// span's field 5 (opentelemetry/proto/collector).
        /// </summary>
        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var name = context.Request.Path == "/v1/traces" ? 5 : 1;
            foreach (var resource in Fields(body.ToArray(), 1))
            {
                foreach (var attribute in Fields(resource, 1).SelectMany(r => Fields(r, 1)))
                    if (Text(attribute, 1) == "service.name")
                        foreach (var value in Fields(attribute, 2))
                            _services.TryAdd(Text(value, 1), 0);
                foreach (var item in Fields(resource, 2).SelectMany(scope => Fields(scope, 2))) _names.TryAdd(Text(item, name), 0);
            }

            _came.Release();
            context.Response.ContentType = "application/x-protobuf";
        }

        private static string Text(byte[] message, int field) => System.Text.Encoding.UTF8.GetString(Fields(message, field).First());

        /// <summary>The fields of a message with a number, whose values have a length.</summary>
        private static IEnumerable<byte[]> Fields(byte[] message, int number)
        {
            var input = new CodedInputStream(message);
            while (input.ReadTag() is > 0 and var tag)
                if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                    yield return input.ReadBytes().ToByteArray();
                else
                    input.SkipLastField();
        }
    }
}
