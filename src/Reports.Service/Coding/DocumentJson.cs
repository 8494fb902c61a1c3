using System.Text;
using System.Text.Json;

namespace Reports.Service.Coding;

/// <summary>A document as JSON that <see cref="JsonDocumentReader"/> reads back.</summary>
internal static class DocumentJson
{
    public static void Write(Utf8JsonWriter json, DocumentNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    json.WritePropertyName(key.Text);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case SequenceNode sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case ScalarNode { IsPlain: true } scalar:
                json.WriteRawValue(Encoding.UTF8.GetBytes(scalar.Text));
                break;
            case ScalarNode scalar:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }
}
