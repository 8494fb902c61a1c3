using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>
/// A server that speaks the client protocol of EventStoreDB over a real socket, on a port of its own. Several may share
/// a store, as the nodes of a cluster do.
/// </summary>
public sealed class ServerDouble : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ServerDouble(WebApplication application, StoreDouble store, Behaviour behaviour, List<Protocol.Gossip.MemberInfo> members)
    {
        _application = application;
        (Store, Behaviour, Members) = (store, behaviour, members);
        Port = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public StoreDouble Store { get; }

    public Behaviour Behaviour { get; }

    /// <summary>What the node says of the cluster.</summary>
    public List<Protocol.Gossip.MemberInfo> Members { get; }

    public int Port { get; }

    /// <summary>Without TLS.</summary>
    public string ConnectionString => $"esdb://127.0.0.1:{Port}?tls=false";

    /// <param name="store">Null for one of its own.</param>
    /// <param name="behaviour">Null for a server at its best.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="certificate">For TLS; null for none.</param>
    public static async Task<ServerDouble> StartAsync(
        StoreDouble? store = null, Behaviour? behaviour = null, int port = 0, X509Certificate2? certificate = null)
    {
        store ??= new StoreDouble();
        behaviour ??= new Behaviour();
        var members = new List<Protocol.Gossip.MemberInfo>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(store).AddSingleton(behaviour).AddSingleton(members);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = 17 * 1024 * 1024;
            options.MaxSendMessageSize = 17 * 1024 * 1024;
            options.Interceptors.Add<Refusals>(behaviour);
        });
        var application = builder.Build();
        application.MapGrpcService<StreamsDouble>();
        application.MapGrpcService<GossipDouble>();
        if (behaviour.HasFeatures) application.MapGrpcService<FeaturesDouble>();
        if (behaviour.Projections is { } projections)
        {
            application.MapGrpcService<ProjectionsDouble>();
            if (store.Stream("$projections-$streams") is null) ProjectionsDouble.WriteStandard(store, projections);
        }

        await application.StartAsync();
        return new ServerDouble(application, store, behaviour, members);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>Asks for credentials, and refuses what a leader alone may do.</summary>
    private sealed class Refusals(Behaviour behaviour) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            if (IsOfProjections(context)) CheckCredentials(context);
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Check(context);
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Check(context);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Check(context);
            return continuation(requestStream, responseStream, context);
        }

        private void Check(ServerCallContext context)
        {
            CheckCredentials(context);
            // A follower answers those who do not insist.
            var isInsisting = context.RequestHeaders.GetValue("requires-leader") == "True";
            if (behaviour.Leader is var (host, port) && isInsisting && !IsOfProjections(context))
                throw Refusal(
                    StatusCode.NotFound, "Leader info available", ("exception", "not-leader"), ("leader-endpoint-host", host),
                    ("leader-endpoint-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        /// <summary>Those of a node that does not lead are not refused: they hang.</summary>
        private static bool IsOfProjections(ServerCallContext context) => context.Method.StartsWith("/event_store.client.projections.", StringComparison.Ordinal);

        private void CheckCredentials(ServerCallContext context)
        {
            if (behaviour.Credentials is { } credentials)
            {
                var given = context.RequestHeaders.GetValue("authorization");
                if (given is null) throw Refusal(StatusCode.PermissionDenied, "Access Denied", ("exception", "access-denied"));
                if (given != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))) throw new RpcException(new Status(StatusCode.Unauthenticated, "no"));
            }
        }
    }

    internal static RpcException Refusal(StatusCode code, string text, params ReadOnlySpan<(string Key, string Value)> trailers)
    {
        var metadata = new Metadata();
        foreach (var (key, value) in trailers) metadata.Add(key, value);
        return new RpcException(new Status(code, text), metadata);
    }
}
