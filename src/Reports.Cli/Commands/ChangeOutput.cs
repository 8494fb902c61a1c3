using System.CommandLine;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary>What one recorded event changed, as every command prints it that records one.</summary>
internal static class ChangeOutput
{
    public static void Write(CommandContext context, ParseResult parsed, Ledger ledger, RecordedChange recorded)
    {
        if (CommandContext.IsJson(parsed))
        {
            context.Screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("position", recorded.Position);
                ViewJson.Write(json, recorded.Changes);
                json.WriteEndObject();
            });
            return;
        }

        context.Screen.Line($"recorded at position {recorded.Position}");
        ViewTables.Changes(context.Screen, recorded.Changes, ledger.Gazetteer);
    }
}
