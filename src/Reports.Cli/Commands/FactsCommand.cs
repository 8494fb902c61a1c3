using System.CommandLine;
using Reports.Cli.Terminal;
using Reports.Domain.Facts;
using Reports.EventStore.Embedded;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports facts [SOURCE|PLACE|SOURCE/FACT]</c></summary>
internal static class FactsCommand
{
    private static readonly string[] Columns = ["fact", "what it says", "origin", "at", "recorded"];

    private static readonly Argument<string?> Of = new("of")
    {
        Description = "A source's id, a place, or one fact as source/fact. Without it: every fact.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "facts",
            """
            What was reported, by whom and through whom; corrected and retracted facts stay readable.

            Examples:
              reports facts qadam
              reports facts new-arab-2018-03-14
              reports facts new-arab-2018-03-14/government-took-qadam --json
            """)
        {
            Of,
        };
        command.WithCut();
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var answer = await context.Mediator.Send(new GetFacts(ledger, parsed.GetValue(Of), CommandContext.CutOf(parsed)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(answer.Items, ViewJson.Write);
            return ExitCodes.Done;
        }

        context.Screen.Table(Columns, answer.Items.Select(d => (
            (string[])
            [
                d.View.Id + (d.View.IsCurrent ? "" : " (ended)"), Says(d.Fact) + ReadsAs(d), Chain(d),
                d.Fact.At is { } at ? $"¶{at.Paragraph}" : "", $"{d.View.Position}, {d.Recorded.RecordedBy}",
            ],
            d.View.IsCurrent ? Tone.Plain : Tone.Faded)));
        return ExitCodes.Done;
    }

    /// <summary>Where a merge or split reads a fact otherwise: it is shown as it was recorded, and this says so.</summary>
    private static string ReadsAs(FactDetail detail)
    {
        if (detail.View.RecordedAs is not { } recorded) return "";
        string[] names = [.. new[] { recorded.Place, recorded.Actor, recorded.Origin }.OfType<string>().Distinct(StringComparer.Ordinal)];
        return $" (as recorded: {string.Join(", ", names)} {(names.Length == 1 ? "reads" : "read")} otherwise since)";
    }

    private static string Chain(FactDetail detail) =>
        (detail.Fact.By.Speakers.IsEmpty ? detail.View.Origin : string.Join(" → ", detail.Fact.By.Speakers))
        + (detail.Fact.By.Lost ? " (attribution lost)" : "") + Graded(detail);

    /// <summary>The grade at the cut; where an analyst gave it, what the coder had given.</summary>
    private static string Graded(FactDetail detail) =>
        detail.Regraded is not null ? $" [{Grade(detail.View.Grade)}, coded {Grade(detail.Fact.Grade)}]"
        : detail.Fact.Grade is { } grade ? $" [{grade}]" : "";

    private static string Grade(Domain.Grades.Grade? grade) => grade?.ToString() ?? "no grade";

    private static string Says(Fact fact)
    {
        var says = fact switch
        {
            ControlFact c => $"{c.Actor} {Relations.Vocabulary.Word(c.Relation)} {c.Place}{(c.Extent == Extent.Unstated ? "" : $" ({Extents.Vocabulary.Word(c.Extent)})")}, {c.On}",
            FigureFact f => $"{f.About}: {f.Quantity} {Measures.Vocabulary.Word(f.Measure)} ({Populations.Vocabulary.Word(f.Population)}, {Modalities.Vocabulary.Word(f.Modality)}, {Scopes.Vocabulary.Word(f.Scope)}), {f.Window}",
            IncidentFact i => $"{IncidentKinds.Vocabulary.Word(i.Kind)}, {i.On}",
            _ => "",
        };
        if (!fact.Flags.IsDefaultOrEmpty) says += $" [flagged: {string.Join(", ", fact.Flags.Select(FactFlags.Vocabulary.Word))}]";
        return fact.Stance == Stance.Asserted ? says : $"{Stances.Vocabulary.Word(fact.Stance)}: {says}";
    }
}
