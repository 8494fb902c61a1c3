using System.CommandLine;
using System.CommandLine.Invocation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Cli.Commands;
using Reports.Cli.Terminal;
using Reports.Domain.Text;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Hosting;
using Reports.Service.Queries;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Reports.Cli;

/// <summary>The <c>reports</c> command.</summary>
public static class ReportsCommand
{
    private static readonly (string Name, Func<CommandContext, Command> Create)[] Commands =
    [
        ("ingest", IngestCommand.Create),
        ("import", ImportCommand.Create),
        ("export", ExportCommand.Create),
        ("watch", WatchCommand.Create),
        ("serve", ServeCommand.Create),
        ("keys", KeysCommand.Create),
        ("config", ConfigCommand.Create),
        ("status", StatusCommand.Create),
        ("figures", FiguresCommand.Create),
        ("incidents", IncidentsCommand.Create),
        ("explain", ExplainCommand.Create),
        ("history", HistoryCommand.Create),
        ("diff", DiffCommand.Create),
        ("facts", FactsCommand.Create),
        ("sources", SourcesCommand.Create),
        ("retract", TakeBackCommands.Retract),
        ("withdraw", TakeBackCommands.Withdraw),
        ("regrade", TakeBackCommands.Regrade),
        ("protect", ProtectionCommands.Protect),
        ("reveal", ProtectionCommands.Reveal),
        ("forget", ProtectionCommands.Forget),
        ("gazetteer", GazetteerCommand.Create),
        ("verify", VerifyCommand.Create),
        ("replay", ReplayCommand.Create),
        ("bundle", BundleCommand.Create),
        ("checkpoint", CheckpointCommand.Create),
        ("proof", ProofCommand.Create),
        ("tiles", TilesCommand.Create),
        ("signing-key", SigningKeyCommand.Create),
        ("witness", WitnessCommand.Create),
        ("copy", CopyCommand.Create),
        ("backup", BackupCommands.Backup),
        ("restore", BackupCommands.Restore),
        ("eventstore", EventStoreCommand.Create),
        ("policy", PolicyCommand.Create),
        ("schema", SchemaCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after <c>reports</c>.</param>
    /// <param name="out">Results.</param>
    /// <param name="error">Errors and logs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isTerminal">Whether results go to a terminal.</param>
    /// <param name="cancellation">Interrupts the command, as Ctrl-C does.</param>
    /// <returns>0 done, 1 refused input, 2 usage, 3 the ledger is damaged, 4 the store cannot be reached, 130 interrupted.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter @out, TextWriter error, TimeProvider time, bool isTerminal, CancellationToken cancellation = default)
    {
        using var services = new ServiceCollection().AddUseCases(time).BuildServiceProvider();
        var context = new CommandContext(services.GetRequiredService<IMediator>(), new Screen(@out, isTerminal), error, time);
        var root = new RootCommand("Reports: an event-sourced ledger of what sources report about an armed conflict.");
        // One command is asked for: making the others would cost a start more than reading a small ledger.
        var wanted = args.Length > 0 && Commands.Any(c => c.Name == args[0]) ? args[0] : null;
        foreach (var (name, create) in Commands)
        {
            if (wanted is not null && wanted != name) continue;
            root.Subcommands.Add(create(context));
        }

        foreach (var option in CommonOptions.Global) root.Options.Add(option);

        var parsed = root.Parse(args);
        if (parsed.CommandResult.Command == root) UsageErrors.ShortenDescriptions(root);
        if (parsed.Action is ParseErrorAction || UsageErrors.StrangeOptions(parsed).Count > 0) return await UsageErrors.WriteAsync(parsed, root, error);
        StartLogging(parsed);
        try
        {
            var configuration = new InvocationConfiguration { Output = @out, Error = error, EnableDefaultExceptionHandler = false };
            // A server that is stopped takes the time that its callers need, and no signal is the library's to handle.
            if (parsed.CommandResult.Command.Name == ServeCommand.Name) configuration.ProcessTerminationTimeout = null;
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (Exception e) when (ExitCodeOf(e) is { } code)
        {
            Log.Debug(e, "The command failed");
            if (code != ExitCodes.Interrupted) await error.WriteLineAsync($"reports: {SafeText.Show(e.Message)}");
            return code;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static int? ExitCodeOf(Exception e) => e switch
    {
        ConnectionStringException => ExitCodes.Usage,
        RefusedException or FileNotFoundException or LogForeignException or LimitExceededException or WrongExpectedRevisionException or LogRefusedException => ExitCodes.Refused,
        LogDamagedException or MalformedEventException or InvalidLedgerException => ExitCodes.Damaged,
        LogException => ExitCodes.Unavailable,
        OperationCanceledException => ExitCodes.Interrupted,
        IOException or UnauthorizedAccessException => ExitCodes.Unavailable,
        _ => null,
    };

    /// <summary>The framework's own lines are kept to warnings: ours say each request once.</summary>
    private static void StartLogging(ParseResult parsed)
    {
        var level = parsed.GetValue(CommonOptions.Verbose) ? LogEventLevel.Debug : Enum.Parse<LogEventLevel>(parsed.GetValue(CommonOptions.LogLevel)!, ignoreCase: true);
        var log = new LoggerConfiguration().MinimumLevel.Is(level).MinimumLevel.Override("Microsoft", (LogEventLevel)Math.Max((int)level, (int)LogEventLevel.Warning)).Enrich.FromLogContext();
        var isLines = parsed.GetValue(CommonOptions.LogFormat) == "compact-json";
        if (isLines) log.WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose);
        else log.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        Log.Logger = log.CreateLogger();
    }
}
