using System.CommandLine;
using Reports.EventStore.Embedded;
using Reports.Service.Ingest;
using Reports.Service.Integrity;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports watch FOLDER</c></summary>
internal static class WatchCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder where sources arrive." };

    private static readonly Option<double> Interval = new("--interval")
    {
        Description = "Seconds between two looks; a file is taken once it kept still for one.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "watch",
            """
            Take sources as they arrive in a folder, until interrupted.

            Each report is printed as it happens; with --json, as one line of JSON.

            Examples:
              reports watch incoming --ledger syria.db
              reports watch incoming --checkpoint-events 1000 --checkpoint-minutes 60
            """)
        {
            Folder, Interval, CheckpointOptions.Events, CheckpointOptions.Minutes,
        };
        command.With(IntegrityOptions.KeyFile, IntegrityOptions.Folder, CommonOptions.On, CommonOptions.Policy, CommonOptions.Author);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetValue(Folder)!;
        if (!Directory.Exists(folder)) throw new RefusedException($"there is no folder '{folder}'");
        var interval = parsed.GetValue(Interval);
        if (interval is < 0.05 or > 3600) throw new RefusedException("the interval is between 0.05 and 3600 seconds");
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
        var arrivals = new FolderArrivals(folder);
        var checkpoints = CheckpointOptions.ScheduleOf(context, parsed, ledger.Log);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(interval), context.Time);
        if (!CommandContext.IsJson(parsed)) context.Screen.Line($"watching {folder}; the ledger is at position {ledger.Views.Position}");
        try
        {
            do
            {
                var files = arrivals.Take();
                if (files.Count == 0)
                {
                    await SignAsync(context, parsed, checkpoints, isLast: false, cancellation);
                    continue;
                }

                var report = await IngestCommand.IngestAsync(context, parsed, ledger, files, cancellation);
                if (CommandContext.IsJson(parsed)) context.Screen.JsonLine(json => ViewJson.Write(json, report));
                else IngestOutput.Write(context.Screen, context.Error, report, ledger.Gazetteer);
                await SignAsync(context, parsed, checkpoints, isLast: false, cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // Interrupted is how watching ends: what was recorded since the last checkpoint is signed as well.
            await SignAsync(context, parsed, checkpoints, isLast: true, CancellationToken.None);
            throw;
        }

        return ExitCodes.Done;
    }

    private static async Task SignAsync(CommandContext context, ParseResult parsed, ScheduledCheckpoints? checkpoints, bool isLast, CancellationToken cancellation)
    {
        if (checkpoints is not null && await checkpoints.SignIfDueAsync(isLast, cancellation) is { } signed) CheckpointOptions.Write(context, parsed, signed);
    }
}
