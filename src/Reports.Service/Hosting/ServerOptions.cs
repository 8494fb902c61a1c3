using System.Net;
using Reports.Service.Access;
using Reports.Service.Http;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Hosting;

/// <summary>Where and how a ledger is served.</summary>
public sealed record ServerOptions
{
    /// <summary>The port of EventStoreDB, which its clients take when none is named.</summary>
    public const int DefaultPort = 2113;

    /// <summary>The address to listen on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 lets the system choose one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>
    /// The port for HTTP/1.1 without TLS; null for the one after <see cref="Port"/>. Without TLS nothing can be negotiated on a port, and
    /// clients of the gRPC protocol speak HTTP/2 from the first byte; with TLS both are on <see cref="Port"/>.
    /// </summary>
    public int? HttpPort { get; init; }

    /// <summary>The certificate with its chain, PEM; null serves without TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key, PEM; null when it stands in the certificate's file.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The keys of those who are known, as <c>reports keys</c> writes them; null serves for reading only.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The bearer tokens of others that are taken beside keys; null for none.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>Serve beyond this machine even without TLS or credentials.</summary>
    public bool AllowsInsecure { get; init; }

    /// <summary>The host name or address that clients are told to come to; null for the address listened on.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>Where the tree and the checkpoints of the ledger are kept; null serves none of them.</summary>
    public IntegrityFiles? Integrity { get; init; }

    /// <summary>Requests over HTTP that are answered each second for one key, or one address without a key; null for any number.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests over HTTP that are answered at once; as many more wait a little.</summary>
    public int RequestsAtOnce { get; init; } = 256;

    /// <summary>Those who follow the changes or download at once, beside <see cref="RequestsAtOnce"/>.</summary>
    public int FollowersAtOnce { get; init; } = 2000;

    /// <summary>How long a request over HTTP may take, its body included, unless it follows or downloads.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The origins whose pages may ask with a script, as browsers write them; empty for none.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>How long a client may take to send the head of a request.</summary>
    internal TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Takes appends from anybody: for logs that hold no facts, behind the contract suite.</summary>
    internal bool AcceptsAnyWriter { get; init; }

    /// <summary>The port for HTTP without TLS; 0 lets the system choose.</summary>
    internal int PlainHttpPort => HttpPort ?? (Port is 0 or 65535 ? 0 : Port + 1);

    /// <summary>True when somebody can be known, so that somebody may write.</summary>
    public bool KnowsAnybody => KeyFile is not null || Tokens is not null;

    public bool HasTls => CertificateFile is not null;

    /// <summary>True when reading needs credentials too: whoever is beyond this machine shows some.</summary>
    internal bool ReadsNeedCredentials => !IPAddress.IsLoopback(Bind) && !AllowsInsecure;

    /// <exception cref="RefusedException">The options would open the ledger to others unprotected, or do not fit together.</exception>
    public void Check()
    {
        if (Port is < 0 or > 65535) throw new RefusedException($"a port is a number from 0 to 65535, not {Port}");
        if (HttpPort is < 0 or > 65535) throw new RefusedException($"a port is a number from 0 to 65535, not {HttpPort}");
        if (HttpPort is > 0 && HttpPort == Port) throw new RefusedException($"port {Port} cannot serve both protocols without TLS: give HTTP another one");
        if (HttpPort is not null && HasTls) throw new RefusedException("with TLS one port serves both protocols: leave --http-port out");
        if (CertificateKeyFile is not null && CertificateFile is null)
            throw new RefusedException("a certificate's key was named, but no certificate: add --tls-cert");
        Tokens?.Check();
        foreach (var origin in Origins) CrossOrigin.Check(origin);
        if (IPAddress.IsLoopback(Bind) || AllowsInsecure || (HasTls && KnowsAnybody)) return;
        throw new RefusedException(
            $"{Bind} is reached from beyond this machine: that needs TLS (--tls-cert, --tls-key) and keys (--keys, from 'reports keys create') or tokens (--token-issuer), or --insecure to do without");
    }
}
