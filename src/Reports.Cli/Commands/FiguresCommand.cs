using System.CommandLine;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports figures [ABOUT]</c></summary>
internal static class FiguresCommand
{
    private static readonly Argument<string?> About = new("about")
    {
        Description = "An incident's id, or a place. Without it: every figure.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Disputed = new("--disputed") { Description = "Only figures that are disputed." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "figures",
            """
            What sources count, what each independent origin says, and how far apart they are.

            Examples:
              reports figures --disputed
              reports figures evac-qaboun-2017-05-14 --json
            """)
        {
            About, Disputed,
        };
        command.WithCut().With(CommonOptions.Policy);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var answer = await context.Mediator.Send(
            new GetFigures(ledger, parsed.GetValue(About), parsed.GetValue(Disputed), CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger)),
            cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(answer.Items, ViewJson.Write);
            return ExitCodes.Done;
        }

        context.Screen.Heading($"Figures on {answer.Cut.On}{StatusCommand.Known(answer.Cut)}, policy {answer.Policy.Name}");
        ViewTables.Figures(context.Screen, answer.Items, ledger.Views.Gazetteer(answer.Cut.At));
        return ExitCodes.Done;
    }
}
