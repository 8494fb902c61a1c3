using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;

namespace Reports.Service.Output;

/// <summary>Imports as JSON.</summary>
public static class ImportJson
{
    /// <summary>What becomes of a format's columns.</summary>
    public static void Write(Utf8JsonWriter json, FormatMapping mapping)
    {
        json.WriteStartObject();
        json.WriteString("format", mapping.Name);
        json.WriteString("summary", mapping.Summary);
        ViewJson.Objects(json, "columns", mapping.Columns, column =>
        {
            json.WriteString("column", column.Column);
            json.WriteString("becomes", column.Becomes);
            json.WriteBoolean("required", column.IsRequired);
        });
        ViewJson.Many(json, "rules", mapping.Rules);
        json.WriteEndObject();
    }

    /// <summary>What an import did.</summary>
    public static void Write(Utf8JsonWriter json, ImportReport report)
    {
        json.WriteStartObject();
        json.WriteString("format", report.Format);
        json.WriteString("file", report.File);
        json.WriteBoolean("dryRun", report.IsDryRun);
        json.WriteNumber("from", report.From);
        json.WriteNumber("to", report.To);
        Numbers(json, "rows", ("read", report.Rows), ("taken", report.Taken), ("rejected", report.Rejected));
        Numbers(
            json, "sources", ("new", report.NewSources), ("changed", report.ChangedSources), ("unchanged", report.UnchangedSources),
            ("withdrawn", report.WithdrawnSources));
        Numbers(
            json, "facts", ("new", report.NewFacts), ("corrected", report.CorrectedFacts), ("retracted", report.RetractedFacts),
            ("unchanged", report.UnchangedFacts), ("flagged", report.FlaggedFacts));
        Numbers(json, "flags", [.. report.Flags.Select(f => (FactFlags.Vocabulary.Word(f.Key), f.Value))]);
        Numbers(json, "defined", ("places", report.NewPlaces), ("actors", report.NewActors), ("outlets", report.NewOutlets));
        Numbers(json, "boundaries", ("new", report.NewBoundaries), ("changed", report.ChangedBoundaries), ("unchanged", report.UnchangedBoundaries));
        json.WriteString("rejectFile", report.RejectFile);
        ViewJson.Objects(json, "problems", report.Problems, problem =>
        {
            json.WriteNumber("row", problem.Row);
            json.WriteNumber("line", problem.Line);
            json.WriteString("column", problem.Column);
            json.WriteString("reason", problem.Reason);
            json.WriteString("value", problem.Value);
        });
        ViewJson.Objects(json, "names", report.Names, name =>
        {
            json.WriteString("kind", name.Kind);
            json.WriteString("name", name.Name);
            json.WriteString("id", name.Id);
            json.WriteBoolean("new", name.IsNew);
        });
        ViewJson.Many(json, "ambiguous", report.Ambiguous);
        ViewJson.Many(json, "notices", report.Notices);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, params IEnumerable<(string Name, long Number)> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (key, number) in numbers) json.WriteNumber(key, number);
        json.WriteEndObject();
    }
}
