using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.EventStore.Log;

namespace Reports.Service.Http;

/// <summary>An event of the log, its data and metadata as they are stored.</summary>
internal static class EventJson
{
    public static readonly string[] Columns = ["position", "stream", "revision", "type", "id", "data", "metadata"];

    public static void Write(Utf8JsonWriter json, RecordedEvent recorded)
    {
        json.WriteStartObject();
        json.WriteNumber("position", recorded.Position.Commit);
        json.WriteString("stream", recorded.StreamText);
        json.WriteNumber("revision", recorded.Revision);
        json.WriteString("type", recorded.TypeText);
        json.WriteString("id", recorded.Id);
        json.WritePropertyName("data");
        json.WriteRawValue(recorded.Data.Span, skipInputValidation: false);
        json.WritePropertyName("metadata");
        json.WriteRawValue(recorded.Metadata.Span, skipInputValidation: false);
        json.WriteEndObject();
    }

    public static IReadOnlyList<string?> Row(RecordedEvent recorded) =>
    [
        recorded.Position.Commit.ToString(CultureInfo.InvariantCulture), recorded.StreamText, recorded.Revision.ToString(CultureInfo.InvariantCulture),
        recorded.TypeText, recorded.Id.ToString(), Encoding.UTF8.GetString(recorded.Data.Span), Encoding.UTF8.GetString(recorded.Metadata.Span),
    ];
}
