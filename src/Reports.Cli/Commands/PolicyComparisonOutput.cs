using System.Text.Json;
using Reports.Cli.Terminal;
using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;
using Reports.Service.Output;
using Reports.Service.Replaying;

namespace Reports.Cli.Commands;

/// <summary>What a change of policy would change, as a table and in JSON.</summary>
internal static class PolicyComparisonOutput
{
    private static readonly string[] Columns = ["district or figure", "before", "after", "decided by"];

    public static void Write(Screen screen, PolicyComparison comparison, GazetteerTree names)
    {
        screen.Heading($"From {comparison.Old.Name} to {comparison.New.Name}, on {comparison.Cut.On}{StatusCommand.Known(comparison.Cut)}");
        foreach (var constant in comparison.Constants)
            screen.Line($"{constant.Name}: {constant.Value(comparison.Old)} → {constant.Value(comparison.New)}");
        var rows = comparison.Statuses.Select(c => Row(c, Short(c.Before, names), Short(c.After, names)))
            .Concat(comparison.Figures.Select(c => Row(c, ViewTables.Short(c.Before), ViewTables.Short(c.After)))).ToList();
        if (rows.Count == 0) screen.Line("no district and no figure would change");
        else screen.Table(Columns, rows.Select(r => (r, Tone.Plain)));
    }

    public static void Write(Utf8JsonWriter json, PolicyComparison comparison)
    {
        json.WriteStartObject();
        json.WritePropertyName("old");
        PolicyJson.Write(json, comparison.Old);
        json.WritePropertyName("new");
        PolicyJson.Write(json, comparison.New);
        json.WriteString("on", comparison.Cut.On.ToString());
        json.WriteString("publishedBy", comparison.Cut.PublishedBy?.ToString());
        json.WriteNumber("position", comparison.Cut.At!.Value);
        json.WriteStartArray("constants");
        foreach (var constant in comparison.Constants)
        {
            json.WriteStartObject();
            json.WriteString("name", constant.Name);
            json.WriteString("old", constant.Value(comparison.Old));
            json.WriteString("new", constant.Value(comparison.New));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "statuses", comparison.Statuses, ViewJson.Write);
        Write(json, "figures", comparison.Figures, ViewJson.Write);
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<PolicyChange<T>> changes, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("id", change.Id);
            json.WritePropertyName("before");
            write(json, change.Before);
            json.WritePropertyName("after");
            write(json, change.After);
            json.WriteStartArray("decidedBy");
            foreach (var constant in change.DecidedBy) json.WriteStringValue(constant.Name);
            json.WriteEndArray();
            json.WriteBoolean("alone", change.IsAlone);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Short(ControlStatusView view, GazetteerTree names) => ViewTables.Short(view, names) + (view.Stale ? ", stale" : "");

    private static string[] Row<T>(PolicyChange<T> change, string before, string after)
        where T : class => [change.Id, before, before == after ? after + "; what origins count changes" : after, DecidedBy(change)];

    private static string DecidedBy<T>(PolicyChange<T> change)
        where T : class => change.DecidedBy.Length switch
        {
            0 => "several constants together",
            1 => change.DecidedBy[0].Name,
            _ => string.Join(change.IsAlone ? ", or " : " with ", change.DecidedBy.Select(c => c.Name)),
        };
}
