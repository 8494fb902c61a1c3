using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports sources [ID]</c></summary>
internal static class SourcesCommand
{
    private static readonly string[] Columns = ["source", "published", "outlet", "facts", "title", "recorded"];

    private static readonly Argument<string?> Id = new("id")
    {
        Description = "A source's id. Without it: every source.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command("sources", "The published documents in the ledger, and who recorded them.\n\nExample:\n  reports sources --published-by 2018-03-31")
        {
            Id,
        };
        command.WithCut();
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var answer = await context.Mediator.Send(new GetSources(ledger, parsed.GetValue(Id), CommandContext.CutOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(answer.Items, ViewJson.Write);
            return ExitCodes.Done;
        }

        context.Screen.Table(Columns, answer.Items.Select(s => (
            (string[])
            [
                s.View.Id, s.View.Published.ToString(), ledger.Views.Gazetteer(answer.Cut.At).SpeakerName(s.Header.Outlet),
                s.View.Withdrawn ? "withdrawn" : $"{s.View.Facts}{(s.View.Ended > 0 ? $" (+{s.View.Ended} ended)" : "")}",
                s.Header.Title, $"position {s.View.Position} by {s.Recorded.RecordedBy}",
            ],
            s.View.Withdrawn ? Tone.Faded : Tone.Plain)));
        return ExitCodes.Done;
    }
}
