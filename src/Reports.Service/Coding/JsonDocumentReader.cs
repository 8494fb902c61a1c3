using System.Text;
using System.Text.Json;

namespace Reports.Service.Coding;

/// <summary>JSON of the same shape as the YAML, with the same marks.</summary>
internal static class JsonDocumentReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    public static DocumentNode Read(ReadOnlyMemory<byte> bytes)
    {
        var lines = new LineIndex(bytes);
        var reader = new Utf8JsonReader(bytes.Span, Options);
        try
        {
            if (!reader.Read()) throw new UnreadableDocumentException(1, 1, "the file is empty");
            var nodes = 0;
            var root = Node(ref reader, lines, 1, ref nodes);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            throw new UnreadableDocumentException(line, lines.ColumnOfByte(line, (int)(e.BytePositionInLine ?? 0)), $"not JSON: {Brief(e.Message)}");
        }
    }

    private static DocumentNode Node(ref Utf8JsonReader reader, LineIndex lines, int depth, ref int nodes)
    {
        var (line, column) = lines.At((int)reader.TokenStartIndex);
        if (depth > CodingLimits.Depth) throw new UnreadableDocumentException(line, column, $"nested deeper than {CodingLimits.Depth} levels");
        if (++nodes > CodingLimits.Nodes) throw new UnreadableDocumentException(line, column, $"more than {CodingLimits.Nodes} nodes in one file");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var entries = new List<(ScalarNode, DocumentNode)>();
                var keys = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (keyLine, keyColumn) = lines.At((int)reader.TokenStartIndex);
                    var key = Text(ref reader, keyLine, keyColumn);
                    if (!keys.Add(key))
                        throw new UnreadableDocumentException(keyLine, keyColumn, $"the key '{Domain.Text.SafeText.Show(key)}' stands twice in one object");
                    reader.Read();
                    entries.Add((new ScalarNode(key, IsPlain: false, keyLine, keyColumn), Node(ref reader, lines, depth + 1, ref nodes)));
                }

                return new MappingNode(entries, line, column);
            case JsonTokenType.StartArray:
                var items = new List<DocumentNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Node(ref reader, lines, depth + 1, ref nodes));
                return new SequenceNode(items, line, column);
            case JsonTokenType.String:
                return new ScalarNode(Text(ref reader, line, column), IsPlain: false, line, column);
            default:
                return new ScalarNode(Encoding.UTF8.GetString(reader.ValueSpan), IsPlain: true, line, column);
        }
    }

    private static string Text(ref Utf8JsonReader reader, int line, int column)
    {
        if (reader.ValueSpan.Length > CodingLimits.ScalarCharacters)
            throw new UnreadableDocumentException(line, column, $"a text of {reader.ValueSpan.Length} bytes; at most {CodingLimits.ScalarCharacters}");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableDocumentException(line, column, "an escaped surrogate (\\uD800 to \\uDFFF) without its other half");
        }
    }

    private static string Brief(string message) => message.Split(" LineNumber:", 2)[0];

    /// <summary>Finds line and column of a byte; columns count characters, as they do in YAML.</summary>
    private sealed class LineIndex
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private readonly List<int> _starts = [0];

        public LineIndex(ReadOnlyMemory<byte> bytes)
        {
            _bytes = bytes;
            var span = bytes.Span;
            for (var at = span.IndexOf((byte)'\n'); at >= 0;)
            {
                _starts.Add(at + 1);
                var next = span[(at + 1)..].IndexOf((byte)'\n');
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        public (int Line, int Column) At(int offset)
        {
            var index = _starts.BinarySearch(offset);
            if (index < 0) index = ~index - 1;
            return (index + 1, ColumnOfByte(index + 1, offset - _starts[index]));
        }

        public int ColumnOfByte(int line, int bytesInLine)
        {
            if (line > _starts.Count) return bytesInLine + 1;
            var start = _starts[line - 1];
            return Encoding.UTF8.GetCharCount(_bytes.Span.Slice(start, Math.Min(bytesInLine, _bytes.Length - start))) + 1;
        }
    }
}
