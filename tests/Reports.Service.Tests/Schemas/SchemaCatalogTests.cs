using System.Text.Json;
using System.Text.Json.Nodes;
using Reports.EventStore.Events;
using Reports.Service.Coding;
using Reports.Service.Schemas;

namespace Reports.Service.Tests.Schemas;

public class SchemaCatalogTests
{
    private static readonly string Corpus = RepositoryRoot.Of("tests", "Reports.EventStore.Tests", "Corpus", "v1");

    public static TheoryData<string> StoredEvents => [.. Directory.GetFiles(Corpus).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(StoredEvents))]
    public void Every_stored_event_satisfies_its_schema(string file)
    {
        using var data = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Corpus, file)));
        Assert.Empty(SchemaCheck.Violations(SchemaCatalog.Text(file.Split('.')[0]), data.RootElement));
    }

    private static readonly string[] Folders = ["sources", "gazetteer", "imports"];

    public static TheoryData<string> CodedFiles =>
    [
        .. from folder in Folders
           from file in Directory.GetFiles(RepositoryRoot.Of("eventstore", folder), "*.yaml").Order(StringComparer.Ordinal)
           select $"{folder}/{Path.GetFileName(file)}",
    ];

    [Theory, MemberData(nameof(CodedFiles))]
    public void Every_coded_file_satisfies_its_schema(string file)
    {
        var root = DocumentReader.Read(file, File.ReadAllBytes(RepositoryRoot.Of("eventstore", file)));
        var schema = file.Split('/')[0] switch { "sources" => SchemaCatalog.SourceFile, "gazetteer" => SchemaCatalog.GazetteerFile, _ => SchemaCatalog.ImportMapping };
        using var json = JsonDocument.Parse(Json(root)!.ToJsonString());
        Assert.Empty(SchemaCheck.Violations(SchemaCatalog.Text(schema), json.RootElement));
    }

    [Theory]
    [InlineData(EventTypes.SourceWithdrawn, """{"v":1}""", "$ lacks reason")]
    [InlineData(EventTypes.SourceWithdrawn, """{"v":2,"reason":"a"}""", "$.v is not 1")]
    [InlineData(EventTypes.SourceWithdrawn, """{"v":1,"reason":"a","x":1}""", "$.x does not belong")]
    [InlineData(EventTypes.FactRetracted, """{"v":1,"key":"A B","reason":"a"}""", "$.key does not match")]
    [InlineData(EventTypes.FactCorrected, """{"v":1,"reason":"a"}""", "$ matches 0 of oneOf")]
    [InlineData(EventTypes.ControlReported, """{"v":1,"key":"k","place":"p","actor":"a","relation":"likes","on":"2018"}""", "$.relation is not one of the words")]
    [InlineData(EventTypes.PersonProtected, """{"v":1,"id":"protected-a","role":"activist","sealedName":"c2VhbGVk"}""", "$.sealedName does not match")]
    [InlineData(EventTypes.PersonForgotten, """{"v":1,"id":"amira","role":"activist","reason":"asked"}""", "$.id does not match")]
    [InlineData(EventTypes.PolicyAdopted, """{"v":1,"name":"a"}""", "$ lacks description")]
    [InlineData(SchemaCatalog.PolicyFile, """{"name":"a","description":"b","based-on":"reports-9"}""", "$.based-on is not one of the words")]
    [InlineData(SchemaCatalog.ImportMapping, """{"name":"a","source":{"id":"x","outlet":"o","title":"t","published":"{d}","language":"en"},"facts":[{"id":"a","colour":"red"}]}""", "$.facts[0].colour does not belong")]
    [InlineData(SchemaCatalog.ImportMapping, """{"name":"a","delimiter":";"}""", "$.delimiter is not one of the words")]
    [InlineData(SchemaCatalog.GazetteerFile, "{}", "$ has too few properties")]
    [InlineData(SchemaCatalog.SourceFile, """{"source":{},"facts":[{"id":"a"}]}""", "$.facts[0] matches 0 of oneOf")]
    public void What_does_not_belong_violates_its_schema(string name, string json, string violation)
    {
        using var data = JsonDocument.Parse(json);
        Assert.Contains(
            SchemaCheck.Violations(SchemaCatalog.Text(name), data.RootElement), v => v.StartsWith(violation, StringComparison.Ordinal));
    }

    /// <summary>YAML as a JSON Schema sees it: plain numbers and booleans are such.</summary>
    private static JsonNode? Json(DocumentNode node) => node switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode { IsPlain: true } plain when plain.Text is "true" or "false" => JsonValue.Create(plain.Text == "true"),
        ScalarNode { IsPlain: true } plain when long.TryParse(plain.Text, out var integer) => JsonValue.Create(integer),
        ScalarNode { IsPlain: true } plain when double.TryParse(plain.Text, out var number) => JsonValue.Create(number),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        SequenceNode list => new JsonArray([.. list.Items.Select(Json)]),
        MappingNode mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
