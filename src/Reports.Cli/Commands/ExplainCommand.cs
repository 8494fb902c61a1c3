using System.CommandLine;
using System.Globalization;
using Reports.Cli.Terminal;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Embedded;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Ledger;
using Reports.Service.Audit;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary><c>reports explain PLACE|FIGURE</c></summary>
internal static class ExplainCommand
{
    private static readonly string[] StepColumns = ["position", "recorded", "what became of it", "then"];
    private static readonly string[] FactColumns = ["fact", "what became of it", "what it says"];

    public static readonly Argument<string> Subject = new("subject")
    {
        Description = "A place, for its status; an incident, or about/measure…, for figures.",
    };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "The most events to step through; the latest of them.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "explain",
            """
            Why a view says what it says: fact by fact, the rule that was applied, and what would change it.

            Examples:
              reports explain qadam --on 2018-04-21
              reports explain evac-qaboun-2017-05-14 --published-by 2017-06-01
              reports explain evac-qaboun-2017-05-14/people-evacuated --json
            """)
        {
            Subject,
        };
        Steps.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) || steps is < 1 or > 100_000))
                result.AddError("--steps is a number from 1 to 100000");
        });
        command.WithCut().With(CommonOptions.Policy, Steps);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        var explanation = await context.Mediator.Send(
            new ExplainView(ledger, parsed.GetValue(Subject)!, CommandContext.CutOf(parsed), CommandContext.PolicyOf(parsed, ledger), parsed.GetValue(Steps)), cancellation);
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json => AuditJson.Write(json, explanation));
            return ExitCodes.Done;
        }

        var (screen, names) = (context.Screen, ledger.Views.Gazetteer(explanation.Cut.At));
        screen.Heading($"Explained on {explanation.Cut.On}{StatusCommand.Known(explanation.Cut)}, policy {explanation.Policy.Name}");
        if (explanation.Status is { } status) Show(screen, status, explanation, names);
        foreach (var figure in explanation.Figures) Show(screen, figure, explanation, names);
        if (explanation is { Status: null, Figures.IsEmpty: true }) screen.Line("no figure is known at this cut");
        return ExitCodes.Done;
    }

    private static void Show(Screen screen, ControlExplanation explanation, Explanation all, GazetteerTree names)
    {
        screen.Line($"{names.NameOf(explanation.View.Place)}: {ViewTables.Short(explanation.View, names)}");
        Earlier(screen, explanation.EarlierSteps);
        screen.Table(StepColumns, explanation.Steps.Select(s => (
            (string[])
            [
                s.Position.ToString(CultureInfo.InvariantCulture), $"{s.Subject}: {FactSentences.Say(all.Recorded[s.Position].Event, names)}",
                string.Join("; ", s.Effects.Select(e => Effect(e, s.Subject))),
                ViewTables.Short(s.After, names),
            ],
            Tone.Plain)));
        var idle = explanation.Facts.Where(f => f.Fate is not (FateKind.Stands or FateKind.Layer or FateKind.Beside)).ToList();
        if (idle.Count > 0)
        {
            screen.Line("does not count:");
            screen.Table(FactColumns, idle.Select(f => (
                (string[])[f.Fact, f.Rule + RecordedAs(f.RecordedAs) + (f.By is null ? "" : $", {f.By}"), FactSentences.Say(all.Recorded[f.Position].Event, names)], Tone.Plain)));
        }

        Many(screen, "for it", explanation.View.Basis.For);
        Many(screen, "against it", explanation.View.Basis.Against);
        screen.Line($"rule: {explanation.View.Basis.Rule}");
        Without(screen, explanation.Alternatives, v => ViewTables.Short(v, names));
    }

    private static void Show(Screen screen, FigureExplanation explanation, Explanation all, GazetteerTree names)
    {
        screen.Line($"{ViewTables.Name(explanation.View)}, {Sentences.Window(explanation.View)}: {ViewTables.Short(explanation.View)}");
        Earlier(screen, explanation.EarlierSteps);
        screen.Table(StepColumns, explanation.Steps.Select(s => (
            (string[])
            [
                s.Position.ToString(CultureInfo.InvariantCulture), $"{s.Subject}: {FactSentences.Say(all.Recorded[s.Position].Event, names)}",
                string.Join("; ", s.Effects.Select(e => $"{Interval(e)}: {e.Rule}{RecordedAs(e.RecordedAs)}")), ViewTables.Short(s.After),
            ],
            Tone.Plain)));
        foreach (var fact in explanation.Facts.Where(f => f.Role is not (FigureRole.Current or FigureRole.Denial)))
            screen.Line($"no voice of its own: {fact.Fact}, {fact.Quantity}: {fact.Rule}");
        screen.Line($"why: {explanation.View.Why}");
        foreach (var broken in explanation.View.BrokenConstraints) screen.Line($"breaks: {broken.Rule}");
        Without(screen, explanation.Alternatives, ViewTables.Short);
    }

    private static string Effect(ExplainedFact effect, string subject) =>
        (effect.Fact == subject ? "" : effect.Fact + ": ") + effect.Rule + RecordedAs(effect.RecordedAs) + (effect.By is null || effect.By == subject ? "" : $", {effect.By}");

    private static string RecordedAs(RecordedNames? recorded) => recorded is null
        ? ""
        : $" (recorded as {string.Join(", ", new[] { recorded.Place, recorded.Actor, recorded.Origin }.OfType<string>().Distinct(StringComparer.Ordinal))})";

    private static string Interval(ExplainedFigure fact) => fact.Low is not { } low
        ? "no interval"
        : string.Create(CultureInfo.InvariantCulture, $"[{low}, {(fact.High is { } high ? $"{high}]" : "∞)")}");

    private static void Earlier(Screen screen, int steps)
    {
        if (steps > 0) screen.Line($"{Sentences.Count(steps, "earlier event")} not shown; --steps shows more");
    }

    private static void Many(Screen screen, string title, IReadOnlyCollection<string> facts)
    {
        if (facts.Count > 0) screen.Line($"{title}: {string.Join(", ", facts)}");
    }

    private static void Without<T>(Screen screen, IReadOnlyCollection<Alternative<T>> alternatives, Func<T?, string> show)
        where T : class
    {
        screen.Line(alternatives.Count == 0 ? "no fact, source or origin alone would change the answer" : "what would change the answer:");
        foreach (var alternative in alternatives) screen.Line($"  without {alternative.Kind} {alternative.Id}: {show(alternative.View)}");
    }
}
