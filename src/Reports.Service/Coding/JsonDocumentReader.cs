using System.Text;
using System.Text.Json;

namespace Reports.Service.Coding;

/// <summary>JSON of the same shape as the YAML, with the same marks.</summary>
internal static class JsonDocumentReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    public static DocumentNode Read(ReadOnlyMemory<byte> bytes)
    {
        var marks = new JsonMarks(bytes.Span);
        var reader = new Utf8JsonReader(bytes.Span, Options);
        try
        {
            if (!reader.Read()) throw new UnreadableDocumentException(1, 1, "the file is empty");
            var nodes = 0;
            var root = Node(ref reader, ref marks, 1, ref nodes);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var (line, column) = JsonMarks.Of(bytes.Span, e);
            throw new UnreadableDocumentException(line, column, $"not JSON: {Brief(e.Message)}");
        }
    }

    private static DocumentNode Node(ref Utf8JsonReader reader, ref JsonMarks marks, int depth, ref int nodes)
    {
        var (line, column) = marks.At((int)reader.TokenStartIndex);
        if (depth > CodingLimits.Depth) throw new UnreadableDocumentException(line, column, $"nested deeper than {CodingLimits.Depth} levels");
        if (++nodes > CodingLimits.Nodes) throw new UnreadableDocumentException(line, column, $"more than {CodingLimits.Nodes} nodes in one file");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var entries = new List<(ScalarNode, DocumentNode)>();
                var keys = new DistinctKeys();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (keyLine, keyColumn) = marks.At((int)reader.TokenStartIndex);
                    var key = Text(ref reader, keyLine, keyColumn);
                    if (!keys.Add(key, entries))
                        throw new UnreadableDocumentException(keyLine, keyColumn, $"the key '{Domain.Text.SafeText.Show(key)}' stands twice in one object");
                    reader.Read();
                    entries.Add((new ScalarNode(key, IsPlain: false, keyLine, keyColumn), Node(ref reader, ref marks, depth + 1, ref nodes)));
                }

                return new MappingNode(entries, line, column);
            case JsonTokenType.StartArray:
                var items = new List<DocumentNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Node(ref reader, ref marks, depth + 1, ref nodes));
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
}
