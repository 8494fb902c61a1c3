using System.CommandLine;
using System.Globalization;
using Reports.Cli.Terminal;
using Reports.Service.Integrity;

namespace Reports.Cli.Commands;

/// <summary><c>reports verify</c></summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> Kept = new("--checkpoint")
    {
        Description = "A checkpoint that you kept elsewhere: the ledger must lead to it.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> NoViews = new("--no-views") { Description = "Leave out the saved views, which are made again when they are missing." };

    private static readonly Argument<string?> Bundle = new("bundle")
    {
        Description = "An evidence bundle, which is checked without a ledger. Without it: the ledger.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "verify",
            """
            Read and hash every byte again, and name every damaged place.

            Events, index, tiles, checkpoints, keys and saved views are checked against one another. What stands beside the ledger can
            be changed together with it: give the checkpoint and the public key that you kept.

            An evidence bundle is checked by itself: its files, each event's way to the signed checkpoint, and the view, which is made
            again from the events. With --ledger also that the ledger has nothing else that bears on the question.

            Examples:
              reports verify
              reports verify --checkpoint kept.checkpoint --key log.vkey
              reports verify --checkpoint kept.checkpoint --key log.vkey --witness witness.vkey --json
              reports verify qadam.zip --key log.vkey
              reports verify qadam.zip --key log.vkey --ledger syria.db
            """)
        {
            Bundle,
        };
        command.With(Kept, IntegrityOptions.Key, IntegrityOptions.Witness, IntegrityOptions.Folder, NoViews);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(Bundle) is { } bundle) return await VerifyBundleCommand.RunAsync(context, parsed, bundle, cancellation);
        var kept = parsed.GetValue(Kept) is { } path ? IntegrityOptions.ReadCheckpoint(path) : null;
        var (key, witnesses) = (IntegrityOptions.KeyOf(parsed), IntegrityOptions.WitnessesOf(parsed));
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        Verification verification;
        using (var progress = new Progress(context.Time))
            verification = await context.Mediator.Send(
                new VerifyLedger(log, IntegrityOptions.FilesOf(parsed, log.Name), kept, key, witnesses, !parsed.GetValue(NoViews), CommandContext.CacheOf(parsed), progress), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, verification));
        else Write(context.Screen, verification, kept is not null, log.HasDensePositions);
        return verification.IsWhole ? ExitCodes.Done : ExitCodes.Damaged;
    }

    private static void Write(Screen screen, Verification verification, bool isKept, bool isFile)
    {
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{verification.Size} events") + (verification.Root is { } root ? $", root {root}" : ""));
        if (verification.IsWhole)
        {
            screen.Line(isFile ? "pages, events, index: as they were written" : "events: read again from the server and hashed");
            screen.Line(verification.TilesSize == 0 ? "tiles: none" : $"tiles: those of the first {verification.TilesSize} events");
            screen.Line(verification.HasViews ? "saved views: those that follow from the events" : "saved views: none that this build reads");
            screen.Line(verification.Checkpoints.Count == 0
                ? "checkpoints: none; 'reports checkpoint' signs one"
                : $"checkpoints: the events lead to all {verification.Checkpoints.Count}, up to size {verification.Checkpoints[^1]}");
            if (isKept) screen.Line($"nothing of the {verification.KeptSize} events of the checkpoint that was kept was altered");
            return;
        }

        screen.Line($"damaged in {verification.Damages.Count} {(verification.Damages.Count == 1 ? "place" : "places")}, the first of them first:");
        foreach (var damage in verification.Damages) screen.Line("  " + damage);
    }

    /// <summary>One line for each part of the work.</summary>
    private sealed class Progress(TimeProvider time) : IProgress<VerifyProgress>, IDisposable
    {
        private ProgressLine? _line;
        private string? _what;

        public void Report(VerifyProgress value)
        {
            if (_what != value.What)
            {
                _line?.Dispose();
                (_what, _line) = (value.What, new ProgressLine($"verifying {value.What}", time));
            }

            _line!.Report(value.Done, value.All);
        }

        public void Dispose() => _line?.Dispose();
    }
}
