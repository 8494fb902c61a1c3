using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.Service.Protection;

namespace Reports.Service.Schemas;

/// <summary>
/// JSON Schemas (draft 2020-12) of what is stored and of what is read, made from the vocabularies so that they cannot fall
/// behind. The files in <c>eventstore/schemas</c> are these texts.
/// </summary>
public static partial class SchemaCatalog
{
    public const string SourceFile = "source-file";
    public const string GazetteerFile = "gazetteer-file";
    public const string PolicyFile = "policy-file";
    public const string ImportMapping = "import-mapping";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<string> Names { get; } = [SourceFile, GazetteerFile, PolicyFile, ImportMapping, .. EventTypes.All];

    public static string FileName(string name) => name + ".schema.json";

    /// <exception cref="KeyNotFoundException">No such schema.</exception>
    public static string Text(string name)
    {
        var schema = name switch
        {
            SourceFile => SourceFileSchema(),
            GazetteerFile => GazetteerFileSchema(),
            PolicyFile => PolicyFileSchema(),
            ImportMapping => ImportMappingSchema(),
            _ when EventTypes.All.Contains(name) => EventSchema(name),
            _ => throw new KeyNotFoundException($"no schema '{name}'"),
        };
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = name,
        };
        foreach (var (key, value) in schema) whole[key] = value?.DeepClone();
        return whole.ToJsonString(Options) + "\n";
    }

    private static JsonObject EventSchema(string type)
    {
        var properties = new JsonObject { ["v"] = new JsonObject { ["const"] = EventTypes.Version } };
        var required = new List<string> { "v" };
        var shape = type switch
        {
            EventTypes.SourceReported => Header(isStored: true),
            EventTypes.SourceCorrected => With(Header(isStored: true), ("reason", Text(4000), true)),
            EventTypes.ControlReported => Control(isStored: true),
            EventTypes.FigureReported => Figure(isStored: true),
            EventTypes.IncidentReported => Incident(isStored: true),
            EventTypes.FactCorrected => Object(
                ("reason", Text(4000), true), ("correctedBy", Id(), false), ("control", Control(true), false), ("figure", Figure(true), false),
                ("incident", Incident(true), false)),
            EventTypes.FactRetracted => Object(("key", Id(), true), ("reason", Text(4000), true), ("correctedBy", Id(), false)),
            EventTypes.FactRegraded => Object(("key", Id(), true), ("grade", Grade(), false), ("reason", Text(4000), true)),
            EventTypes.SourceWithdrawn => Object(("reason", Text(4000), true)),
            EventTypes.PlaceDefined => Place("composedOf"),
            EventTypes.ActorDefined => Actor(),
            EventTypes.PlaceBounded => Boundary(),
            EventTypes.PlaceMerged => Reconciled("place", isSplit: false),
            EventTypes.ActorMerged => Reconciled("actor", isSplit: false),
            EventTypes.PlaceSplit => Reconciled("place", isSplit: true),
            EventTypes.ActorSplit => Reconciled("actor", isSplit: true),
            EventTypes.PersonProtected => Object(
                ("id", Protected(), true), ("role", Text(ProtectedPerson.MaxRoleCharacters), true),
                ("sealedName", new JsonObject { ["type"] = "string", ["pattern"] = $"^[A-Za-z0-9+/]{{{NameSeal.Characters}}}$" }, true)),
            EventTypes.PersonForgotten => Object(("id", Protected(), true), ("role", Text(ProtectedPerson.MaxRoleCharacters), true), ("reason", Text(4000), true)),
            EventTypes.PolicyAdopted => Policy(),
            _ => Outlet(),
        };
        foreach (var (key, value) in shape["properties"]!.AsObject()) properties[key] = value!.DeepClone();
        required.AddRange(shape["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        shape["properties"] = properties;
        if (type == EventTypes.FactCorrected) shape["oneOf"] = OneOf("control", "figure", "incident");
        shape["required"] = Array(required);
        return shape;
    }

    private static JsonObject SourceFileSchema() => Object(
        ("source", Header(isStored: false), true),
        ("incidents", List(Incident(isStored: false)), false),
        ("facts", List(FactInFile()), false),
        ("corrections", List(Object(("fact", Text(300), true), ("reason", Text(4000), true))), false),
        ("retractions", List(Object(("fact", Text(300), true), ("reason", Text(4000), true))), false));

    private static JsonObject GazetteerFileSchema()
    {
        var schema = Object(("places", List(Place("composed-of")), false), ("actors", List(Actor()), false), ("outlets", List(Outlet()), false));
        schema["minProperties"] = 1;
        return schema;
    }

    private static JsonObject PolicyFileSchema() => Object(
        ("name", Id(), true), ("description", Text(500), true), ("based-on", Words(Domain.Policies.Policy.BuiltIn.Select(p => p.Name)), true),
        ("tolerance", Tolerance(), false), ("staleness-days", Whole(PolicyLimits.MinStalenessDays, PolicyLimits.MaxStalenessDays), false),
        ("about-percent", Whole(0, PolicyLimits.MaxAboutPercent), false), ("lowest-only", new JsonObject { ["type"] = "boolean" }, false),
        ("phrases", Object(
            ("several", Interval(), false), ("dozens", Interval(), false), ("several-hundred", Interval(), false), ("hundreds", Interval(), false),
            ("thousands", Interval(), false)), false));

    private static JsonObject Policy() => Object(
        ("name", Id(), true), ("description", Text(500), true), ("tolerance", Tolerance(), true),
        ("stalenessDays", Whole(PolicyLimits.MinStalenessDays, PolicyLimits.MaxStalenessDays), true), ("aboutPercent", Whole(0, PolicyLimits.MaxAboutPercent), true),
        ("several", Interval(), true), ("dozens", Interval(), true), ("severalHundred", Interval(), true), ("hundreds", Interval(), true),
        ("thousands", Interval(), true), ("lowestOnly", new JsonObject { ["type"] = "boolean" }, true), ("reason", Text(4000), true));

    private static JsonObject Interval() => Object(
        ("low", Whole(0, PolicyLimits.MaxQuantity), true), ("high", Whole(0, PolicyLimits.MaxQuantity), false),
        ("anchor", new JsonObject { ["type"] = "number", ["minimum"] = 0 }, false));

    private static JsonObject Tolerance() =>
        new() { ["type"] = "number", ["minimum"] = PolicyLimits.MinTolerance, ["maximum"] = PolicyLimits.MaxTolerance };

    private static JsonObject Whole(long least, long most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

    private static JsonObject Header(bool isStored) => Object(
        ("id", Id(), true), ("outlet", isStored ? Id() : Name(), true), ("title", Text(500), true), ("published", Date(), true),
        ("language", Text(35), true), ("url", Text(2000), false), ("retrieved", Date(), false), ("archive", Text(2000), false),
        ("sha256", new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9a-f]{64}$" }, true), ("note", Text(4000), false));

    private static JsonObject FactInFile()
    {
        var schema = With(Common(isStored: false), ("id", Id(), true), ("control", ControlParts(isStored: false), false), ("figure", FigureParts(isStored: false), false));
        schema["oneOf"] = OneOf("control", "figure");
        return schema;
    }

    /// <summary>Exactly one of these properties is there.</summary>
    private static JsonArray OneOf(params string[] names) =>
        [.. names.Select(name => (JsonNode)new JsonObject { ["required"] = new JsonArray(name) })];

    private static JsonObject Control(bool isStored) => Merge(With(Common(isStored), ("key", Id(), true)), ControlParts(isStored));

    private static JsonObject Figure(bool isStored) => Merge(With(Common(isStored), ("key", Id(), true)), FigureParts(isStored));

    private static JsonObject ControlParts(bool isStored) => Object(
        ("place", isStored ? Id() : Name(), true), ("actor", isStored ? Id() : Name(), true), ("relation", Words(Relations.Vocabulary.Words), true),
        ("on", Edtf(isStored), true), ("extent", Words(Extents.Vocabulary.Words), false));

    private static JsonObject FigureParts(bool isStored) => Object(
        ("about", isStored ? Id() : Name(), true), ("measure", Words(Measures.Vocabulary.Words), true),
        ("population", Words(Populations.Vocabulary.Words), false), ("modality", Words(Modalities.Vocabulary.Words), false),
        ("quantity", isStored ? Text(200) : new JsonObject { ["type"] = new JsonArray("string", "integer") }, true), ("window", Edtf(isStored), true),
        ("scope", Words(Scopes.Vocabulary.Words), false), ("rounds", Id(), false));

    private static JsonObject Incident(bool isStored) => With(
        Common(isStored),
        (isStored ? "key" : "id", Id(), true), ("kind", Words(IncidentKinds.Vocabulary.Words), true), ("on", Edtf(isStored), true),
        ("from", NamesIn(isStored), false), ("to", NamesIn(isStored), false), ("participants", NamesIn(isStored), false),
        (isStored ? "partOf" : "part-of", Id(), false));

    private static JsonObject Common(bool isStored) => Object(
        ("by", NamesIn(isStored), false), ("lost", new JsonObject { ["type"] = "boolean" }, false), ("stance", Words(Stances.Vocabulary.Words), false),
        ("grade", Grade(), false),
        ("at", Object(
            ("paragraph", new JsonObject { ["type"] = "integer", ["minimum"] = 1 }, true),
            ("characters", isStored
                ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, ["minItems"] = 2, ["maxItems"] = 2 }
                : new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+-[0-9]+$" }, false)), false),
        ("note", Text(4000), false),
        ("flags", isStored ? List(Words(FactFlags.Vocabulary.Words)) : new JsonObject { ["type"] = new JsonArray("array", "string"), ["items"] = Words(FactFlags.Vocabulary.Words) }, false));

    private static JsonObject Place(string composedOf) => Object(
        ("id", Id(), true), ("name", Text(200), true), ("kind", Words(Kinds.Places.Order(StringComparer.Ordinal)), true), ("within", Id(), false),
        (composedOf, List(Id()), false), ("aliases", List(Text(200)), false), ("point", Object(("lat", Degrees(90), true), ("lon", Degrees(180), true)), false),
        ("pcode", Text(200), false));

    private static JsonObject Boundary() => Object(
        ("place", Id(), true), ("source", Text(PlaceBoundary.MaxCharacters), true), ("licence", Text(PlaceBoundary.MaxCharacters), false), ("validOn", Date(), false),
        ("geometry", Geometry(), true));

    /// <summary>Of RFC 7946; one polygon is a Polygon.</summary>
    private static JsonObject Geometry()
    {
        var position = List(Degrees(180));
        (position["minItems"], position["maxItems"]) = (2, 2);
        var ring = List(position);
        ring["minItems"] = 4;
        var polygon = List(ring);
        (polygon["minItems"], polygon["maxItems"]) = (1, GeoPolygons.MaxRings);
        var polygons = List(polygon.DeepClone().AsObject());
        (polygons["minItems"], polygons["maxItems"]) = (2, GeoPolygons.MaxRings);
        JsonObject Of(string type, JsonObject coordinates) => Object(("type", new JsonObject { ["const"] = type }, true), ("coordinates", coordinates, true));
        return new JsonObject
        {
            ["oneOf"] = new JsonArray(Of("Polygon", polygon), Of("MultiPolygon", polygons)),
            ["description"] = $"RFC 7946: rings are closed, outer ones run counterclockwise, holes clockwise; {GeoPolygons.Decimals} decimals and {GeoPolygons.MaxPositions} positions at most",
        };
    }

    private static JsonObject Actor() => Object(
        ("id", Id(), true), ("name", Text(200), true), ("kind", Words(Kinds.Actors.Order(StringComparer.Ordinal)), true), ("within", Id(), false),
        ("aliases", List(Text(200)), false), ("affiliation", Id(), false));

    private static JsonObject Reconciled(string kind, bool isSplit)
    {
        var schema = Object((kind, Id(), true), ("into", Id(), true), ("reason", Text(4000), true));
        if (!isSplit) return schema;
        var facts = List(FactId());
        (facts["minItems"], facts["maxItems"], facts["uniqueItems"]) = (1, Reconciliation.MaxFacts, true);
        facts["description"] = "without it, the merge of 'into' is undone";
        return With(schema, ("facts", facts, false));
    }

    private static JsonObject FactId() => new()
    {
        ["type"] = "string",
        ["pattern"] = "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$",
        ["maxLength"] = (2 * Slug.MaxLength) + 1,
    };

    private static JsonObject Outlet() => Object(
        ("id", Id(), true), ("name", Text(200), true), ("aliases", List(Text(200)), false),
        ("country", new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z]{2}$" }, false), ("language", Text(35), false), ("affiliation", Id(), false),
        ("url", Text(2000), false));

    private static JsonObject Object(params (string Name, JsonObject Schema, bool IsRequired)[] properties)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(), ["required"] = new JsonArray(), ["additionalProperties"] = false };
        return With(schema, properties);
    }

    private static JsonObject With(JsonObject schema, params (string Name, JsonObject Schema, bool IsRequired)[] properties)
    {
        foreach (var (name, property, isRequired) in properties)
        {
            schema["properties"]![name] = property;
            if (isRequired) schema["required"]!.AsArray().Add(name);
        }

        return schema;
    }

    private static JsonObject Merge(JsonObject schema, JsonObject other)
    {
        foreach (var (name, property) in other["properties"]!.AsObject()) schema["properties"]![name] = property!.DeepClone();
        foreach (var name in other["required"]!.AsArray()) schema["required"]!.AsArray().Add(name!.GetValue<string>());
        return schema;
    }

    private static JsonObject Id() => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9]+(-[a-z0-9]+)*$", ["maxLength"] = Slug.MaxLength };

    private static JsonObject Protected() => new() { ["type"] = "string", ["pattern"] = $"^{ProtectedPerson.IdPrefix}[a-z0-9]+(-[a-z0-9]+)*$", ["maxLength"] = Slug.MaxLength };

    /// <summary>In a file, a name or alias may stand for the id.</summary>
    private static JsonObject Name() => Text(200);

    private static JsonObject NamesIn(bool isStored) => isStored
        ? List(Id())
        : new JsonObject { ["type"] = new JsonArray("array", "string"), ["items"] = Name() };

    private static JsonObject Grade() => new() { ["type"] = "string", ["pattern"] = "^[A-F][1-6]$" };

    private static JsonObject Text(int maxLength) => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = maxLength };

    private static JsonObject Date() => new() { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };

    /// <summary>In a file, a year without quotes is a number.</summary>
    private static JsonObject Edtf(bool isStored)
    {
        var text = new JsonObject { ["type"] = "string", ["maxLength"] = ValidTime.MaxLength };
        var schema = isStored ? text : new JsonObject { ["anyOf"] = new JsonArray(text, new JsonObject { ["type"] = "integer" }) };
        schema["description"] = "EDTF level 0 or 1";
        return schema;
    }

    private static JsonObject Degrees(int most) => new() { ["type"] = "number", ["minimum"] = -most, ["maximum"] = most };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Words(IEnumerable<string> words) => new() { ["enum"] = Array(words) };

    private static JsonArray Array(IEnumerable<string> words) => [.. words.Select(w => (JsonNode)w)];
}
