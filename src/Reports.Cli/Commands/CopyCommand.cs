using System.CommandLine;
using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.EventStore.Embedded;
using Reports.Service.Copying;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports copy --from LEDGER --to LEDGER</c></summary>
internal static class CopyCommand
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "The ledger to copy: a file, or esdb://… for one on EventStoreDB.",
        HelpName = "LEDGER",
        Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "Where to: a file, which is made where there is none, or esdb://…",
        HelpName = "LEDGER",
        Required = true,
    };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "copy",
            """
            Copy a ledger to or from EventStoreDB; a copy that was stopped goes on, and ends by comparing both.

            Example:
              reports copy --from syria.db --to esdb://127.0.0.1:2113?tls=false
            """)
        {
            From, To,
        };
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var (source, target) = (parsed.GetValue(From)!, parsed.GetValue(To)!);
        if (source == target || (!EventLogs.IsCluster(source) && !EventLogs.IsCluster(target) && Path.GetFullPath(source) == Path.GetFullPath(target)))
            throw new RefusedException("a ledger is not copied to itself");
        await using var from = await EventLogs.OpenAsync(source, LedgerMode.Read, context.Time, "reports copy", cancellation);
        await using var to = await EventLogs.OpenAsync(target, LedgerMode.Write, context.Time, "reports copy", cancellation);
        using var copying = new ProgressLine("copying", context.Time);
        using var comparing = new ProgressLine("comparing", context.Time);
        var progress = new CommandContext.Inline<CopyProgress>(p => (p.Step == CopyStep.Copying ? copying : comparing).Report(p.Position, p.End));
        var report = await context.Mediator.Send(new CopyLedger(from, to, progress), cancellation);
        if (CommandContext.IsJson(parsed)) context.Screen.Json(json => Write(json, from.Name, to.Name, report));
        else Write(context.Screen, from.Name, to.Name, report);
        ProtectionCommands.TellOfKeys(context, source);
        return report.IsEqual ? ExitCodes.Done : ExitCodes.Damaged;
    }

    private static void Write(Screen screen, string from, string to, CopyReport report)
    {
        screen.Line($"{report.Copied} events copied, {report.Found} were there: {from} to {to}");
        if (report.IsEqual) screen.Line($"both hold the same {report.To.Events} events in {report.To.Streams} streams, SHA-256 {report.To.PerStream}");
        else screen.Line($"they differ: {report.From.Events} events in {report.From.Streams} streams, and {report.To.Events} in {report.To.Streams}; the first stream that differs: {report.FirstDifference ?? "none, only their order"}");
    }

    private static void Write(Utf8JsonWriter json, string from, string to, CopyReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("copied", report.Copied);
        json.WriteNumber("found", report.Found);
        json.WriteBoolean("equal", report.IsEqual);
        if (report.FirstDifference is { } stream) json.WriteString("firstDifference", stream);
        Write(json, "from", from, report.From);
        Write(json, "to", to, report.To);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string property, string name, ContentDigest digest)
    {
        json.WriteStartObject(property);
        json.WriteString("ledger", name);
        json.WriteNumber("events", digest.Events);
        json.WriteNumber("streams", digest.Streams);
        json.WriteString("order", digest.Order);
        json.WriteString("perStream", digest.PerStream);
        json.WriteEndObject();
    }
}
