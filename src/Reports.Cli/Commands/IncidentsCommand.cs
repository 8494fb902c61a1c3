using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Facts;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports incidents [ID]</c></summary>
internal static class IncidentsCommand
{
    private static readonly string[] Columns = ["incident", "kind", "when, and who says so", "from", "to", "participants"];

    private static readonly Argument<string?> Id = new("id")
    {
        Description = "An incident's id. Without it: every incident.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "incidents",
            """
            What happened or was agreed, and where sources disagree about when.

            Example:
              reports incidents --on 2018-04-30
            """)
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
        var answer = await context.Mediator.Send(new GetIncidents(ledger, parsed.GetValue(Id), CommandContext.CutOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(answer.Items, ViewJson.Write);
            return ExitCodes.Done;
        }

        var names = ledger.Views.Gazetteer(answer.Cut.At);
        context.Screen.Table(Columns, answer.Items.Select(v => (
            (string[])
            [
                v.Id, IncidentKinds.Vocabulary.Word(v.Kind),
                string.Join("; ", v.Statements.Select(s => $"{s.On} ({names.SpeakerName(s.Origin)}{(s.Stance == Stance.Asserted ? "" : ", " + Stances.Vocabulary.Word(s.Stance))})"))
                    + (v.DatesDisagree ? "; the dates disagree" : ""),
                string.Join(", ", v.From.Select(names.NameOf)), string.Join(", ", v.To.Select(names.NameOf)),
                string.Join(", ", v.Participants.Select(names.SpeakerName)),
            ],
            v.DatesDisagree || v.Denied ? Tone.Alarm : Tone.Plain)));
        return ExitCodes.Done;
    }
}
