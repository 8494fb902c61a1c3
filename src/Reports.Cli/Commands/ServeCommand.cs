using System.CommandLine;
using System.Runtime.CompilerServices;
using Reports.Cli.Settings;
using Reports.EventStore.Embedded;
using Reports.Service.Hosting;

namespace Reports.Cli.Commands;

/// <summary><c>reports serve</c></summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            Name,
            """
            Serve the ledger over HTTP and to clients of EventStoreDB, until interrupted.

            pages: http://127.0.0.1:2114/ (for programs: http://127.0.0.1:2114/api/v1/districts)
            Clients of EventStoreDB read and follow it: esdb://127.0.0.1:2113?tls=false
            Who has a key of 'reports keys' may do more; without keys the server reads, and other processes may write the ledger.

            Examples:
              reports serve --ledger syria.db
              reports keys create amira --role reporter
              reports serve --keys reports.db-keys --checkpoint-events 1000 --checkpoint-minutes 60
              reports serve --bind 0.0.0.0 --tls-cert server.pem --tls-key server.key
            """);
        foreach (var setting in ServeOptions.All) command.Options.Add(setting.Option);
        command.With(KeyOptions.File, IntegrityOptions.Folder, IntegrityOptions.KeyFile);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        // Before the ledger is opened, which may take a while.
        var options = ServeOptions.Of(parsed);
        foreach (var variable in SettingsOptions.StrangeVariables()) Serilog.Log.Warning("{Variable} is no setting", variable);
        using var interruption = new Interruption(cancellation);
        try
        {
            return await ServeAsync(context, parsed, options, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Interrupting a server is how it ends, not a failure, while it starts as well.
            return ExitCodes.Done;
        }
    }

    /// <summary>Apart, so that the other commands do not load the server's assemblies.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> ServeAsync(CommandContext context, ParseResult parsed, ServerOptions options, CancellationToken cancellation)
    {
        var isForWriting = options.KnowsAnybody;
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
            context.Screen.Line($"pages: {server.HttpAddress.GetLeftPart(UriPartial.Authority)}/ (for programs: {server.HttpAddress.GetLeftPart(UriPartial.Authority)}/api/v1/districts)");
        }

        signing?.Start();
        // Ends before the server does: that it stops is the first thing to be told.
        await using var notices = SystemdNotices.Start(ledger.Log, $"serving {ledger.Log.Name}, {server.HttpAddress.GetLeftPart(UriPartial.Authority)}", context.Time);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return ExitCodes.Done;
    }

    private static string Connection(Uri address) =>
        $"esdb://{address.Authority}{(address.Scheme == Uri.UriSchemeHttps ? "" : "?tls=false")}";
}
