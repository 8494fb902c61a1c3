using System.CommandLine;
using System.CommandLine.Parsing;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.Projections.History;
using Reports.Projections.Ledger;
using Reports.Service.Audit;
using Reports.Service.Ledgers;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary><c>reports history PLACE|FIGURE</c></summary>
internal static class HistoryCommand
{
    private static readonly Option<Axis> Along = new("--along")
    {
        Description = "Which time: valid (the world's, as known at the cut), published, or recorded (what was known by then of --on).",
        HelpName = "valid|published|recorded",
        CustomParser = ParseAxis,
        DefaultValueFactory = _ => Axis.Valid,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "history",
            """
            How a view changed through time, and which facts changed it.

            Examples:
              reports history qadam --on 2018-06-01
              reports history qadam --along published --on 2018-04-21
              reports history evac-qaboun-2017-05-14 --along recorded --json
            """)
        {
            ExplainCommand.Subject,
        };
        Along.CompletionSources.Add("valid", "published", "recorded");
        command.WithCut().With(CommonOptions.Policy, Along);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var history = await context.Mediator.Send(
            new GetHistory(
                ledger, parsed.GetValue(ExplainCommand.Subject)!, parsed.GetValue(Along), CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger)),
            cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => AuditJson.Write(json, history));
            return ExitCodes.Done;
        }

        var (screen, names) = (context.Screen, ledger.Views.Gazetteer(history.Cut.At));
        var asked = history.Along switch
        {
            Axis.Valid => $"up to {history.Cut.On}{StatusCommand.Known(history.Cut)}",
            Axis.Published => $"as published by then, on {history.Cut.On}, position {history.Cut.At}",
            _ => $"as recorded by then, on {history.Cut.On}{(history.Cut.PublishedBy is { } by ? $", published by {by}" : "")}",
        };
        if (history.Place is { } place)
        {
            screen.Heading($"{names.NameOf(place)}, {asked}, policy {history.Policy.Name}");
            await TableAsync(screen, history.Along, ledger, history.Status, v => ViewTables.Short(v, names) + (v is { Stale: true } ? ", stale" : ""), cancellation);
            return ExitCodes.Done;
        }

        foreach (var trail in history.Figures)
        {
            screen.Heading($"{ViewTables.Name(trail.Figure)}, {asked}, policy {history.Policy.Name}");
            await TableAsync(screen, history.Along, ledger, trail.Entries, ViewTables.Short, cancellation);
        }

        if (history.Figures.IsEmpty) screen.Line("no figure is known at this cut");
        return ExitCodes.Done;
    }

    private static async Task TableAsync<T>(
        Screen screen, Axis along, Ledger ledger, IEnumerable<HistoryEntry<T>> entries, Func<T?, string> show, CancellationToken cancellation)
        where T : class
    {
        var rows = new List<(string[], Tone)>();
        var before = "";
        foreach (var entry in entries)
        {
            var view = show(entry.View);
            var because = along == Axis.Valid && entry.Causes.IsEmpty ? "time passed" : ViewTables.Because(entry.Causes);
            rows.Add(([await FromAsync(along, ledger, entry.Cut, cancellation), view == before ? view + ", as before on other grounds" : view, because], Tone.Plain));
            before = view;
        }

        screen.Table([along == Axis.Recorded ? "position" : "from", "view", "because"], rows);
    }

    private static async Task<string> FromAsync(Axis along, Ledger ledger, Cut cut, CancellationToken cancellation) => along switch
    {
        Axis.Valid => cut.On.ToString(),
        Axis.Published => cut.PublishedBy!.Value.ToString(),
        _ => await ledger.EventAtAsync(cut.At!.Value, cancellation) is { } recorded
            ? $"{cut.At}, {EventMetadata.Parse(recorded.Metadata).RecordedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)}"
            : cut.At.ToString()!,
    };

    private static Axis ParseAxis(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        foreach (var axis in Enum.GetValues<Axis>())
            if (text == AuditJson.Word(axis))
                return axis;
        result.AddError($"'{text}' is not a time to follow: valid, published or recorded");
        return Axis.Valid;
    }
}
