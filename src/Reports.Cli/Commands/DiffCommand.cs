using System.CommandLine;
using System.CommandLine.Parsing;
using Reports.EventStore.Embedded;
using Reports.Projections.Changes;
using Reports.Service.Audit;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports diff --from CUT --to CUT</c></summary>
internal static class DiffCommand
{
    private static readonly Argument<string?> Subject = new("subject")
    {
        Description = "A place, an incident or about/measure…. Without it: every view.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<CutRequest> From = new("--from")
    {
        Description = "The earlier cut: a date, a position, or on=DATE,published-by=DATE,at=POSITION,recorded-by=TIME.",
        HelpName = "CUT",
        Required = true,
        CustomParser = Parse,
    };

    private static readonly Option<CutRequest> To = new("--to")
    {
        Description = "The later cut, in the same words. Default: today, all that is known.",
        HelpName = "CUT",
        CustomParser = Parse,
        DefaultValueFactory = _ => new CutRequest(),
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "diff",
            """
            What changed between two cuts, view by view, and the facts that caused it.

            Examples:
              reports diff --from 2018-03-14 --to 2018-03-21
              reports diff qadam --from on=2018-04-21,published-by=2018-03-31 --to 2018-04-21
              reports diff --from at=251,on=2018-04-21 --to on=2018-04-21 --json
            """)
        {
            Subject,
        };
        command.With(From, To, CommonOptions.Policy);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var comparison = await context.Mediator.Send(
            new CompareCuts(ledger, parsed.GetValue(Subject), parsed.GetValue(From)!, parsed.GetValue(To)!, CommandContext.PolicyOf(parsed, ledger)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => AuditJson.Write(json, comparison));
            return ExitCodes.Done;
        }

        context.Screen.Heading($"From {Told(comparison.From)} to {Told(comparison.To)}");
        ViewTables.Changes(context.Screen, comparison.Changes, ledger.Views.Gazetteer(comparison.To.Cut.At), withCauses: true);
        return ExitCodes.Done;
    }

    private static string Told(Viewpoint from) => $"{from.Cut.On}{StatusCommand.Known(from.Cut)}, policy {from.Policy.Name}";

    private static CutRequest? Parse(ArgumentResult result)
    {
        if (CutRequest.TryParse(result.Tokens[0].Value, out var cut, out var problem)) return cut;
        result.AddError(problem);
        return null;
    }
}
