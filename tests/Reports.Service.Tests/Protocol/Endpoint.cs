using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Appending;
using Reports.Service.Hosting;
using Reports.Service.Protocol;
using Reports.Service.Tests.Appending;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Service.Tests.Protocol;

/// <summary>A ledger served on a port of its own, and a client of generated stubs that speaks to it over a socket.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    public const string Writer = "amira";

    /// <summary>The tests do not guess keys.</summary>
    private const int FewRounds = 1000;

    private readonly ServerOptions _options;
    private ReportsServer _server;

    private Endpoint(Workspace workspace, ReportsServer server, ServerOptions options)
    {
        Workspace = workspace;
        _server = server;
        _options = options;
        Channel = Connect(server);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Workspace Workspace { get; }

    public GrpcChannel Channel { get; private set; }

    public Uri Address => _server.Address;

    public Uri HttpAddress => _server.HttpAddress;

    /// <summary>The routes that the server has, of both protocols.</summary>
    public IEnumerable<RouteEndpoint> Routes => _server.Endpoints.OfType<RouteEndpoint>();

    public Streams.StreamsClient Streams => new(Channel);

    /// <summary>The key of an admin, <see cref="Writer"/>.</summary>
    public string Key { get; private init; } = "";

    public KeyFile Keys { get; private init; } = null!;

    /// <summary>Credentials as clients send them; without more, those of the admin.</summary>
    public Metadata Credentials(string name = Writer, string? key = null) =>
        new() { { "authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{key ?? Key}")) } };

    /// <summary>The credentials of a new key.</summary>
    public Metadata NewKey(string name, Role role) => Credentials(name, Keys.Create(name, role, null, FewRounds).Text);

    public static async Task<Endpoint> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, bool withGazetteer = true)
    {
        var workspace = await Workspace.CreateAsync(withGazetteer);
        var keys = new KeyFile(Path.Combine(workspace.Folder, "keys"), workspace.Time);
        var (_, key) = keys.Create(Writer, Role.Admin, null, FewRounds);
        var options = new ServerOptions { Port = 0, KeyFile = keys.Path };
        options = configure?.Invoke(options) ?? options;
        return new Endpoint(workspace, await ServeAsync(workspace, options), options) { Key = key, Keys = keys };
    }

    /// <summary>Stops the server, opens the ledger anew and serves it, on another port.</summary>
    public async Task RestartAsync()
    {
        await _server.DisposeAsync();
        Channel.Dispose();
        await Workspace.ReopenAsync();
        _server = await ServeAsync(Workspace, _options);
        Channel = Connect(_server);
    }

    public ValueTask StopServerAsync() => _server.DisposeAsync();

    public static Options All(Action<Options>? configure = null) => With(new Options { All = new Options.Types.AllOptions { Start = new Empty() } }, configure);

    public static Options Stream(string name, Action<Options>? configure = null) => With(
        new Options { Stream = new Options.Types.StreamOptions { StreamIdentifier = Name(name), Start = new Empty() } }, configure);

    public static StreamIdentifier Name(string name) => new() { StreamName = ByteString.CopyFromUtf8(name) };

    public AsyncServerStreamingCall<ReadResp> Read(Options options, CancellationToken cancellation = default) =>
        Streams.Read(new ReadReq { Options = options }, cancellationToken: cancellation);

    public async Task<List<ReadResp>> ReadAsync(Options options)
    {
        using var call = Read(options, Cancellation);
        return await call.ResponseStream.ReadAllAsync(Cancellation).Select(r => r.Clone()).ToListAsync(Cancellation);
    }

    /// <summary>The positions of the events that a read yields.</summary>
    public async Task<List<long>> PositionsAsync(Options options) =>
        [.. (await ReadAsync(options)).Where(r => r.Event is not null).Select(r => (long)r.Event.CommitPosition)];

    /// <summary>Appends events as a writer does, one call for one append.</summary>
    public async Task<AppendResp> AppendAsync(string stream, Action<AppendReq.Types.Options> expect, params ProposedEvent[] events)
    {
        using var call = Streams.Append(Credentials(), cancellationToken: Cancellation);
        var options = new AppendReq.Types.Options { StreamIdentifier = Name(stream) };
        expect(options);
        await call.RequestStream.WriteAsync(new AppendReq { Options = options }, Cancellation);
        foreach (var e in events) await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = Message(e) }, Cancellation);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    /// <summary>Appends a source with so many facts, which the views take.</summary>
    public Task<AppendResp> AppendSourceAsync(string id, int facts = 1) => AppendAsync(
        "source-" + id, o => o.NoStream = new Empty(),
        [
            Proposals.Event(-1, "SourceReported", Proposals.Header.Replace("\"s1\"", $"\"{id}\"", StringComparison.Ordinal)),
            .. Enumerable.Range(1, facts).Select(i => Proposals.Event(
                i, "ControlReported", Proposals.Took.Replace("\"took\",\"place\"", $"\"took-{i}\",\"place\"", StringComparison.Ordinal))),
        ]);

    public static AppendReq.Types.ProposedMessage Message(ProposedEvent e) => new()
    {
        Id = ProtocolIds.Of(e.Id, isStructured: true),
        Metadata = { ["type"] = e.Type, ["content-type"] = "application/json" },
        Data = ByteString.CopyFrom(e.Data.Span),
        CustomMetadata = ByteString.CopyFrom(e.Metadata.Span),
    };

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _server.DisposeAsync();
        await Workspace.DisposeAsync();
    }

    private static Options With(Options options, Action<Options>? configure)
    {
        options.Count = long.MaxValue;
        options.NoFilter = new Empty();
        options.UuidOption = new Options.Types.UUIDOption { Structured = new Empty() };
        configure?.Invoke(options);
        return options;
    }

    private static GrpcChannel Connect(ReportsServer server) => GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = 17 * 1024 * 1024,
        HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
        DisposeHttpClient = true,
    });

    private static Task<ReportsServer> ServeAsync(Workspace workspace, ServerOptions options) =>
        ReportsServer.StartAsync(workspace.Ledger, options, workspace.Time, Cancellation);
}
