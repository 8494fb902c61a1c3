using System.CommandLine;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports status [PLACE]</c></summary>
internal static class StatusCommand
{
    private static readonly Argument<string?> Place = new("place")
    {
        Description = "A place by id, name or alias. Without it: every place that sources speak of.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "status",
            """
            Who controls a place on a date, as far as was known, and why.

            Examples:
              reports status qadam --on 2018-03-21
              reports status al-Qadam --on 2018-04-21 --published-by 2018-03-31
              reports status --json
            """)
        {
            Place,
        };
        command.WithCut().With(CommonOptions.Policy);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var place = parsed.GetValue(Place);
        var answer = await context.Mediator.Send(
            new GetStatus(ledger, place, CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger)), cancellation);
        var (screen, names) = (context.Screen, ledger.Views.Gazetteer(answer.Cut.At));
        if (CommandContext.IsJson(parsed))
        {
            if (place is null) screen.Json(answer.Items, ViewJson.Write);
            else screen.Json(json => ViewJson.Write(json, answer.Items[0]));
            return ExitCodes.Done;
        }

        screen.Heading($"Control status on {answer.Cut.On}{Known(answer.Cut)}, policy {answer.Policy.Name}");
        ViewTables.Statuses(screen, answer.Items, names);
        if (place is null) return ExitCodes.Done;

        var view = answer.Items[0];
        Facts(screen, "for it", view.Basis.For);
        Facts(screen, "against it", view.Basis.Against);
        Facts(screen, "expected", view.Expected);
        screen.Line($"rule: {view.Basis.Rule}");
        screen.Line($"independent origins: {view.Basis.OriginsFor} for it, {view.Basis.OriginsAgainst} against"
            + (view.Basis.BestGrade is { } grade ? $"; best grade {grade}" : ""));
        return ExitCodes.Done;
    }

    /// <summary>What was known, where that is not everything.</summary>
    internal static string Known(Projections.Ledger.Cut cut) =>
        (cut.PublishedBy is { } by ? $", published by {by}" : "") + $", position {cut.At}";

    private static void Facts(Terminal.Screen screen, string title, IReadOnlyCollection<string> facts)
    {
        if (facts.Count == 0) return;
        screen.Line($"{title}:");
        foreach (var fact in facts) screen.Line("  " + fact);
    }
}
