using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports ingest PATH…</c></summary>
internal static class IngestCommand
{
    private const string GazetteerFolder = "gazetteer";

    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "Files or folders of source and gazetteer files (.yaml, .yml, .json); '-' reads one file from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Views = new("--views") { Description = "Afterwards print every district's status, then the disputed figures." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Check everything, show which views would change, and append nothing." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "ingest",
            """
            Take source files into the ledger; the same file twice appends nothing.

            Gazetteer files are taken first. Where a folder 'gazetteer' stands beside or in a folder that is named, it is taken along.

            Examples:
              reports ingest eventstore/sources --views
              reports ingest report.yaml --ledger syria.db --author amira
              cat report.json | reports ingest -
            """)
        {
            Paths, Views, DryRun,
        };
        command.With(CommonOptions.On, CommonOptions.Policy, CommonOptions.Author);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var files = InputFiles.Find(WithGazetteers(parsed.GetValue(Paths)!), Console.OpenStandardInput);
        if (files.Count == 0) throw new RefusedException("there is no .yaml, .yml or .json file in what was named");
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
        var report = await IngestAsync(context, parsed, ledger, files, cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => ViewJson.Write(json, report));
        }
        else
        {
            IngestOutput.Write(context.Screen, context.Error, report, ledger.Gazetteer, parsed.GetValue(DryRun));
            if (parsed.GetValue(Views)) await AllViewsAsync(context, parsed, ledger, cancellation);
        }

        return report.HasErrors ? ExitCodes.Refused : ExitCodes.Done;
    }

    internal static async Task<IngestReport> IngestAsync(
        CommandContext context, ParseResult parsed, Ledger ledger, IReadOnlyList<InputFile> files, CancellationToken cancellation)
    {
        using var line = new ProgressLine("ingesting files", context.Time);
        return await context.Mediator.Send(
            new IngestFiles(
                ledger, files, CommandContext.AuthorOf(parsed), context.OnOf(parsed), CommandContext.PolicyOf(parsed, ledger),
                parsed.GetValue(DryRun), new CommandContext.Inline<int>(done => line.Report(done, files.Count))),
            cancellation);
    }

    private static async Task AllViewsAsync(CommandContext context, ParseResult parsed, Ledger ledger, CancellationToken cancellation)
    {
        var policy = CommandContext.PolicyOf(parsed, ledger);
        var cut = new CutRequest(On: context.OnOf(parsed));
        var statuses = await context.Mediator.Send(new GetStatus(ledger, null, cut, policy), cancellation);
        var figures = await context.Mediator.Send(new GetFigures(ledger, null, true, cut, policy), cancellation);
        context.Screen.Heading($"Control status on {statuses.Cut.On}, by district (position {statuses.Cut.At}, policy {statuses.Policy.Name})");
        ViewTables.Statuses(context.Screen, statuses.Items, ledger.Gazetteer);
        context.Screen.Heading("Disputed figures");
        ViewTables.Figures(context.Screen, figures.Items, ledger.Gazetteer);
    }

    /// <summary>Names in sources need a gazetteer: the one that stands with them is taken along.</summary>
    private static IEnumerable<string> WithGazetteers(string[] paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path) && Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            {
                var beside = Path.Combine(Path.GetDirectoryName(path.TrimEnd(Path.DirectorySeparatorChar)) ?? parent, GazetteerFolder);
                if (Directory.Exists(beside) && !paths.Any(p => Path.GetFullPath(p) == Path.GetFullPath(beside))) yield return beside;
            }

            yield return path;
        }
    }
}
