using System.Text.Json;

namespace Reports.Service.Exporting.Formats;

/// <summary>One object of a PROV-JSON document, such as <c>wasDerivedFrom</c>, whose properties come bit by bit.</summary>
internal sealed class ProvSection(string name, Stream output)
{
    private readonly JsonPages _pages = new(output);

    public string Name { get; } = name;

    public long Count { get; private set; }

    /// <param name="write">Writes one property, with its name.</param>
    public void Add(Action<Utf8JsonWriter> write)
    {
        Count++;
        _pages.Raw(Count == 1 ? "\n"u8 : ",\n"u8);
        // A property stands in an object: the writer's own braces are left out.
        var property = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(property, Output.PrintedJson.Compact))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _pages.Raw(property.WrittenSpan[1..^1]);
    }

    public ValueTask FlushAsync(CancellationToken cancellation) => _pages.FlushAsync(cancellation);
}
