using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Runtime.CompilerServices;
using Reports.EventStore.Embedded;
using Reports.Service.Hosting;

namespace Reports.Cli.Commands;

/// <summary><c>reports serve</c></summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port to listen on; 0 lets the system choose one, which is printed.",
        HelpName = "PORT",
        DefaultValueFactory = _ => ServerOptions.DefaultPort,
    };

    private static readonly Option<int?> HttpPort = new("--http-port")
    {
        Description = "The port for HTTP without TLS; 0 lets the system choose one. Default: the one after --port. With TLS one port serves both.",
        HelpName = "PORT",
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on. Beyond this machine TLS and credentials are needed.",
        HelpName = "ADDRESS",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => IPAddress.Loopback,
    };

    private static readonly Option<string?> Host = new("--advertise") { Description = "The host name that clients are told to come to. Default: the address.", HelpName = "HOST" };

    private static readonly Option<string?> Certificate = new("--tls-cert") { Description = "The certificate with its chain, PEM. Default: no TLS.", HelpName = "FILE" };

    private static readonly Option<string?> CertificateKey = new("--tls-key") { Description = "The certificate's private key, PEM.", HelpName = "FILE" };

    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Serve beyond this machine even without TLS or credentials." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "serve",
            """
            Serve the ledger over HTTP and to clients of EventStoreDB, until interrupted.

            HTTP: http://127.0.0.1:2114/api/v1/districts
            Clients of EventStoreDB read and follow it: esdb://127.0.0.1:2113?tls=false
            Who has a key of 'reports keys' may do more; without keys the server reads, and other processes may write the ledger.

            Examples:
              reports serve --ledger syria.db
              reports keys create amira --role reporter
              reports serve --keys reports.db-keys --checkpoint-events 1000 --checkpoint-minutes 60
              reports serve --bind 0.0.0.0 --tls-cert server.pem --tls-key server.key
            """);
        command.With(Port, HttpPort, Bind, Host, Certificate, CertificateKey, KeyOptions.File, Insecure);
        command.With(CheckpointOptions.Events, CheckpointOptions.Minutes, IntegrityOptions.KeyFile);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
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
            AllowsInsecure = parsed.GetValue(Insecure),
        };
        // Before the ledger is opened, which may take a while.
        options.Check();
        return await ServeAsync(context, parsed, options, cancellation);
    }

    /// <summary>Apart, so that the other commands do not load the server's assemblies.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> ServeAsync(CommandContext context, ParseResult parsed, ServerOptions options, CancellationToken cancellation)
    {
        var isForWriting = options.KeyFile is not null;
        await using var ledger = await context.OpenAsync(parsed, isForWriting ? LedgerMode.Write : LedgerMode.Read, cancellation);
        // Ends after the server, so that its last checkpoint has all that was appended.
        await using var signing = CheckpointOptions.SigningOf(context, parsed, ledger.Log);
        options = options with { Integrity = IntegrityOptions.OfServer(parsed, ledger.Log.Name) };
        await using var server = await ReportsServer.StartAsync(ledger, options, context.Time, cancellation);
        var position = ledger.Views.Position;
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.JsonLine(json =>
            {
                json.WriteStartObject();
                json.WriteString("address", server.Address.GetLeftPart(UriPartial.Authority));
                json.WriteNumber("port", server.Address.Port);
                json.WriteString("connection", Connection(server.Address));
                json.WriteString("http", server.HttpAddress.GetLeftPart(UriPartial.Authority));
                json.WriteString("ledger", ledger.Log.Name);
                json.WriteNumber("position", position);
                json.WriteBoolean("writable", isForWriting);
                json.WriteEndObject();
            });
        }
        else
        {
            context.Screen.Line($"serving {ledger.Log.Name} at position {position}, {(isForWriting ? "for reading and writing" : "for reading")}: {Connection(server.Address)}");
            context.Screen.Line($"HTTP: {server.HttpAddress.GetLeftPart(UriPartial.Authority)}/api/v1/districts");
        }

        signing?.Start();
        // Interrupting a server is how it ends, not a failure.
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return ExitCodes.Done;
    }

    private static string Connection(Uri address) =>
        $"esdb://{address.Authority}{(address.Scheme == Uri.UriSchemeHttps ? "" : "?tls=false")}";

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "localhost") return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address)) return address;
        result.AddError($"'{text}' is not an address such as 127.0.0.1 or ::");
        return null;
    }
}
