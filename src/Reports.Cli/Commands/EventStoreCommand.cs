using System.CommandLine;
using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.EventStore.EventStoreDb.Projections;
using Reports.Service.Clusters;

namespace Reports.Cli.Commands;

/// <summary><c>reports eventstore init</c></summary>
internal static class EventStoreCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Change nothing, and say what would be done." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "eventstore",
            """
            Prepare a cluster of EventStoreDB or KurrentDB for a ledger.

            Example:
              reports eventstore init --ledger esdb://admin:PASSWORD@node1,node2,node3
            """);
        var init = new Command(
            "init",
            """
            Install the projections that make the streams $ce-source, $et-TYPE and district-ID. Needs an administrator; done again it changes nothing.

            Examples:
              reports eventstore init --ledger esdb://admin:PASSWORD@node1,node2,node3
              reports eventstore init --dry-run
            """)
        {
            DryRun,
        };
        init.SetAction((parsed, cancellation) => InitAsync(context, parsed, cancellation));
        command.Subcommands.Add(init);
        return command;
    }

    private static async Task<int> InitAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var isTrial = parsed.GetValue(DryRun);
        var installed = await context.Mediator.Send(new InstallProjections(parsed.GetValue(CommonOptions.Ledger)!, isTrial), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, installed, isTrial));
        else Write(context.Screen, installed, isTrial);
        return installed.AreRunning ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Write(Screen screen, InstalledProjections installed, bool isTrial)
    {
        foreach (var outcome in installed.Outcomes)
        {
            var done = outcome.Change switch
            {
                ProjectionChange.None => "is there",
                ProjectionChange.Enabled => isTrial ? "would be started" : "started",
                ProjectionChange.Updated => isTrial ? "would be updated" : "updated",
                _ => isTrial ? "would be made" : "made",
            };
            screen.Line($"{outcome.Name}: {done}{(outcome.Status is { } status ? $" ({status})" : "")}");
            if (outcome.Problem is { } problem) screen.Line($"  {problem}");
        }

        if (!installed.IsChanged) screen.Line($"{installed.Cluster} has all of it: nothing to do");
    }

    private static void Write(Utf8JsonWriter json, InstalledProjections installed, bool isTrial)
    {
        json.WriteStartObject();
        json.WriteString("cluster", installed.Cluster);
        json.WriteBoolean("dryRun", isTrial);
        json.WriteBoolean("changed", installed.IsChanged && !isTrial);
        json.WriteStartArray("projections");
        foreach (var outcome in installed.Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("name", outcome.Name);
            json.WriteString("change", outcome.Change.ToString().ToLowerInvariant());
            if (outcome.Status is { } status) json.WriteString("status", status);
            if (outcome.Problem is { } problem) json.WriteString("problem", problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
