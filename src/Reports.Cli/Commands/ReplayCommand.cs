using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Output;
using Reports.Service.Queries;
using Reports.Service.Replaying;

namespace Reports.Cli.Commands;

/// <summary><c>reports replay</c></summary>
internal static class ReplayCommand
{
    private static readonly string[] Columns = ["views", "how many", "SHA-256 of what --json prints"];

    private static readonly Option<long?> To = new("--to")
    {
        Description = "Build up to this position, and compare with the live views as of it. Default: all.",
        HelpName = "POSITION",
    };

    private static readonly Option<Day?> Since = new("--since")
    {
        Description = "Compare the statuses of every day from this date to --on, not of that day alone.",
        HelpName = "DATE",
        CustomParser = CommonOptions.ParseDay,
    };

    private static readonly Option<string?> Policies = new("--policy")
    {
        Description = "Show what a change of policy would change: 'OLD|NEW', or NEW against the one in force; names, or files (.yaml, .json).",
        HelpName = "OLD|NEW",
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "replay",
            """
            Build every view again from the log alone, and compare with the live views byte for byte.

            The digests are over what the named commands print with --json: two auditors who name the same date, position and policy
            have the same digests, or not the same ledger. Exit code 3 when a live view is not what follows from the log.

            Examples:
              reports replay --on 2018-04-21
              reports replay --to 120 --on 2018-04-21 --since 2018-03-01 --json
              reports replay --policy "reports-1|conservative-1" --on 2018-04-21
            """);
        command.WithCut().With(To, Since, Policies);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        await using var ledger = await context.OpenAsync(parsed, LedgerMode.Read, cancellation);
        if (parsed.GetValue(Policies) is { } policies) return await CompareAsync(context, parsed, ledger, policies, cancellation);
        if (parsed.GetValue(CommonOptions.PublishedBy) is not null || parsed.GetValue(CommonOptions.At) is not null || parsed.GetValue(CommonOptions.RecordedBy) is not null)
            throw new RefusedException("a replay builds everything up to --to; --published-by, --at and --recorded-by go with --policy alone");
        ReplayReport report;
        using (var line = new ProgressLine("replaying", context.Time))
            report = await context.Mediator.Send(
                new ReplayLedger(
                    ledger, parsed.GetValue(To), context.OnOf(parsed), parsed.GetValue(Since), ledger.Views.PolicyAt(new Cut(context.OnOf(parsed), At: parsed.GetValue(To))),
                    new CommandContext.Inline<RebuildProgress>(p => line.Report(p.Position, p.Head))),
                cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, report));
        else Write(context.Screen, report);
        return report.IsEqual ? ExitCodes.Done : ExitCodes.Damaged;
    }

    private static async Task<int> CompareAsync(
        CommandContext context, ParseResult parsed, Ledger ledger, string policies, CancellationToken cancellation)
    {
        if (parsed.GetValue(To) is not null || parsed.GetValue(Since) is not null)
            throw new RefusedException("policies are compared at a cut: --on, --published-by, --at or --recorded-by, not --to or --since");
        var names = policies.Split('|');
        if (names.Length > 2) throw new RefusedException("two policies are compared: 'OLD|NEW'");
        var comparison = await context.Mediator.Send(
            new ComparePolicies(
                ledger, names.Length == 2 ? PolicyInput.Find(names[0].Trim(), ledger) : null, PolicyInput.Find(names[^1].Trim(), ledger),
                CommandContext.CutOf(parsed)),
            cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => PolicyComparisonOutput.Write(json, comparison));
        else PolicyComparisonOutput.Write(context.Screen, comparison, ledger.Views.Gazetteer(comparison.Cut.At));
        return ExitCodes.Done;
    }

    private static void Write(Screen screen, ReplayReport report)
    {
        var (facts, megabytes) = Rates(report);
        screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"positions 1 to {report.Position} replayed: {report.Events:N0} events, {report.Facts:N0} facts, {report.Sources:N0} sources; {facts:N0} facts/s, {megabytes:N1} MB/s"));
        screen.Line($"views on {report.On}{(report.Since is { } since ? $", statuses of every day since {since}" : "")}, policy {report.Policy.Name}, digest {report.Policy.Digest}");
        screen.Table(Columns, report.Views.Select(v => ((string[])[v.Kind, v.Count.ToString("N0", CultureInfo.InvariantCulture), v.Rebuilt], v.IsEqual ? Tone.Plain : Tone.Alarm)));
        screen.Line($"all of them: {report.Whole}");
        foreach (var view in report.Views.Where(v => !v.IsEqual)) screen.Line($"{view.Kind}: the live views differ, {view.Live}; '{view.Command}' shows them");
        if (report.State is { IsEqual: false }) screen.Line("what the live views hold is not what follows from the log; 'reports verify' says whether the saved views were damaged");
        if (report.IsEqual) screen.Line("the live views are those that follow from the log");
    }

    private static void Write(Utf8JsonWriter json, ReplayReport report)
    {
        var (facts, megabytes) = Rates(report);
        json.WriteStartObject();
        json.WriteBoolean("equal", report.IsEqual);
        json.WriteNumber("from", 1);
        json.WriteNumber("to", report.Position);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("facts", report.Facts);
        json.WriteNumber("sources", report.Sources);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        json.WriteNumber("factsPerSecond", Math.Round(facts));
        json.WriteNumber("megabytesPerSecond", Math.Round(megabytes, 1));
        json.WriteString("on", report.On.ToString());
        json.WriteString("since", report.Since?.ToString());
        json.WritePropertyName("policy");
        PolicyJson.Write(json, report.Policy);
        json.WriteStartArray("views");
        foreach (var view in report.Views)
        {
            json.WriteStartObject();
            json.WriteString("kind", view.Kind);
            json.WriteNumber("count", view.Count);
            json.WriteString("command", view.Command);
            json.WriteBoolean("equal", view.IsEqual);
            json.WriteString("live", view.Live);
            json.WriteString("rebuilt", view.Rebuilt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("whole", report.Whole);
        if (report.State is { } state) json.WriteBoolean("stateEqual", state.IsEqual);
        else json.WriteNull("stateEqual");
        json.WriteEndObject();
    }

    private static (double Facts, double Megabytes) Rates(ReplayReport report)
    {
        // A clock that a test drives may stand still.
        var seconds = Math.Max(report.Elapsed.TotalSeconds, 0.001);
        return (report.FactsPerSecond, report.Bytes / 1e6 / seconds);
    }
}
