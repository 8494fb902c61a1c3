using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reports.Service.Output;

/// <summary>
/// JSON as <c>--json</c> prints it: two spaces a level, a line feed after each line and at the end, text in UTF-8 as it stands.
/// Digests are taken over these bytes, so that whoever has the output can take them again with any tool.
/// </summary>
public static class PrintedJson
{
    public static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// JSON for programs, without line ends: what HTML would read as markup is escaped; other text, such as names in Arabic, is written as it is.
    /// </summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    /// <summary>What is printed for one document.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options)) write(json);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>What is printed for several.</summary>
    public static byte[] Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Bytes(json =>
    {
        json.WriteStartArray();
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    });
}
