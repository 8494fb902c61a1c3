using System.CommandLine;
using System.Globalization;
using System.Text;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports proof inclusion|consistency|verify</c></summary>
internal static class ProofCommand
{
    private static readonly Argument<string> Of = new("of") { Description = "A position, or a fact as source/fact." };

    private static readonly Argument<string> ProofFile = new("file") { Description = "The proof, or - for standard input." };

    private static readonly Option<long?> Size = new("--size") { Description = "The size of the checkpoint to prove against. Default: the latest.", HelpName = "SIZE" };

    private static readonly Option<string> From = new("--from") { Description = "The older checkpoint: a file, or the size of one in the history.", HelpName = "CHECKPOINT", Required = true };

    private static readonly Option<string?> To = new("--to") { Description = "The newer checkpoint, likewise. Default: the latest.", HelpName = "CHECKPOINT" };

    private static readonly Option<string?> Kept = new("--from") { Description = "For a consistency proof: the older checkpoint that you kept.", HelpName = "FILE" };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "proof",
            """
            Prove what is in the ledger to somebody who does not have it.

            Examples:
              reports proof inclusion new-arab-2018-03-14/government-took-qadam > fact.tlog-proof
              reports proof consistency --from kept.checkpoint > growth.proof
              reports proof verify fact.tlog-proof --key log.vkey
            """);
        var inclusion = new Command(
            "inclusion",
            "Prove that a fact, or the event at a position, is in the ledger as a checkpoint has it.\n\nExample:\n  reports proof inclusion new-arab-2018-03-14/government-took-qadam > fact.tlog-proof")
        {
            Of, Size,
        };
        inclusion.SetAction((parsed, cancellation) => InclusionAsync(context, parsed, cancellation));
        var consistency = new Command(
            "consistency", "Prove that one checkpoint only added to another.\n\nExample:\n  reports proof consistency --from kept.checkpoint > growth.proof")
        {
            From, To,
        };
        consistency.SetAction((parsed, cancellation) => ConsistencyAsync(context, parsed, cancellation));
        var verify = new Command(
            "verify", "Check a proof of either kind. It needs no ledger.\n\nExamples:\n  reports proof verify fact.tlog-proof --key log.vkey\n  reports proof verify growth.proof --key log.vkey --from kept.checkpoint\n  reports proof verify fact.tlog-proof --key log.vkey --rotations rotation-1.note")
        {
            ProofFile, Kept,
        };
        verify.With(IntegrityOptions.Key, IntegrityOptions.Rotations, IntegrityOptions.Witness);
        verify.SetAction(parsed => Verify(context, parsed));
        command.With(IntegrityOptions.Folder);
        command.Subcommands.Add(inclusion);
        command.Subcommands.Add(consistency);
        command.Subcommands.Add(verify);
        return command;
    }

    private static async Task<int> InclusionAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var of = parsed.GetValue(Of)!;
        var position = long.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : await PositionOfAsync(context, parsed, of, cancellation);
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var proof = await context.Mediator.Send(
            new ProveInclusion(log, IntegrityOptions.FilesOf(parsed, log.Name), Position.At(position), parsed.GetValue(Size)), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, proof));
        else context.Screen.Raw(proof.ToString());
        return ExitCodes.Done;
    }

    private static async Task<int> ConsistencyAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var log = await IntegrityOptions.OpenLogAsync(context, parsed, cancellation);
        var files = IntegrityOptions.FilesOf(parsed, log.Name);
        var from = Named(files.History, parsed.GetValue(From)!);
        var to = parsed.GetValue(To) is { } named
            ? Named(files.History, named)
            : files.History.Latest() ?? throw new RefusedException("no checkpoint was signed yet: 'reports checkpoint' signs one");
        var proof = await context.Mediator.Send(new ProveGrowth(log, files, from, to), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, proof));
        else context.Screen.Raw(proof.ToString());
        return ExitCodes.Done;
    }

    private static int Verify(CommandContext context, ParseResult parsed)
    {
        var path = parsed.GetValue(ProofFile)!;
        var bytes = IntegrityOptions.ReadFile(path);
        var keys = IntegrityOptions.KeysOf(parsed);
        var witnesses = IntegrityOptions.WitnessesOf(parsed);
        if (EntryProof.TryParse(bytes, out var proof, out var problem))
        {
            CheckSigned(path, proof.Signed, keys, witnesses);
            if (!proof.LeadsToRoot) throw new RefusedException($"{path} proves nothing: the entry does not lead to the root of the checkpoint");
            Show(context, parsed, proof);
            return ExitCodes.Done;
        }

        if (!GrowthProof.TryParse(bytes, out var growth, out var error))
            throw new RefusedException($"{path} is no proof: {(Encoding.UTF8.GetString(bytes).StartsWith("old ", StringComparison.Ordinal) ? error : problem)}");
        CheckSigned(path, growth.Newer, keys, witnesses);
        var kept = IntegrityOptions.ReadCheckpoint(parsed.GetValue(Kept) ?? throw new RefusedException("from which checkpoint? name the one that you kept with --from"));
        if (!growth.LeadsFrom(kept.Checkpoint))
            throw new RefusedException($"{path} proves nothing: it does not lead from the checkpoint of size {kept.Checkpoint.Size} that you kept");
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => IntegrityJson.Write(json, growth));
        else context.Screen.Line($"{growth.Newer.Checkpoint.Origin}: the checkpoint of size {growth.Proof.To} only added to that of size {growth.Proof.From}");
        return ExitCodes.Done;
    }

    private static void Show(CommandContext context, ParseResult parsed, EntryProof proof)
    {
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => IntegrityJson.Write(json, proof));
            return;
        }

        var entry = ReadEntry(proof.Entry);
        context.Screen.Line($"{proof.Signed.Checkpoint.Origin}: event {entry.Number} of {proof.Signed.Checkpoint.Size}, stream {entry.Stream}, revision {entry.Revision}");
        context.Screen.Line($"type: {entry.Type}");
        context.Screen.Line($"data: {Text(entry.Data)}");
        context.Screen.Line($"metadata: {Text(entry.Metadata)}");
    }

    private static LogEntry ReadEntry(ReadOnlyMemory<byte> entry)
    {
        try
        {
            return LogEntry.Parse(entry);
        }
        catch (FormatException e)
        {
            throw new RefusedException($"the proof holds, but of something that is no event: {e.Message}");
        }
    }

    private static string Text(ReadOnlyMemory<byte>? json) => json is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "(too large: its digest alone is in the proof)";

    private static void CheckSigned(string path, SignedCheckpoint signed, LogKeys keys, IReadOnlyList<VerifierKey> witnesses)
    {
        var size = signed.Checkpoint.Size;
        if (signed.TryVerify(keys.At(size), witnesses, out _, out var error)) return;
        var all = keys.All;
        throw new RefusedException($"{path} proves nothing: {error}" + (all.Count > 1
            ? $"; by the rotations, a checkpoint of size {size} is signed by no other of the {all.Count} keys that follow from {all[0].Id:x8}"
            : "; a key that took over from it is followed with --rotations"));
    }

    private static SignedCheckpoint Named(CheckpointHistory history, string named) =>
        long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && history.Sizes().Contains(size) ? history.Read(size) : IntegrityOptions.ReadCheckpoint(named);

    private static async Task<long> PositionOfAsync(CommandContext context, ParseResult parsed, string fact, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        if (!fact.Contains('/', StringComparison.Ordinal)) throw new RefusedException($"'{Domain.Text.SafeText.Show(fact)}' is neither a position nor a fact: write 120, or source/fact");
        var answer = await context.Mediator.Send(new GetFacts(ledger, fact, new CutRequest(null, null, null, null)), cancellation);
        return answer.Items is [var one] ? one.View.Position : throw new RefusedException($"there is no fact '{Domain.Text.SafeText.Show(fact)}'");
    }
}
