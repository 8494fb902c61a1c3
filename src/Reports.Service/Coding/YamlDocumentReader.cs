using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reports.Service.Coding;

/// <summary>
/// YAML as far as a source file needs it: mappings, sequences, scalars. Anchors, aliases and tags are refused, so that a small
/// file cannot stand for a large one.
/// </summary>
internal static class YamlDocumentReader
{
    public static DocumentNode Read(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw new UnreadableDocumentException(1, 1, "the file is empty");
            parser.Consume<DocumentStart>();
            var nodes = 0;
            var root = Node(parser, 1, ref nodes);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw At(parser.Current!.Start, "a file holds one document; this is where a second one begins");
            return root;
        }
        catch (YamlException e)
        {
            throw At(e.Start, $"not YAML: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException
            or FormatException or OverflowException)
        {
            // The parser meets some malformed texts with errors of its own state, such as an open list at the end of a file.
            throw At(parser.Current?.End ?? Mark.Empty, "not YAML: what follows here cannot be read");
        }
    }

    private static DocumentNode Node(Parser parser, int depth, ref int nodes)
    {
        var current = parser.Current!;
        if (depth > CodingLimits.Depth) throw At(current.Start, $"nested deeper than {CodingLimits.Depth} levels");
        if (++nodes > CodingLimits.Nodes) throw At(current.Start, $"more than {CodingLimits.Nodes} nodes in one file");
        if (current is AnchorAlias) throw At(current.Start, "aliases (*name) are not read: write the value out");
        if (current is NodeEvent { Anchor.IsEmpty: false }) throw At(current.Start, "anchors (&name) are not read: write the value out");
        if (current is NodeEvent { Tag.IsEmpty: false }) throw At(current.Start, "tags (!name) are not read");
        var (line, column) = ((int)current.Start.Line, (int)current.Start.Column);
        switch (current)
        {
            case Scalar scalar:
                parser.MoveNext();
                if (scalar.Value.Length > CodingLimits.ScalarCharacters)
                    throw At(scalar.Start, $"a text of {scalar.Value.Length} characters; at most {CodingLimits.ScalarCharacters}");
                return new ScalarNode(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column);
            case SequenceStart:
                parser.MoveNext();
                var items = new List<DocumentNode>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, depth + 1, ref nodes));
                return new SequenceNode(items, line, column);
            case MappingStart:
                parser.MoveNext();
                var entries = new List<(ScalarNode, DocumentNode)>();
                var keys = new DistinctKeys();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var start = parser.Current!.Start;
                    if (Node(parser, depth + 1, ref nodes) is not ScalarNode key) throw At(start, "a key is a plain word");
                    if (!keys.Add(key.Text, entries)) throw At(start, $"the key '{Domain.Text.SafeText.Show(key.Text)}' stands twice in one mapping");
                    entries.Add((key, Node(parser, depth + 1, ref nodes)));
                }

                return new MappingNode(entries, line, column);
            default:
                throw At(current.Start, "not a mapping, a sequence or a text");
        }
    }

    private static UnreadableDocumentException At(Mark mark, string message) => new((int)mark.Line, (int)mark.Column, message);
}
