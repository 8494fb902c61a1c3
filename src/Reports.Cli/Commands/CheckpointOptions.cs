using System.CommandLine;
using Reports.Cli.Settings;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Integrity;

namespace Reports.Cli.Commands;

/// <summary>Checkpoints that are signed while a command goes on.</summary>
internal static class CheckpointOptions
{
    public static readonly Option<long?> Events = new Setting<long?>("checkpoint-events", Readers.LongOrNone(1, long.MaxValue))
    {
        Description = "Sign a checkpoint when this many events were recorded since the last one.",
        HelpName = "N",
    };

    public static readonly Option<double?> Minutes = new Setting<double?>("checkpoint-minutes", Readers.DecimalOrNone(0.01, 525_600))
    {
        Description = "Sign a checkpoint this long after the last one, if anything was recorded since.",
        HelpName = "MINUTES",
    };

    /// <summary>Null when no checkpoints were asked for. A key that cannot be used is told now, not when the first checkpoint is due.</summary>
    public static ScheduledCheckpoints? ScheduleOf(CommandContext context, ParseResult parsed, IEventLog log)
    {
        var (events, minutes) = (parsed.GetValue(Events), parsed.GetValue(Minutes));
        if (events is null && minutes is null) return null;
        var files = IntegrityOptions.FilesOf(parsed, log.Name);
        files.CheckKey();
        var schedule = new CheckpointSchedule(events ?? long.MaxValue, minutes is { } m ? TimeSpan.FromMinutes(m) : TimeSpan.MaxValue);
        return new ScheduledCheckpoints(context.Mediator, context.Time, log, files, schedule);
    }

    /// <summary>The same for a server, which signs beside what it does; null when no checkpoints were asked for.</summary>
    public static CheckpointSigning? SigningOf(CommandContext context, ParseResult parsed, IEventLog log) => ScheduleOf(context, parsed, log) is { } checkpoints
        ? new CheckpointSigning(
            checkpoints, context.Time, signed => Write(context, parsed, signed), e => context.Error.WriteLine($"reports: no checkpoint was signed: {Domain.Text.SafeText.Show(e.Message)}"))
        : null;

    public static void Write(CommandContext context, ParseResult parsed, SignedCheckpoint signed)
    {
        if (CommandContext.IsJson(parsed)) context.Screen.JsonLine(json => IntegrityJson.Write(json, signed));
        else context.Screen.Line($"checkpoint of size {signed.Checkpoint.Size} signed, root {signed.Checkpoint.Root}");
    }
}
