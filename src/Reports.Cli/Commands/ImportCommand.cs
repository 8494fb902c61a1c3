using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.Service.Importing;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports import FORMAT FILE</c></summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Format = new("format")
    {
        HelpName = "format",
        Description = "What the file is: one of the formats above.",
        CompletionSources = { _ => ImportFormats.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)) },
    };

    private static readonly Argument<string?> Input = new("file") { Description = "The file.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Mapping = new("--mapping") { Description = "Show what becomes of each column, and end." };

    private static readonly Option<string?> Map = new("--map") { Description = "With the format csv: the file that says how rows become facts.", HelpName = "FILE" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Read and check every row, show the mapping and what names stand for; append nothing." };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask on a terminal. Without a terminal nobody is asked." };

    private static readonly Option<Day?> Published = new("--published")
    {
        Description = "The day on which the data set came out, where its rows do not tell.",
        HelpName = "DATE",
        CustomParser = CommonOptions.ParseDay,
    };

    private static readonly Option<string?> Outlet = new("--outlet") { Description = "Who published the data set, where it does not tell: a name or an id.", HelpName = "NAME" };

    private static readonly Option<string?> Licence = new("--licence") { Description = "The terms on which the data set may be passed on, recorded with boundaries.", HelpName = "TEXT" };

    private static readonly Option<string?> Incidents = new("--incidents")
    {
        Description = "Airwars' file of incidents, for the tables of its sources and belligerents.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> NamesFile = new("--names")
    {
        Description = "A YAML or JSON file of names in the data set and the ids that they stand for, before any rule.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Rejects = new("--rejects") { Description = "Where rows go that become no source. Default: FILE.rejects.csv.", HelpName = "FILE" };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "import",
            $"""
            Take a data set of the field into the ledger, row by row.

            Every row becomes a source with facts, or a line of the reject file with its number, column and reason. What is odd in the data is
            recorded as it is and flagged. The same file twice appends nothing; an import that was stopped goes on when it is run again. On a
            terminal the mapping is shown first, and the import asks.

            Formats:
            {string.Join('\n', ImportFormats.Summaries.Select(f => $"  {f.Name,-22}{f.Summary}"))}

            Examples:
              reports import ucdp-ged --mapping
              reports import ucdp-ged ged.csv --dry-run
              reports import ucdp-ged ged.csv --published 2020-06-01 --ledger syria.db
              reports import acled acled.csv
              reports import acled-deleted deleted.csv
              reports import airwars incidents.csv
              reports import airwars-sources sources.csv --incidents incidents.csv
              reports import airwars-belligerents belligerents.csv --incidents incidents.csv
              reports import airwars-pages pages.csv --published 2024-07-01
              reports import cod-places places.csv
              reports import cod-boundaries syr_admin3.geojson --licence 'CC BY-IGO'
              reports import csv daily.csv --map daily.yaml --dry-run
              reports import control map.csv --outlet 'Liveuamap' --names names.yaml
              reports import reports-facts facts.parquet
            """)
        {
            Format, Input, Mapping, Map, DryRun, Yes, Published, Outlet, Licence, Incidents, NamesFile, Rejects,
        };
        command.With(CommonOptions.Author);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var map = parsed.GetValue(Map) is { } mapFile ? InputFiles.Of(mapFile) : null;
        if (map is not null && !File.Exists(map.Name)) throw new FileNotFoundException($"there is no file '{map.Name}'", map.Name);
        var mapping = ImportFormats.Mapping(parsed.GetValue(Format)!, map);
        var isJson = CommandContext.IsJson(parsed);
        if (parsed.GetValue(Mapping))
        {
            if (isJson) context.Screen.Json(json => ImportJson.Write(json, mapping));
            else ImportOutput.Write(context.Screen, mapping);
            return ExitCodes.Done;
        }

        var path = parsed.GetValue(Input) ?? throw new RefusedException("name the file to import, or --mapping to see what becomes of its columns");
        var input = ImportInput.Of(path);
        var isDryRun = parsed.GetValue(DryRun);
        if (isDryRun && !isJson) ImportOutput.Write(context.Screen, mapping);
        if (!isDryRun && !isJson && !parsed.GetValue(Yes) && context.Screen.IsTerminal && !Console.IsInputRedirected)
        {
            ImportOutput.Write(context.Screen, mapping);
            if (!Confirmed(context, path)) return ExitCodes.Refused;
        }

        var settings = new ImportSettings
        {
            Published = parsed.GetValue(Published)?.ToDate(),
            Outlet = parsed.GetValue(Outlet),
            Map = map,
            Licence = parsed.GetValue(Licence),
            Incidents = parsed.GetValue(Incidents) is { } incidents ? ImportInput.Of(incidents) : null,
            Names = parsed.GetValue(NamesFile) is { } names ? NameFile.Read(names) : new Dictionary<string, string>(StringComparer.Ordinal),
        };
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Write, cancellation);
        ImportReport report;
        using (var line = new ProgressLine("importing rows, bytes", context.Time))
        {
            report = await context.Mediator.Send(
                new ImportFile(
                    ledger, mapping.Name, input, settings, CommandContext.AuthorOf(parsed), parsed.GetValue(Rejects) ?? path + ".rejects.csv", isDryRun,
                    new CommandContext.Inline<ImportProgress>(p => line.Report(p.Bytes, p.Length))),
                cancellation);
        }

        if (isJson) context.Screen.Json(json => ImportJson.Write(json, report));
        else ImportOutput.Write(context.Screen, context.Error, report);
        return report.HasErrors ? ExitCodes.Refused : ExitCodes.Done;
    }

    private static bool Confirmed(CommandContext context, string path)
    {
        context.Error.Write($"Import '{path}' so? [y/N] ");
        return Console.In.ReadLine() is { } answer && answer.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase);
    }
}
