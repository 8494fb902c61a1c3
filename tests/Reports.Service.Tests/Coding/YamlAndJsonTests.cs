using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Reports.EventStore.Events;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

public class YamlAndJsonTests
{
    [Fact]
    public void A_source_file_says_the_same_in_JSON() =>
        Assert.Equal(Events(SourceFiles.Good(SourceFiles.Full)), Events(SourceFiles.Good(FullJson, "a.json")));

    [Fact]
    public void YAML_in_the_style_of_JSON_has_the_same_marks() => Trees.Sample(tree =>
    {
        var bytes = Encoding.UTF8.GetBytes("{\"source\": " + tree.Replace("\n", "\n  ", StringComparison.Ordinal) + "}");
        Assert.Equal(Outline(DocumentReader.Read("a.json", bytes), "$"), Outline(DocumentReader.Read("a.yaml", bytes), "$"));
    });

    [Fact]
    public void Mutations_of_a_valid_file_end_in_errors_and_never_in_a_crash() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 3], Gen.OneOf(
            "\0", "\"", "'", "[", "]", "{", "}", ":", "-", " ", "\n", "\t", "&a ", "*a", "!", "|", "#", ",", "é", "\u202e", "~", "null", "9", "%")).Array[1, 6])
        .Sample((asJson, edits) =>
        {
            var text = asJson ? FullJson : SourceFiles.Full;
            foreach (var (at, remove, insert) in edits)
            {
                var start = at % text.Length;
                text = text[..start] + insert + text[Math.Min(text.Length, start + remove)..];
            }

            var (document, errors) = SourceFiles.Read(text, asJson ? "a.json" : "a.yaml");
            Assert.Equal(document is null, errors.Length > 0);
            var lines = text.Count(c => c == '\n') + 2;
            Assert.All(errors, e => Assert.True(e.Line >= 1 && e.Line <= lines && e.Column >= 1 && e.Message.Length > 0, e.ToString()));
        }, iter: 2_000);

    [Theory]
    [InlineData("source: [a, [b")]
    [InlineData("source: {a: [")]
    [InlineData("- [")]
    [InlineData("a: ]")]
    [InlineData("? ")]
    [InlineData("|")]
    [InlineData("%YAML")]
    public void Malformed_YAML_is_an_error_of_the_file(string text) => Assert.NotEmpty(SourceFiles.Read(text).Errors);

    [Fact]
    public void Random_bytes_end_in_errors_and_never_in_a_crash() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            DocumentReader.Read("a.yaml", bytes);
        }
        catch (UnreadableDocumentException e)
        {
            Assert.NotEqual("", e.Message);
        }
    });

    private static readonly string FullJson =
        Json(DocumentReader.Read("a.yaml", Encoding.UTF8.GetBytes(SourceFiles.Full)))!.ToJsonString();

    private static readonly Gen<string> Scalar = Gen.OneOf("\"a\"", "5", "true", "\"é😀\"", "\"\"", "\"b c\"", "-1.5");

    private static readonly Gen<string> Space = Gen.OneOf(" ", "\n", "\n\n  ", "  ");

    private static readonly Gen<string> Trees = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (2, Scalar),
            (1, Gen.Select(inner, Space).Array[1, 4].Select(items => "[" + string.Join(',', items.Select(i => i.Item2 + i.Item1)) + "]")),
            (1, Gen.Select(inner, Space).Array[1, 4].Select(items =>
                "{" + string.Join(',', items.Select((item, i) => $"{item.Item2}\"k{i}é\": {item.Item1}")) + "}"))));

    private static string Outline(DocumentNode node, string path)
    {
        var here = string.Create(CultureInfo.InvariantCulture, $"{node.Line}:{node.Column} {path} ");
        return node switch
        {
            ScalarNode scalar => here + scalar.Text + "\n",
            SequenceNode list => here + "\n" + string.Concat(list.Items.Select((item, i) => Outline(item, $"{path}[{i}]"))),
            MappingNode mapping => here + "\n" + string.Concat(mapping.Entries.Select(e => Outline(e.Key, "key") + Outline(e.Value, $"{path}.{e.Key.Text}"))),
            _ => throw new ArgumentOutOfRangeException(nameof(node)),
        };
    }

    private static JsonNode? Json(DocumentNode node) => node switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        SequenceNode list => new JsonArray([.. list.Items.Select(Json)]),
        MappingNode mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static IEnumerable<string> Events(SourceDocument document)
    {
        using var serializer = new EventSerializer();
        return
        [
            Encoding.UTF8.GetString(serializer.Serialize(document.Header)),
            .. document.Facts.Select(f => Encoding.UTF8.GetString(serializer.Serialize(f.Fact))),
            .. document.Corrections.Concat(document.Retractions).Select(t => (t with { Line = 0, Column = 0 }).ToString()),
        ];
    }
}
