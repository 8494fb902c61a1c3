using System.CommandLine;
using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Evidence;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports verify BUNDLE</c></summary>
internal static class VerifyBundleCommand
{
    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, string path, CancellationToken cancellation)
    {
        var archive = await ReadAsync(path, cancellation);
        // A ledger is asked only where the command line names one: a bundle is checked by whoever has none.
        var isCompared = parsed.GetResult(CommonOptions.Ledger) is { Implicit: false };
        await using var ledger = isCompared ? await context.OpenAsync(parsed, LedgerMode.Read, cancellation) : null;
        var verification = await context.Mediator.Send(new VerifyBundle(archive, IntegrityOptions.KeyOf(parsed), ledger), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, verification));
        else Write(context.Screen, verification);
        return verification.IsWhole ? ExitCodes.Done : ExitCodes.Damaged;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"there is no file '{path}'", path);
        if (new FileInfo(path).Length > EvidenceArchive.MaxBytes) throw new RefusedException($"{path} is larger than a bundle can be");
        return await File.ReadAllBytesAsync(path, cancellation);
    }

    private static void Write(Screen screen, BundleVerification verification)
    {
        if (verification.Question is { } question)
            screen.Line($"{(question.IsStatus ? "status of" : "figures of")} {question.Subject} on {question.Cut.On}, position {question.Cut.At}, policy {question.Policy}: {Sentences.Count(question.Events, "event")}, {Sentences.Count(verification.Facts, "fact")}");
        if (!verification.IsWhole)
        {
            screen.Line($"not what it must be in {Sentences.Count(verification.Damages.Count, "place")}:");
            foreach (var damage in verification.Damages) screen.Line("  " + damage);
            return;
        }

        screen.Line("files: those that follow from the events; the view is the one that these events make");
        if (verification.Checkpoint is { } checkpoint)
        {
            screen.Line($"events: each is in {checkpoint.Origin} as the checkpoint of {checkpoint.Size} events has it");
            screen.Line(verification.IsKeyTrusted
                ? $"signature: by {verification.Key!.Name} ({verification.Key.Id:x8}), which follows from the key that you gave"
                : $"signature: by {verification.Key!.Name} ({verification.Key.Id:x8}), the bundle's own word; give the key that you kept with --key");
        }
        else
        {
            screen.Line("not signed: nothing proves that these events are in a ledger");
        }

        screen.Line(verification.IsComplete is true
            ? "completeness: the ledger has these events, and none else that bears on the question"
            : "completeness: not known; whoever has the ledger can tell, with --ledger");
    }

    private static void Write(Utf8JsonWriter json, BundleVerification verification)
    {
        json.WriteStartObject();
        json.WriteBoolean("whole", verification.IsWhole);
        json.WriteString("subject", verification.Question?.Subject);
        json.WriteString("on", verification.Question?.Cut.On.ToString());
        ViewJson.Number(json, "position", verification.Question?.Cut.At);
        ViewJson.Number(json, "events", verification.Question?.Events);
        json.WriteNumber("facts", verification.Facts);
        json.WriteString("origin", verification.Checkpoint?.Origin);
        ViewJson.Number(json, "checkpoint", verification.Checkpoint?.Size);
        json.WriteString("key", verification.Key?.ToString());
        json.WriteBoolean("keyTrusted", verification.IsKeyTrusted);
        if (verification.IsComplete is { } complete) json.WriteBoolean("complete", complete);
        else json.WriteNull("complete");
        json.WriteStartArray("damages");
        foreach (var damage in verification.Damages)
        {
            json.WriteStartObject();
            json.WriteString("place", damage.Place);
            json.WriteString("problem", damage.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
