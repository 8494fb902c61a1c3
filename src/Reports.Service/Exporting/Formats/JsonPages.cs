using System.Buffers;
using System.Text.Json;
using Reports.Service.Output;

namespace Reports.Service.Exporting.Formats;

/// <summary>Pieces of JSON that are written one after another, a page at a time.</summary>
internal sealed class JsonPages(Stream output)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    public void Raw(ReadOnlySpan<byte> text) => _buffer.Write(text);

    public void Value(Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(_buffer, PrintedJson.Compact);
        write(json);
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_buffer.WrittenMemory, cancellation);
        _buffer.ResetWrittenCount();
    }
}
