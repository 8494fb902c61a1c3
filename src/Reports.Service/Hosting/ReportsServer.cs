using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Appending;
using Reports.Service.Coding;
using Reports.Service.Http;
using Reports.Service.Ledgers;
using Reports.Service.Protocol;
using Reports.Service.Telemetry;
using Serilog;

namespace Reports.Service.Hosting;

/// <summary>A ledger that is being served. The ledger belongs to whoever started the server.</summary>
public sealed class ReportsServer : IAsyncDisposable
{
    /// <summary>How long calls that are under way may take to end once the server stops. Who only follows ends at once.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Calls of one client at once: each subscription is one for as long as it lives.</summary>
    private const int CallsPerConnection = 2000;

    /// <summary>Of all clients together; the next ones are closed at once.</summary>
    private const int ConnectionsAtOnce = 10_000;

    /// <summary>What a client may send ahead of being read; a batch of appends fits in.</summary>
    private const int ReceiveWindow = 4 * 1024 * 1024;

    private readonly WebApplication _application;
    private readonly IAsyncDisposable? _appender;

    private ReportsServer(WebApplication application, ServerOptions options, IAsyncDisposable? appender)
    {
        _application = application;
        _appender = appender;
        var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Address = new UriBuilder(options.HasTls ? "https" : "http", options.AdvertisedHost ?? bound.Host, bound.Port).Uri;
        var http = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last());
        HttpAddress = new UriBuilder(Address) { Port = http.Port }.Uri;
        application.Services.GetRequiredService<ServerAddress>().Set(Address);
    }

    /// <summary>Where clients of EventStoreDB reach the server.</summary>
    public Uri Address { get; }

    /// <summary>Where clients of HTTP reach it: the same with TLS, a port of its own without.</summary>
    public Uri HttpAddress { get; }

    /// <summary>Everything that answers.</summary>
    internal IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_application).DataSources.SelectMany(source => source.Endpoints);

    /// <summary>Serves a ledger until it is disposed.</summary>
    /// <param name="ledger">Open for writing where writers are to be accepted.</param>
    /// <param name="options">Where to listen.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="Queries.RefusedException">The options do not fit together, or a file that they name cannot be used.</exception>
    /// <exception cref="LogUnavailableException">The address cannot be listened on.</exception>
    public static async Task<ReportsServer> StartAsync(
        Ledger ledger, ServerOptions options, TimeProvider time, CancellationToken cancellation = default)
    {
        var appender = new LedgerAppender(ledger, time);
        try
        {
            return await StartAsync(ledger.Log, appender, options, time, appender, ledger, cancellation);
        }
        catch
        {
            await appender.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves any log, whoever checks what is appended to it; with a ledger its views too, over HTTP.</summary>
    internal static async Task<ReportsServer> StartAsync(
        IEventLog log, IAppender appends, ServerOptions options, TimeProvider time, IAsyncDisposable? appender = null, Ledger? ledger = null,
        CancellationToken cancellation = default)
    {
        options.Check();
        var certificate = options.CertificateFile is { } file ? ServerCertificate.Load(file, options.CertificateKeyFile) : null;
        // An empty builder: nothing of the environment decides where a ledger is served, and only what OpenTelemetry is to do is read there.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(TelemetryServices.Variables());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        builder.Logging.AddSerilog();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        builder.Services.AddRouting();
        // Made here, so that a bad file of keys refuses the start and not the first call.
        var access = new AccessControl(
            options.KeyFile is { } keys ? new KeyFile(keys, time) : null, options.ReadsNeedCredentials, time, options.Tokens is { } tokens ? new BearerTokens(tokens, time) : null);
        builder.Services.AddSingleton(_ => access);
        builder.Services.AddSingleton<OpenCalls>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OpenCalls>());
        builder.Services.AddProtocol(log, appends, options, time);
        if (ledger is not null) builder.Services.AddApi(ledger, options, time);
        var application = builder.Build();
        application.MapProtocol();
        if (ledger is not null) application.MapApi(options);
        try
        {
            await application.StartAsync(cancellation);
            return new ReportsServer(application, options, appender);
        }
        catch (Exception e)
        {
            await application.DisposeAsync();
            if (e is IOException) throw new LogUnavailableException(
                $"{options.Bind}, port {options.Port}{(options.HasTls ? "" : $" or {options.PlainHttpPort}")} cannot be listened on: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Tells subscribers that the server stops, waits for appends under way, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        if (_appender is not null) await _appender.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ServerCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = CallsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ReceiveWindow;
        kestrel.Limits.Http2.InitialStreamWindowSize = ReceiveWindow;
        // A subscriber may read as slowly as it likes: it holds a bounded buffer. One that vanished is found by a ping.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.RequestHeadersTimeout = options.HeadTime;
        // Calls that stream take none of it: each of their messages has its own bound.
        kestrel.Limits.MaxRequestBodySize = CodingLimits.FileBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsAtOnce;
        kestrel.Listen(new IPEndPoint(options.Bind, options.Port), listen =>
        {
            // Clients of the protocol speak HTTP/2 with prior knowledge; with TLS, ALPN can tell HTTP/1.1 from it.
            listen.Protocols = certificate is null ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate.Certificate;
                    https.ServerCertificateChain = certificate.Chain;
                });
            }
        });
        if (certificate is null) kestrel.Listen(new IPEndPoint(options.Bind, options.PlainHttpPort), listen => listen.Protocols = HttpProtocols.Http1);
    }
}
