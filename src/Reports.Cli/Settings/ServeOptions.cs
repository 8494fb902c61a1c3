using System.CommandLine;
using System.Net;
using Reports.Cli.Commands;
using Reports.Service.Hosting;

namespace Reports.Cli.Settings;

/// <summary>The settings of <c>reports serve</c>.</summary>
internal static class ServeOptions
{
    public static readonly Option<int> Port = new Setting<int>("port", Readers.Number(0, 65535), () => ServerOptions.DefaultPort)
    {
        Description = "The port to listen on; 0 lets the system choose one, which is printed.",
        HelpName = "PORT",
    };

    public static readonly Option<int?> HttpPort = new Setting<int?>("http-port", Readers.NumberOrNone(0, 65535))
    {
        Description = "The port for HTTP without TLS; 0 lets the system choose one. Default: the one after --port. With TLS one port serves both.",
        HelpName = "PORT",
    };

    public static readonly Option<IPAddress> Bind = new Setting<IPAddress>("bind", Readers.Address, () => IPAddress.Loopback)
    {
        Description = "The address to listen on. Beyond this machine TLS and credentials are needed.",
        HelpName = "ADDRESS",
    };

    public static readonly Option<string?> Host = new Setting<string?>("advertise", Readers.Text) { Description = "The host name that clients are told to come to. Default: the address.", HelpName = "HOST" };

    public static readonly Option<string?> Certificate = new Setting<string?>("tls-cert", Readers.Text) { Description = "The certificate with its chain, PEM. Default: no TLS.", HelpName = "FILE", IsPath = true };

    public static readonly Option<string?> CertificateKey = new Setting<string?>("tls-key", Readers.Text) { Description = "The certificate's private key, PEM.", HelpName = "FILE", IsPath = true };

    public static readonly Option<bool> Insecure = new Setting<bool>("insecure", Readers.Flag) { Description = "Serve beyond this machine even without TLS or credentials." };

    public static readonly Option<int?> Rate = new Setting<int?>("request-rate", Readers.NumberOrNone(1, 1_000_000))
    {
        Description = "Requests over HTTP that are answered each second for one key, or one address without a key. Default: any number.",
        HelpName = "N",
    };

    public static readonly Option<int> Requests = new Setting<int>("requests-at-once", Readers.Number(1, 100_000), () => new ServerOptions().RequestsAtOnce)
    {
        Description = "Requests over HTTP that are answered at once; as many more wait for two seconds at most.",
        HelpName = "N",
    };

    public static readonly Option<int> Followers = new Setting<int>("followers-at-once", Readers.Number(1, 100_000), () => new ServerOptions().FollowersAtOnce)
    {
        Description = "Those who follow the changes or download at once, beside --requests-at-once.",
        HelpName = "N",
    };

    public static readonly Option<int> RequestTime = new Setting<int>("request-timeout", Readers.Number(1, 3600), () => (int)new ServerOptions().RequestTime.TotalSeconds)
    {
        Description = "Seconds that a request over HTTP may take, its body included, unless it follows or downloads.",
        HelpName = "SECONDS",
    };

    public static readonly Option<string[]> Origins = new Setting<string[]>("cors-origins", Readers.List, () => [])
    {
        Description = "Origins whose pages may ask with a script, separated by commas: https://map.example.org. Default: none.",
        HelpName = "ORIGINS",
    };

    /// <summary>What serve alone has, in the order of its help.</summary>
    public static IReadOnlyList<ISetting> All => field ??=
        [.. new Option[] { Port, HttpPort, Bind, Host, Certificate, CertificateKey, Insecure, Rate, Requests, Followers, RequestTime, Origins, CheckpointOptions.Events, CheckpointOptions.Minutes }.Cast<ISetting>(), .. TokenSettings.All];

    /// <exception cref="Reports.Service.Queries.RefusedException">They do not fit together.</exception>
    public static ServerOptions Of(ParseResult parsed)
    {
        var options = new ServerOptions
        {
            Bind = parsed.GetValue(Bind)!,
            Port = parsed.GetValue(Port),
            HttpPort = parsed.GetValue(HttpPort),
            AdvertisedHost = parsed.GetValue(Host),
            CertificateFile = parsed.GetValue(Certificate),
            CertificateKeyFile = parsed.GetValue(CertificateKey),
            KeyFile = KeyOptions.ForServer(parsed),
            Tokens = TokenSettings.Of(parsed),
            RequestsPerSecond = parsed.GetValue(Rate),
            RequestsAtOnce = parsed.GetValue(Requests),
            FollowersAtOnce = parsed.GetValue(Followers),
            RequestTime = TimeSpan.FromSeconds(parsed.GetValue(RequestTime)),
            Origins = parsed.GetValue(Origins)!,
            AllowsInsecure = parsed.GetValue(Insecure),
        };
        options.Check();
        return options;
    }
}
