using System.Text;
using System.Text.Unicode;

namespace Reports.Service.Coding;

/// <summary>Reads bytes into a document tree, as YAML or as JSON of the same shape.</summary>
internal static class DocumentReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="UnreadableDocumentException">Too large, not UTF-8, or not a document.</exception>
    public static DocumentNode Read(string file, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > CodingLimits.FileBytes) throw TooLarge(bytes.Length);
        if (!Utf8.IsValid(bytes.Span)) throw InvalidUtf8(bytes.Span);
        if (bytes.Span.StartsWith(ByteOrderMark)) bytes = bytes[ByteOrderMark.Length..];
        return IsJson(file, bytes.Span) ? JsonDocumentReader.Read(bytes) : YamlDocumentReader.Read(Encoding.UTF8.GetString(bytes.Span));
    }

    public static UnreadableDocumentException TooLarge(long length) => new(
        1, 1, $"the file has {length} bytes; at most {CodingLimits.FileBytes} are read, split it into several sources");

    private static bool IsJson(string file, ReadOnlySpan<byte> bytes)
    {
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return true;
        if (file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)) return false;
        var text = bytes.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] == (byte)'{';
    }

    private static UnreadableDocumentException InvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        var line = 1;
        var start = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            if (bytes[at] == (byte)'\n') (line, start) = (line + 1, at + 1);
            at += used;
        }

        var column = 1 + Encoding.UTF8.GetCharCount(bytes[start..at]);
        return new UnreadableDocumentException(line, column, $"the byte 0x{bytes[at]:X2} at offset {at} is not UTF-8; save the file as UTF-8");
    }
}
