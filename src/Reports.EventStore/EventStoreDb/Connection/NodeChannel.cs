using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.ServerFeatures;
using Timeout = System.Threading.Timeout;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>The connection to one node, and what the node can do. Thread safe.</summary>
internal sealed class NodeChannel : IDisposable
{
    /// <summary>That of the public clients; more than any event that a server takes.</summary>
    private const int MaxMessageBytes = 17 * 1024 * 1024;

    private const string StreamsService = "event_store.client.streams.streams";

    private const string SessionsService = "kurrentdb.protocol.v2.streams.streamsservice";

    private readonly GrpcChannel _channel;
    private readonly ConnectionString _connection;

    private NodeChannel(NodeAddress address, ConnectionString connection, GrpcChannel channel)
    {
        Address = address;
        _connection = connection;
        _channel = channel;
        Streams = new Protocol.Streams.Streams.StreamsClient(channel);
        Gossip = new Protocol.Gossip.Gossip.GossipClient(channel);
        Projections = new Protocol.Projections.Projections.ProjectionsClient(channel);
        Sessions = new Protocol.V2.StreamsService.StreamsServiceClient(channel);
        Features = new ServerFeatures.ServerFeaturesClient(channel);
    }

    public NodeAddress Address { get; }

    public Protocol.Streams.Streams.StreamsClient Streams { get; }

    public Protocol.Gossip.Gossip.GossipClient Gossip { get; }

    public Protocol.Projections.Projections.ProjectionsClient Projections { get; }

    public Protocol.V2.StreamsService.StreamsServiceClient Sessions { get; }

    private ServerFeatures.ServerFeaturesClient Features { get; }

    /// <summary>Whether appends can go side by side on one call. Known after <see cref="AskFeaturesAsync"/>.</summary>
    public bool HasBatchAppend { get; private set; }

    /// <summary>Whether the server is a ledger that takes appends to several streams as one change. Known after <see cref="AskFeaturesAsync"/>.</summary>
    public bool HasLedgerSessions { get; private set; }

    /// <summary>Whether a batch append's deadline may be given as a duration.</summary>
    public bool TakesDuration { get; private set; }

    /// <exception cref="LogUnavailableException">A certificate file cannot be read.</exception>
    public static NodeChannel Open(NodeAddress address, ConnectionString connection)
    {
        var handler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = connection.KeepAliveInterval,
            KeepAlivePingTimeout = connection.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = connection.GossipTimeout,
            UseProxy = false,
        };
        try
        {
            if (connection.Tls) Secure(handler.SslOptions, connection);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            handler.Dispose();
            throw new LogUnavailableException($"{connection}: a certificate cannot be read: {e.Message}", e);
        }

        var channel = GrpcChannel.ForAddress(address.ToUri(connection.Tls), new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxSendMessageSize = MaxMessageBytes,
        });
        return new NodeChannel(address, connection, channel);
    }

    /// <summary>What each call says besides its request, and until when it may take.</summary>
    /// <param name="deadline">Infinite for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    public CallOptions Call(TimeSpan deadline, CancellationToken cancellation)
    {
        var headers = new Metadata
        {
            { "requires-leader", _connection.Preference == NodePreference.Leader ? "True" : "False" },
            { "connection-name", _connection.ConnectionName },
        };
        // Never in clear text over a network; on the machine itself nobody listens.
        if (_connection.User is not null && (_connection.Tls || Address.IsLoopback))
            headers.Add("authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_connection.User}:{_connection.Password}")));
        return new CallOptions(headers, deadline == Timeout.InfiniteTimeSpan ? null : TimeProvider.System.GetUtcNow().UtcDateTime + deadline, cancellation);
    }

    /// <summary>A node that does not answer the question has no features that need one.</summary>
    public async Task AskFeaturesAsync(CancellationToken cancellation)
    {
        try
        {
            var supported = await Features.GetSupportedMethodsAsync(new Empty(), Call(_connection.GossipTimeout, cancellation));
            var batch = supported.Methods.FirstOrDefault(m =>
                m.ServiceName.Equals(StreamsService, StringComparison.OrdinalIgnoreCase) && m.MethodName.Equals("batchappend", StringComparison.OrdinalIgnoreCase));
            HasBatchAppend = batch is not null;
            TakesDuration = batch?.Features.Contains("deadline_duration") ?? false;
            HasLedgerSessions = supported.Methods.Any(m => m.ServiceName == SessionsService && m.MethodName == "appendsession" && m.Features.Contains("ledger"));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            (HasBatchAppend, TakesDuration, HasLedgerSessions) = (false, false, false);
        }
    }

    public void Dispose() => _channel.Dispose();

    private static void Secure(SslClientAuthenticationOptions tls, ConnectionString connection)
    {
        if (connection.UserCertificate is var (certificate, key))
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        if (!connection.VerifiesCertificate)
        {
#pragma warning disable CA5359 // Asked for by name, tlsVerifyCert=false.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (connection.AuthorityFile is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            if (policy.CustomTrustStore.Count == 0) throw new CryptographicException($"{file} holds no certificate");
            tls.CertificateChainPolicy = policy;
        }
    }
}
