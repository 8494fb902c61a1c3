using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Service.Output;

namespace Reports.Service.Http;

/// <summary>The shapes of answers. A property that is listed is always there; further ones may be added.</summary>
internal static class OpenApiSchemas
{
    private const string Text = "string";
    private const string Date = "date";
    private const string Number = "number";
    private const string Whole = "integer";
    private const string Flag = "boolean";

    private static readonly (string, string)[] Cut = [("on", Date + "?"), ("publishedBy", Date + "?"), ("at", Whole)];

    public static IReadOnlyList<(string Name, Action<Utf8JsonWriter> Write)> All { get; } =
    [
        ("Cut", json => Write(json, Cut)),
        ("ControlStatus", json => Write(json,
        [
            ("place", Text), ("status", Words(Enum.GetValues<StatusKind>().Select(ViewJson.Word))), ("parties", "string[]"), ("extent", Words(Extents.Vocabulary.Words)), ("inherited", Flag),
            ("decidedAt", Text + "?"), ("stale", Flag), ("lastEvidence", Date + "?"), ("ageDays", Whole + "?"), ("basis", "object"), ("sides", "object[]"),
            ("besiegedBy", "object[]"), ("evacuations", "string[]"), ("expected", "string[]"), ("denied", "string[]"), ("cut", "#Cut"), ("position", Whole), ("policy", Text),
        ])),
        ("Figure", json => Write(json,
        [
            ("about", Text), ("measure", Words(Measures.Vocabulary.Words)), ("population", Words(Populations.Vocabulary.Words)), ("modality", Words(Modalities.Vocabulary.Words)),
            ("scope", Words(Scopes.Vocabulary.Words)), ("from", Date + "?"), ("to", Date + "?"), ("class", Words(Enum.GetValues<FigureClass>().Select(ViewJson.Word))), ("disputed", Flag),
            ("low", Whole + "?"), ("high", Whole + "?"), ("ratio", Number + "?"), ("origins", "object[]"), ("denials", "string[]"), ("brokenConstraints", "object[]"), ("why", Text),
            ("cut", "#Cut"), ("position", Whole), ("policy", Text),
        ])),
        ("Incident", json => Write(json,
        [
            ("id", Text), ("kind", Words(IncidentKinds.Vocabulary.Words)), ("datesDisagree", Flag), ("disagreement", Text + "?"), ("denied", Flag), ("from", "string[]"), ("to", "string[]"),
            ("participants", "string[]"), ("partOf", Text + "?"), ("statements", "object[]"), ("cut", "#Cut"), ("position", Whole),
        ])),
        ("Source", json => Write(json,
        [
            ("id", Text), ("outlet", Text), ("title", Text), ("published", Date), ("language", Text), ("url", Text + "?"), ("retrieved", Date + "?"), ("archive", Text + "?"), ("sha256", Text),
            ("note", Text + "?"), ("facts", Whole), ("ended", Whole), ("withdrawn", Flag), ("recorded", "object"), ("position", Whole),
        ])),
        ("SourceStanding", json => Write(json, [("source", Text), ("districts", "object[]"), ("figures", "object[]"), ("cut", "#Cut"), ("position", Whole), ("policy", Text)])),
        ("Fact", json => Write(json,
        [
            ("id", Text), ("kind", Words(["control", "figure", "incident"])), ("origin", Text), ("by", "string[]"), ("stance", Words(Stances.Vocabulary.Words)), ("grade", Text + "?"),
            ("current", Flag), ("endedAt", Whole + "?"), ("endedBecause", Text + "?"), ("recorded", "object"), ("position", Whole),
        ])),
        ("GazetteerEntry", json => Write(json, [("kind", Words(["place", "actor", "outlet"])), ("id", Text), ("name", Text), ("type", Text), ("within", Text + "?"), ("aliases", "string[]")])),
        ("FoundNames", json => Write(json, [("kinds", "object[]"), ("near", "string[]"), ("titlesSearched", Flag)])),
        ("Event", json => Write(json, [("position", Whole), ("stream", Text), ("revision", Whole), ("type", Text), ("id", Text), ("data", "object"), ("metadata", "object")])),
        ("Policy", json => Write(json, [("name", Text), ("description", Text), ("digest", Text), ("tolerance", Number), ("stalenessDays", Whole), ("phrases", "object[]"), ("inForce", Flag), ("adoptions", "object[]")])),
        ("Explanation", json => Write(json, [("status", "object?"), ("figures", "object[]"), ("cut", "#Cut"), ("policy", Text)])),
        ("History", json => Write(json, [("along", Words(["valid", "published", "recorded"])), ("place", Text + "?"), ("status", "object[]"), ("figures", "object[]"), ("cut", "#Cut"), ("policy", Text)])),
        ("Comparison", json => Write(json, [("from", "#Cut"), ("to", "#Cut"), ("policies", "string[]"), ("changes", "object")])),
        ("Checkpoints", json => Write(json, [("origin", Text), ("key", Text), ("items", "object[]")])),
        ("InclusionProof", json => Write(json,
            [("position", Whole), ("index", Whole), ("size", Whole), ("root", Text), ("leaf", Text), ("entry", Text), ("path", "string[]"), ("checkpoint", Text), ("proof", Text)])),
        ("Schema", json => Write(json, [("$schema", Text)])),
        ("Recorded", json => Write(json, [("changes", "object")])),
        ("Change", json => Write(json,
            [("specversion", Text), ("id", Text), ("source", Text), ("type", Text), ("subject", Text), ("time", Text), ("datacontenttype", Text), ("data", "object")])),
        ("Problem", json => Write(json, [("type", Text), ("title", Text), ("status", Whole), ("detail", Text), ("instance", Text), ("trace", Text)])),
        .. Lists.Select(item => ($"{item}List", (Action<Utf8JsonWriter>)(json => Write(json, [("items", $"#{item}[]"), ("next", Text + "?")])))),
    ];

    private static IEnumerable<string> Lists => ["ControlStatus", "Figure", "Incident", "Source", "Fact", "GazetteerEntry", "Event", "Policy"];

    private static string Words(IEnumerable<string> words) => "=" + string.Join('|', words);

    private static void Write(Utf8JsonWriter json, IEnumerable<(string Name, string Type)> properties)
    {
        var all = properties.ToList();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var (name, type) in all)
        {
            json.WriteStartObject(name);
            Type(json, type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var (name, _) in all) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A type in short: <c>?</c> may be null, <c>[]</c> an array, <c>#</c> another schema, <c>=</c> one of these words.</summary>
    private static void Type(Utf8JsonWriter json, string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            json.WriteString("type", "array");
            json.WriteStartObject("items");
            Type(json, type[..^2]);
            json.WriteEndObject();
            return;
        }

        var isNullable = type.EndsWith('?');
        var name = isNullable ? type[..^1] : type;
        if (name[0] == '#')
        {
            json.WriteString("$ref", "#/components/schemas/" + name[1..]);
            return;
        }

        if (name[0] == '=')
        {
            json.WriteString("type", Text);
            json.WriteStartArray("enum");
            foreach (var word in name[1..].Split('|')) json.WriteStringValue(word);
            json.WriteEndArray();
            return;
        }

        var basic = name == Date ? Text : name;
        if (isNullable)
        {
            json.WriteStartArray("type");
            json.WriteStringValue(basic);
            json.WriteStringValue("null");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("type", basic);
        }

        if (name == Date) json.WriteString("format", Date);
    }
}
