using System.Text.Json;

namespace Reports.Service.Exporting;

/// <summary>
/// What stands beside a file whose format has no place for it: <c>FILE-metadata.json</c>, where tools for CSV on the Web (W3C, Metadata
/// Vocabulary for Tabular Data) look for it. What the export was made from is under <c>urn:reports:export</c>.
/// </summary>
public static class ExportSidecar
{
    public const string Ending = "-metadata.json";

    /// <param name="file">The file's name, without a folder.</param>
    public static void Write(Utf8JsonWriter json, string file, ExportReport report)
    {
        json.WriteStartObject();
        if (report.Columns.Count > 0) json.WriteString("@context", "http://www.w3.org/ns/csvw");
        json.WriteString("url", file);
        if (report.Columns.Count > 0)
        {
            json.WriteStartObject("dialect");
            json.WriteString("encoding", "utf-8");
            // Names and hashtags.
            json.WriteNumber("headerRowCount", 2);
            json.WriteEndObject();
            json.WriteStartObject("tableSchema");
            json.WriteStartArray("columns");
            foreach (var column in report.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteStartArray("titles");
                json.WriteStringValue(column.Name);
                json.WriteStringValue(column.Hxl);
                json.WriteEndArray();
                json.WriteString("datatype", column.Datatype);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WritePropertyName("urn:reports:export");
        report.Origin.Write(json);
        json.WriteNumber("urn:reports:rows", report.Rows);
        json.WriteString("urn:reports:sha256", report.Sha256);
        json.WriteEndObject();
    }
}
