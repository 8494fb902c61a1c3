using System.CommandLine;
using System.Globalization;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Backups;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports backup --output FILE</c> and <c>reports restore FILE --to LEDGER</c></summary>
internal static class BackupCommands
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The archive to write, such as syria-backup.tar. A file that is there is not overwritten.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> WithKey = new("--with-signing-key") { Description = "Put the private signing key in as well: whoever has the backup can then sign as the ledger." };

    private static readonly Option<string> To = new("--to") { Description = "The ledger's file, which must not be there.", HelpName = "LEDGER", Required = true };

    private static readonly Argument<string> File = new("file") { Description = "What 'reports backup' wrote." };

    public static Command Backup(CommandContext context)
    {
        var command = new Command(
            "backup",
            """
            Write a ledger file and its checkpoints into one archive, verified, while others append.

            In it: every event up to one commit, byte for byte, and all checkpoints, public keys and rotations. What was written is read
            again: its root is the ledger's. The archive is a tar that needs no reports to be unpacked.

            Not in it: the private signing key (unless asked for), the keys of protected people and of those who may connect, positions
            of groups of consumers; tiles and saved views, which are made again. It needs free space of twice the ledger.

            Examples:
              reports backup --ledger syria.db --output syria-backup.tar
              reports restore syria-backup.tar --to restored.db
            """);
        command.With(Output, WithKey, IntegrityOptions.KeyFile);
        command.SetAction((parsed, cancellation) => BackupAsync(context, parsed, cancellation));
        return command;
    }

    public static Command Restore(CommandContext context)
    {
        var command = new Command(
            "restore",
            """
            Make a ledger from a backup where there is none, verified before it takes its place.

            Nothing is overwritten. That the backup is the newest one no backup can say: compare it with a checkpoint that you kept.

            Examples:
              reports restore syria-backup.tar --to restored.db
              reports verify --ledger restored.db --checkpoint kept.checkpoint --key log.vkey
            """)
        {
            File, To,
        };
        command.SetAction((parsed, cancellation) => RestoreAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> BackupAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation) as EmbeddedLog
            ?? throw new RefusedException("a ledger on EventStoreDB is backed up with the means of its servers; 'reports copy' makes a file of it");
        BackupReport report;
        var output = parsed.GetValue(Output)!;
        using (var line = new ProgressLine("verifying the backup", context.Time))
            report = await context.Mediator.Send(new BackupLedger(log, IntegrityOptions.FilesOf(parsed, log.Name), output, parsed.GetValue(WithKey), Progress(line)), cancellation);
        Write(context, parsed, output, report, $"{report.Events} events of {log.Name} in {output}");
        ProtectionCommands.TellOfKeys(context, log.Name);
        return ExitCodes.Done;
    }

    private static async Task<int> RestoreAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        BackupReport report;
        var (backup, to) = (parsed.GetValue(File)!, parsed.GetValue(To)!);
        using (var line = new ProgressLine("verifying", context.Time))
            report = await context.Mediator.Send(new RestoreLedger(backup, to, Progress(line)), cancellation);
        Write(context, parsed, to, report, $"{report.Events} events of {backup} in {to}");
        return ExitCodes.Done;
    }

    private static CommandContext.Inline<VerifyProgress> Progress(ProgressLine line) => new(p => line.Report(p.Done, p.All));

    private static void Write(CommandContext context, ParseResult parsed, string file, BackupReport report, string what)
    {
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", file);
                json.WriteNumber("events", report.Events);
                json.WriteString("root", report.Root.ToString());
                json.WriteStartArray("checkpoints");
                foreach (var size in report.Checkpoints) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        context.Screen.Line(what);
        context.Screen.Line($"read again: root {report.Root}");
        context.Screen.Line(report.Checkpoints.Count == 0
            ? "checkpoints: none"
            : string.Create(CultureInfo.InvariantCulture, $"checkpoints: the events lead to all {report.Checkpoints.Count}, up to size {report.Checkpoints[^1]}"));
    }
}
