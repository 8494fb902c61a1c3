using System.Text;
using Reports.Service.Coding;
using Reports.Service.Ingest;

namespace Reports.Service.Tests.Coding;

/// <summary>What is refused before a file's content is looked at.</summary>
public class DocumentReaderTests
{
    private static string Error(string text, string file = "f") => Error(Encoding.UTF8.GetBytes(text), file);

    private static string Error(byte[] bytes, string file = "f")
    {
        try
        {
            DocumentReader.Read(file, bytes);
            return "";
        }
        catch (UnreadableDocumentException e)
        {
            return $"{e.Line}:{e.Column}: {e.Message}";
        }
    }

    [Theory]
    [InlineData("source: *a", "1:9: aliases (*name) are not read: write the value out")]
    [InlineData("source: &a x", "1:9: anchors (&name) are not read: write the value out")]
    [InlineData("source: !!str x", "1:9: tags (!name) are not read")]
    [InlineData("source: !x y", "1:9: tags (!name) are not read")]
    [InlineData("source: ! y", "1:9: tags (!name) are not read")]
    [InlineData("source: x\nsource: y", "2:1: the key 'source' stands twice in one mapping")]
    [InlineData("source: x\n---\nsource: y", "2:1: a file holds one document; this is where a second one begins")]
    [InlineData("source: x\n? [a]\n: b", "2:3: a key is a plain word")]
    [InlineData("", "1:1: the file is empty")]
    [InlineData("# only a comment\n", "1:1: the file is empty")]
    [InlineData("""{"source":{"a":1,"a":2}}""", "1:18: the key 'a' stands twice in one object")]
    [InlineData("{\"source\":\n  \"\\ud800\"}", "2:3: an escaped surrogate (\\uD800 to \\uDFFF) without its other half")]
    public void What_is_not_a_plain_tree_is_refused_where_it_stands(string text, string error) => Assert.Equal(error, Error(text));

    [Theory]
    [InlineData("source: [a", "2:1: not YAML: ")]
    [InlineData("source: 'a", "1:9: not YAML: ")]
    [InlineData("source:\n  a: b: c", "2:7: not YAML: ")]
    [InlineData("{\"source\":\n {\"a\" 1}}", "2:7: not JSON: ")]
    [InlineData("{\"source\":1} x", "1:14: not JSON: ")]
    [InlineData("{\"é😀\"", "1:7: not JSON: ")]
    [InlineData("{\"a\":1,}", "1:8: not JSON: ")]
    [InlineData("{//\n}", "1:2: not JSON: ")]
    public void What_is_neither_YAML_nor_JSON_is_refused_where_it_breaks(string text, string error) =>
        Assert.StartsWith(error, Error(text), StringComparison.Ordinal);

    [Fact]
    public void A_bomb_of_aliases_is_refused_without_being_blown_up()
    {
        var bomb = new StringBuilder("source: x\na: &a [1,1,1,1,1,1,1,1,1]\n");
        for (var c = 'b'; c <= 'z'; c++)
            bomb.Append(c).Append($": &{c} [").AppendJoin(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9)).Append("]\n");
        Assert.Equal("2:4: anchors (&name) are not read: write the value out", Error(bomb.ToString()));
        Assert.Equal("2:4: aliases (*name) are not read: write the value out", Error(bomb.Replace("&a ", "*a ", 0, 20).ToString()));
    }

    [Theory]
    [InlineData("[", "", "]")]
    [InlineData("{\"a\":", "1", "}")]
    public void Deep_nesting_is_refused_at_the_limit(string open, string middle, string close)
    {
        // The innermost value of a mapping is a level of its own.
        var depth = CodingLimits.Depth - 1 - (middle.Length > 0 ? 1 : 0);
        string Nested(int levels) => "{\"source\":" + string.Concat(Enumerable.Repeat(open, levels)) + middle + string.Concat(Enumerable.Repeat(close, levels)) + "}";
        foreach (var file in new[] { "f.json", "f.yaml" })
        {
            Assert.Equal("", Error(Nested(depth), file));
            Assert.EndsWith($": nested deeper than {CodingLimits.Depth} levels", Error(Nested(depth + 1), file), StringComparison.Ordinal);
            Assert.Matches("^1:[0-9]+: (nested deeper than|not JSON: The maximum configured depth)", Error(Nested(100_000), file));
        }
    }

    [Fact]
    public void Deeply_nested_blocks_are_refused_at_the_limit()
    {
        var text = "source:\n" + string.Join('\n', Enumerable.Range(1, 200).Select(i => new string(' ', i) + "a:"));
        Assert.EndsWith($": nested deeper than {CodingLimits.Depth} levels", Error(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"source":[0""", ",0", "]}", "f.json")]
    [InlineData("source:\n- 0", "\n- 0", "", "f.yaml")]
    public void More_nodes_than_the_limit_are_refused(string start, string next, string end, string file)
    {
        var text = new StringBuilder(start);
        for (var i = 1; i < CodingLimits.Nodes; i++) text.Append(next);
        Assert.EndsWith($": more than {CodingLimits.Nodes} nodes in one file", Error(text.Append(end).ToString(), file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"source\":\"", "\"}", "bytes", "f.json")]
    [InlineData("source: ", "", "characters", "f.yaml")]
    public void A_text_over_the_limit_is_refused_and_one_at_it_is_not(string open, string close, string unit, string file)
    {
        Assert.Equal("", Error(open + new string('a', CodingLimits.ScalarCharacters) + close, file));
        Assert.EndsWith(
            $": a text of {CodingLimits.ScalarCharacters + 1} {unit}; at most {CodingLimits.ScalarCharacters}",
            Error(open + new string('a', CodingLimits.ScalarCharacters + 1) + close, file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC3, 0xA9, (byte)'b', 0xFF, (byte)'c' }, "2:3: the byte 0xFF at offset 5 is not UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "1:1: the byte 0xFF at offset 0 is not UTF-8")]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, "1:2: the byte 0xC3 at offset 1 is not UTF-8")]
    [InlineData(new byte[] { (byte)'a', 0xED, 0xA0, 0x80 }, "1:2: the byte 0xED at offset 1 is not UTF-8")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0x80 }, "1:3: the byte 0x80 at offset 4 is not UTF-8")]
    public void Invalid_UTF_8_is_refused_with_the_byte_and_its_line(byte[] bytes, string error) =>
        Assert.StartsWith(error, Error(bytes), StringComparison.Ordinal);

    [Theory]
    [InlineData("f.yaml", "source: x")]
    [InlineData("f.json", """{"source":{}}""")]
    [InlineData("-", """{"source":{}}""")]
    public void A_byte_order_mark_is_passed_over(string file, string text)
    {
        var root = DocumentReader.Read(file, (byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]);
        Assert.Equal((1, 1), (root.Line, root.Column));
    }

    [Fact]
    public void A_line_as_long_as_the_file_is_read_in_time_that_grows_with_it()
    {
        // Columns were once counted from the line's start at every value: minutes for such a file.
        var text = "{\"source\":[" + string.Join(',', Enumerable.Repeat("\"é\"", 400_000)) + "]}";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var root = Assert.IsType<MappingNode>(DocumentReader.Read("f.json", Encoding.UTF8.GetBytes(text)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        var items = Assert.IsType<SequenceNode>(root.Find("source")).Items;
        Assert.Equal((1, text.Length - "\"é\"]}".Length + 1), (items[^1].Line, items[^1].Column));
    }

    [Fact]
    public void A_file_of_a_gigabyte_is_refused_by_its_length()
    {
        var path = Path.Combine(Path.GetTempPath(), $"reports-{Environment.ProcessId}-large.yaml");
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
        });
        file.SetLength(1L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<UnreadableDocumentException>(() => InputFiles.Of(path).Read());
        Assert.Equal("the file has 1073741824 bytes; at most 16777216 are read, split it into several sources", refused.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void An_endless_input_is_refused_soon_after_the_limit()
    {
        using var endless = new EndlessStream();
        var input = Assert.Single(InputFiles.Find([InputFiles.StandardInput], () => endless));
        Assert.Throws<UnreadableDocumentException>(() => input.Read());
        Assert.InRange(endless.Given, CodingLimits.FileBytes, CodingLimits.FileBytes + (1 << 20));
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
