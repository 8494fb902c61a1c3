using System.CommandLine;
using Reports.EventStore.Embedded;
using Reports.Service.Ingest;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;
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

    private static readonly Option<long?> CheckpointEvents = new("--checkpoint-events")
    {
        Description = "Sign a checkpoint when this many events were recorded since the last one.",
        HelpName = "N",
    };

    private static readonly Option<double?> CheckpointMinutes = new("--checkpoint-minutes")
    {
        Description = "Sign a checkpoint this long after the last one, if anything was recorded since.",
        HelpName = "MINUTES",
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
            Folder, Interval, CheckpointEvents, CheckpointMinutes,
        };
        command.With(IntegrityOptions.KeyFile, CommonOptions.On, CommonOptions.Policy, CommonOptions.Author);
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
        var checkpoints = CheckpointsOf(context, parsed, ledger);
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

    /// <summary>Null when no checkpoints were asked for. A key that cannot be used is told now, not when the first checkpoint is due.</summary>
    private static ScheduledCheckpoints? CheckpointsOf(CommandContext context, ParseResult parsed, Ledger ledger)
    {
        var (events, minutes) = (parsed.GetValue(CheckpointEvents), parsed.GetValue(CheckpointMinutes));
        if (events is null && minutes is null) return null;
        if (events < 1) throw new RefusedException("a checkpoint is signed after 1 event or more");
        if (minutes is < 0.01 or > 525_600) throw new RefusedException("a checkpoint is signed after 0.01 to 525600 minutes");
        var files = IntegrityOptions.FilesOf(parsed, ledger.Log.Name);
        files.CheckKey();
        var schedule = new CheckpointSchedule(events ?? long.MaxValue, minutes is { } m ? TimeSpan.FromMinutes(m) : TimeSpan.MaxValue);
        return new ScheduledCheckpoints(context.Mediator, context.Time, ledger.Log, files, schedule);
    }

    private static async Task SignAsync(CommandContext context, ParseResult parsed, ScheduledCheckpoints? checkpoints, bool isLast, CancellationToken cancellation)
    {
        if (checkpoints is null || await checkpoints.SignIfDueAsync(isLast, cancellation) is not { } signed) return;
        if (CommandContext.IsJson(parsed)) context.Screen.JsonLine(json => IntegrityJson.Write(json, signed));
        else context.Screen.Line($"checkpoint of size {signed.Checkpoint.Size} signed, root {signed.Checkpoint.Root}");
    }
}
