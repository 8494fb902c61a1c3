using System.CommandLine;
using System.Globalization;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.Service.Exporting;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports export CONTENT --output FILE</c></summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Content = new("content")
    {
        HelpName = "content",
        Description = $"What to export: {string.Join(", ", ExportFormats.Contents.Words)}.",
        CompletionSources = { _ => ExportFormats.Contents.Words.Select(w => new System.CommandLine.Completions.CompletionItem(w)) },
    };

    private static readonly Option<string?> Format = new("--format", "-f")
    {
        Description = $"How to write it: {string.Join(", ", ExportFormats.Formats.Words)}. Default: as the file's name ends.",
        HelpName = "FORMAT",
        CompletionSources = { _ => ExportFormats.Formats.Words.Select(w => new System.CommandLine.Completions.CompletionItem(w)) },
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write, or - for standard output. It is there whole or not at all.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Take the place of a file that is there." };

    private static readonly Option<long> After = new("--after") { Description = "For changes: only those after this log position.", HelpName = "POSITION" };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "export",
            $"""
            Write views at a cut, facts or changes in a format that others read.

            {string.Join("\n", ExportFormats.Contents.Words.Select(Formats))}

            The same ledger and the same cut give the same bytes. What an export was made from (cut, position, policy, and the root of the log's
            hash tree there) stands in the file, or beside it in FILE-metadata.json where the format has no place for it. Facts in csv, parquet and
            ndjson come back in with 'reports import reports-facts'; ndjson alone has the gazetteer too.

            Examples:
              reports export statuses --on 2018-04-21 --output statuses.csv
              reports export statuses --on 2018-04-21 --published-by 2018-03-31 --output statuses.geojson
              reports export facts --output facts.parquet
              reports export facts --format claims --output facts.jsonld
              reports export changes --after 120 --format cloudevents --output changes.json
              reports export figures --format ndjson --output - | jq .class
            """)
        {
            Content,
        };
        command.With(Format, Output, Overwrite, After).WithCut().With(CommonOptions.Policy, IntegrityOptions.Folder);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var content = Word(ExportFormats.Contents, parsed.GetValue(Content)!);
        var output = parsed.GetValue(Output)!;
        var format = parsed.GetValue(Format) is { } named ? Word(ExportFormats.Formats, named) : FormatOf(output);
        ExportFormats.Check(content, format);
        var (isPiped, isOverwritten) = (output == "-", parsed.GetValue(Overwrite));
        var sidecar = output + ExportSidecar.Ending;
        if (!isPiped && !isOverwritten)
            foreach (var file in format.NeedsSidecar() ? [output, sidecar] : (string[])[output])
                if (File.Exists(file)) throw new RefusedException($"{file} is there already: name another file, or add --overwrite");

        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        using var roots = new LogRoots(ledger.Log, IntegrityOptions.OfServer(parsed, ledger.Log.Name)?.Tiles);
        var making = output + "-new";
        ExportReport report;
        try
        {
            await using (var stream = isPiped ? Console.OpenStandardOutput() : new FileStream(making, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                using var line = new ProgressLine($"exporting {ExportFormats.Contents.Word(content)}", context.Time);
                report = await context.Mediator.Send(
                    new ExportLedger(ledger, content, format, CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger), stream, roots)
                    {
                        After = parsed.GetValue(After),
                        Progress = new CommandContext.Inline<ExportProgress>(p => line.Report(p.Rows, p.Total)),
                    },
                    cancellation);
                if (stream is FileStream { CanSeek: true } written) written.Flush(flushToDisk: true);
            }

            if (isPiped) return ExitCodes.Done;
            if (format.NeedsSidecar()) DurableFile.Replace(sidecar, PrintedJson.Bytes(json => ExportSidecar.Write(json, Path.GetFileName(output), report)));
            DurableFile.Move(making, output, isOverwritten);
        }
        finally
        {
            if (!isPiped) File.Delete(making);
        }

        Tell(context, parsed, output, format.NeedsSidecar() ? sidecar : null, report);
        return ExitCodes.Done;
    }

    private static void Tell(CommandContext context, ParseResult parsed, string output, string? sidecar, ExportReport report)
    {
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", output);
            json.WriteString("metadata", sidecar);
            json.WritePropertyName("export");
            report.Origin.Write(json);
            json.WriteNumber("rows", report.Rows);
            json.WriteNumber("bytes", report.Bytes);
            json.WriteString("sha256", report.Sha256);
            json.WriteEndObject();
        });
        else context.Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{output}: {ExportFormats.Contents.Word(report.Origin.Content)} at position {report.Origin.Position}, {Sentences.Count(report.Rows, "row")}, {report.Bytes:N0} bytes; made from {Sentences.Count(report.Origin.Events, "event")}, root {report.Origin.Root}"));
    }

    private static string Formats(string content) =>
        $"  {content,-10} {string.Join(", ", ExportFormats.Of(Word(ExportFormats.Contents, content)).Select(ExportFormats.Formats.Word))}";

    private static T Word<T>(Domain.Vocabulary.Vocabulary<T> vocabulary, string word)
        where T : struct, Enum =>
        vocabulary.TryParse(word, out var value) ? value : throw new RefusedException($"'{word}' is no {vocabulary.Name}: there are {string.Join(", ", vocabulary.Words)}");

    private static ExportFormat FormatOf(string output)
    {
        foreach (var format in Enum.GetValues<ExportFormat>())
            if (output.EndsWith(format.Extension(), StringComparison.OrdinalIgnoreCase))
                return format;
        throw new RefusedException($"'{output}' does not tell the format: name one with --format, of {string.Join(", ", ExportFormats.Formats.Words)}");
    }
}
