using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Reports.EventStore.Embedded;
using Reports.Service.Evidence;
using Reports.Service.Ledgers;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports bundle PLACE|FIGURE --output FILE</c></summary>
internal static class BundleCommand
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write, such as qadam.zip; or - for standard output. A file that is there is not overwritten.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Unsigned = new("--unsigned") { Description = "Without proofs: where no checkpoint was signed, or nobody needs them." };

    private static readonly Option<long?> Size = new("--size") { Description = "The size of the checkpoint to prove against. Default: the latest.", HelpName = "SIZE" };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "bundle",
            """
            Write one archive that answers a question and proves it, for somebody who has no ledger.

            It has the view, its facts, sources and corrections with their exact bytes, the proofs that they are in the ledger, policy,
            gazetteer, W3C PROV-JSON, and a readable report. 'reports verify FILE' checks it.

            Examples:
              reports bundle qadam --on 2018-04-21 --output qadam.zip
              reports bundle evac-qaboun-2017-05-14/people-evacuated --on 2018-04-21 --output qaboun.zip
            """)
        {
            ExplainCommand.Subject,
        };
        command.WithCut().With(CommonOptions.Policy, Output, Size, Unsigned);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetValue(Output)!;
        if (output != "-" && File.Exists(output)) throw new RefusedException($"{output} is there already: name another file");
        if (!parsed.GetValue(Unsigned) && EventLogs.IsCluster(parsed.GetValue(CommonOptions.Ledger)!))
            throw new RefusedException("bundles are proved from ledger files: copy the ledger to one, with 'reports copy --from esdb://… --to FILE', or ask for --unsigned");
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var bundle = await context.Mediator.Send(
            new MakeBundle(
                ledger, parsed.GetValue(ExplainCommand.Subject)!, CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger),
                parsed.GetValue(Unsigned) ? null : IntegrityOptions.FilesOf(parsed, ledger.Log.Name), parsed.GetValue(Size)),
            cancellation);
        if (output == "-")
        {
            await using var stream = Console.OpenStandardOutput();
            await stream.WriteAsync(bundle.Archive, cancellation);
            return ExitCodes.Done;
        }

        await using (var file = new FileStream(output, FileMode.CreateNew, FileAccess.Write)) await file.WriteAsync(bundle.Archive, cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", output);
            json.WriteString("subject", bundle.Subject);
            json.WriteString("on", bundle.Cut.On.ToString());
            json.WriteNumber("position", bundle.Cut.At!.Value);
            json.WriteNumber("bytes", bundle.Archive.Length);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(bundle.Archive)));
            json.WriteNumber("events", bundle.Events);
            json.WriteNumber("facts", bundle.Facts);
            json.WriteNumber("sources", bundle.Sources);
            ViewJson.Number(json, "checkpoint", bundle.Checkpoint?.Size);
            json.WriteEndObject();
        });
        else context.Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{output}: {Sentences.Count(bundle.Facts, "fact")} of {Sentences.Count(bundle.Sources, "source")} in {Sentences.Count(bundle.Events, "event")}, {(bundle.Checkpoint is { } checkpoint ? $"proved against the checkpoint of {checkpoint.Size} events" : "not signed")}; {bundle.Archive.Length:N0} bytes"));
        return ExitCodes.Done;
    }
}
