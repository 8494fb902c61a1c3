using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Gossip;
using Reports.EventStore.Protocol.ServerFeatures;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Hosting;
using Reports.Service.Queries;
using static Reports.Service.Tests.Protocol.Endpoint;

namespace Reports.Service.Tests.Protocol;

/// <summary>What a server is to its clients before they read or write, who reaches it, and what it withstands.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task A_server_names_the_methods_that_it_answers_and_a_version_of_three_numbers()
    {
        await using var endpoint = await StartAsync();
        var supported = await new ServerFeatures.ServerFeaturesClient(endpoint.Channel).GetSupportedMethodsAsync(new Empty(), cancellationToken: Cancellation);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", supported.EventStoreServerVersion);
        var streams = supported.Methods.Where(m => m.ServiceName == "event_store.client.streams.streams").ToDictionary(m => m.MethodName, m => m.Features.ToArray());
        Assert.Equal(["append", "batchappend", "read"], streams.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["position", "events"], streams["read"]);
        Assert.All(supported.Methods, m => Assert.Equal((m.MethodName.ToLowerInvariant(), m.ServiceName.ToLowerInvariant()), (m.MethodName, m.ServiceName)));
    }

    [Fact]
    public async Task A_server_is_a_cluster_of_one_that_leads_and_tells_where_it_is_reached()
    {
        await using var endpoint = await StartAsync(o => o with { AdvertisedHost = "localhost" });
        var member = Assert.Single((await new Gossip.GossipClient(endpoint.Channel).ReadAsync(new Empty(), cancellationToken: Cancellation)).Members);
        Assert.Equal((MemberInfo.Types.VNodeState.Leader, true), (member.State, member.IsAlive));
        Assert.Equal(("localhost", (uint)endpoint.Address.Port), (member.HttpEndPoint.Address, member.HttpEndPoint.Port));
        Assert.NotNull(member.InstanceId);
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS()
    {
        TestCertificate? tls = null;
        await using var endpoint = await StartAsync(o =>
        {
            tls = TestCertificate.Make(Path.GetDirectoryName(o.KeyFile!)!);
            return o with { CertificateFile = tls.CertificateFile, CertificateKeyFile = tls.KeyFile };
        });
        using var authority = X509CertificateLoader.LoadCertificateFromFile(tls!.AuthorityFile);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions { HttpHandler = handler });
        using var call = new Streams.StreamsClient(channel).Read(new ReadReq { Options = All() }, cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        // Who does not know the authority does not come through.
        using var stranger = GrpcChannel.ForAddress(endpoint.Address);
        using var refused = new Streams.StreamsClient(stranger).Read(new ReadReq { Options = All() }, cancellationToken: Cancellation);
        await Assert.ThrowsAsync<RpcException>(() => refused.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public void Beyond_this_machine_nothing_is_served_unprotected_unless_that_is_asked_for()
    {
        var open = new ServerOptions { Bind = IPAddress.Any };
        Assert.Contains("--tls-cert", Assert.Throws<RefusedException>(open.Check).Message, StringComparison.Ordinal);
        Assert.Throws<RefusedException>((open with { CertificateFile = "a.pem" }).Check);
        Assert.Throws<RefusedException>((open with { KeyFile = "keys" }).Check);
        (open with { CertificateFile = "a.pem", KeyFile = "keys" }).Check();
        (open with { AllowsInsecure = true }).Check();
        new ServerOptions { Bind = IPAddress.IPv6Loopback }.Check();
        Assert.Throws<RefusedException>(new ServerOptions { CertificateKeyFile = "a.key" }.Check);
        Assert.Throws<RefusedException>(new ServerOptions { Port = 70_000 }.Check);
    }

    [Fact]
    public async Task A_server_that_is_reached_from_beyond_wants_credentials_for_reading_too()
    {
        TestCertificate? tls = null;
        await using var endpoint = await StartAsync(o =>
        {
            tls = TestCertificate.Make(Path.GetDirectoryName(o.KeyFile!)!);
            return o with { Bind = IPAddress.Any, AdvertisedHost = "127.0.0.1", CertificateFile = tls.CertificateFile, CertificateKeyFile = tls.KeyFile };
        });
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } } };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(tls!.AuthorityFile);
        using var channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new Streams.StreamsClient(channel);
        using var anonymous = client.Read(new ReadReq { Options = All() }, cancellationToken: Cancellation);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => anonymous.ResponseStream.MoveNext(Cancellation))).StatusCode);
        using var known = client.Read(new ReadReq { Options = All() }, endpoint.Credentials(), cancellationToken: Cancellation);
        Assert.True(await known.ResponseStream.MoveNext(Cancellation));
        // What clients ask before they have anything to show stays open.
        Assert.NotEmpty((await new Gossip.GossipClient(channel).ReadAsync(new Empty(), cancellationToken: Cancellation)).Members);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame of any protocol, and long enough to be taken for one")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task Who_does_not_speak_the_protocol_is_cut_off_and_others_are_served(string words)
    {
        await using var endpoint = await StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, endpoint.Address.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(words), Cancellation);
        socket.Client.Shutdown(SocketShutdown.Send);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await CutOffAsync(stream, limit.Token);
        Assert.NotEmpty(await endpoint.ReadAsync(All()));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2, 3 })]
    [InlineData(new byte[] { 0, 255, 255, 255, 255, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 4, 255, 255, 255, 255 })]
    [InlineData(new byte[] { })]
    public async Task A_message_that_is_none_is_refused_and_others_are_served(byte[] message)
    {
        await using var endpoint = await StartAsync();
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var content = new ByteArrayContent(message);
        content.Headers.ContentType = new("application/grpc");
        using var response = await client.PostAsync(new Uri(endpoint.Address, "/event_store.client.streams.Streams/Read"), content, Cancellation);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        var status = response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer : response.Headers.GetValues("grpc-status");
        Assert.NotEqual("0", Assert.Single(status));
        Assert.NotEmpty(await endpoint.ReadAsync(All()));
    }

    private static async Task CutOffAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var answer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(answer, cancellation) > 0) continue;
        }
        catch (IOException)
        {
            // Reset instead of closed: cut off all the same.
        }
    }
}
