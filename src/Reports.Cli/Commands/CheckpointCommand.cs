using System.CommandLine;
using System.Globalization;
using Reports.Cli.Terminal;
using Reports.EventStore.Integrity;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports checkpoint [show|list|cosign]</c></summary>
internal static class CheckpointCommand
{
    private static readonly string[] Columns = ["size", "root", "signed by"];

    private static readonly Argument<long?> Size = new("size") { Description = "The size; without it, the latest.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string> Cosigned = new("file") { Description = "The checkpoint with the witness's line, or - for standard input." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "checkpoint",
            """
            Sign what the ledger is now, and print it.

            A checkpoint is a few lines: the ledger's name, how many events it has, and a hash over all of them. Whoever keeps one can
            tell later whether anything of what it covers was changed: 'reports verify --checkpoint FILE'.

            Examples:
              reports checkpoint > kept.checkpoint
              reports checkpoint list
              reports checkpoint cosign from-the-witness --witness witness.vkey
            """);
        command.With(IntegrityOptions.KeyFile, IntegrityOptions.Folder);
        command.SetAction((parsed, cancellation) => SignAsync(context, parsed, cancellation));
        var show = new Command("show", "Print a checkpoint that was signed before.\n\nExample:\n  reports checkpoint show 251") { Size };
        show.SetAction((parsed, cancellation) => ShowAsync(context, parsed, cancellation));
        var list = new Command("list", "List the checkpoints that were signed.\n\nExample:\n  reports checkpoint list --json");
        list.SetAction((parsed, cancellation) => ListAsync(context, parsed, cancellation));
        var cosign = new Command(
            "cosign",
            "Add the cosignatures of witnesses whose keys you know to a checkpoint; each is checked first.\n\nExample:\n  reports checkpoint cosign from-the-witness --witness witness.vkey")
        {
            Cosigned,
        };
        cosign.With(IntegrityOptions.Witness);
        cosign.SetAction((parsed, cancellation) => CosignAsync(context, parsed, cancellation));
        command.Subcommands.Add(show);
        command.Subcommands.Add(list);
        command.Subcommands.Add(cosign);
        return command;
    }

    private static async Task<int> SignAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        using var line = new ProgressLine("hashing", context.Time);
        var signed = await context.Mediator.Send(
            new SignCheckpoint(log, IntegrityOptions.FilesOf(parsed, log.Name), await IntegrityOptions.HashingAsync(line, log, cancellation)), cancellation);
        Write(context, parsed, signed);
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var history = IntegrityOptions.FilesOf(parsed, log.Name).History;
        var sizes = history.Sizes();
        if (sizes.Count == 0) throw new RefusedException("no checkpoint was signed yet: 'reports checkpoint' signs one");
        var size = parsed.GetValue(Size) ?? sizes[^1];
        if (!sizes.Contains(size)) throw new RefusedException($"there is no checkpoint of size {size}: 'reports checkpoint list' has those that were signed");
        Write(context, parsed, history.Read(size));
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var history = IntegrityOptions.FilesOf(parsed, log.Name).History;
        var all = history.Sizes().Select(history.Read);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(all, IntegrityJson.Write);
        else context.Screen.Table(Columns, all.Select(s => ((string[])[
            s.Checkpoint.Size.ToString(CultureInfo.InvariantCulture), s.Checkpoint.Root.ToString(),
            string.Join(", ", s.Note.Signatures.Select(n => $"{n.Name} ({n.Id:x8})"))], Tone.Plain)));
        return ExitCodes.Done;
    }

    private static async Task<int> CosignAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var witnesses = IntegrityOptions.WitnessesOf(parsed);
        if (witnesses.Count == 0) throw new RefusedException("whose cosignatures? name each witness's key with --witness");
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var cosigned = await context.Mediator.Send(
            new AddCosignatures(IntegrityOptions.FilesOf(parsed, log.Name), IntegrityOptions.ReadFile(parsed.GetValue(Cosigned)!), witnesses), cancellation);
        Write(context, parsed, cosigned.Signed);
        return ExitCodes.Done;
    }

    /// <summary>The note itself, so that it can be kept as it comes out.</summary>
    private static void Write(CommandContext context, ParseResult parsed, SignedCheckpoint signed)
    {
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, signed));
        else context.Screen.Raw(signed.Note.ToString());
    }
}
