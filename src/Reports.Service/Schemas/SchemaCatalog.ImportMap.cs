using System.Text.Json.Nodes;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Mapped;

namespace Reports.Service.Schemas;

/// <summary>The schema of a mapping by which any delimited file is imported.</summary>
public static partial class SchemaCatalog
{
    private const string Columns = "a text in which {column} stands for the value of a column";

    private static JsonObject ImportMappingSchema()
    {
        var facts = List(MappedFact());
        facts["minItems"] = 1;
        var schema = Object(
            ("name", Id(), true), ("summary", Text(500), false), ("delimiter", Words(["comma", "semicolon", "tab", "pipe"]), false),
            ("source", Object(
                ("id", Value(), true), ("outlet", Value(), true), ("title", Value(), true), ("published", MappedDate(), true), ("language", Value(), true),
                ("url", Value(), false), ("archive", Value(), false), ("note", Value(), false)), true),
            ("facts", facts, true));
        schema["$defs"] = new JsonObject
        {
            ["value"] = Either(Plain(), Object(
                ("value", Plain(), true), ("words", new JsonObject { ["type"] = "object", ["additionalProperties"] = Plain(), ["minProperties"] = 1 }, false), ("otherwise", Plain(), false),
                ("empty", Plain(), false))),
            ["place"] = Either(Plain(), Object(
                ("name", Value(), false), ("pcode", Value(), false), ("kind", Words(Kinds.Places.Order(StringComparer.Ordinal)), false), ("within", Id(), false),
                ("unknown", Words(["define", "reject"]), false))),
            ["actor"] = Either(Plain(), Object(
                ("name", Value(), true), ("kind", Words(Kinds.Actors.Order(StringComparer.Ordinal)), false), ("separator", Text(10), false), ("unknown", Words(["define", "reject"]), false))),
            ["time"] = Either(Value(), Object(
                ("date", Value(), false), ("from", Value(), false), ("to", Value(), false), ("form", OneOrMore(Text(100)), false),
                ("precision", Described(Value(), string.Join(", ", MapTime.Precisions.Words)), false))),
            ["conditions"] = OneOrMore(Condition()),
        };
        return schema;
    }

    private static JsonObject MappedFact()
    {
        var schema = Object(
            ("id", Value(), true),
            ("control", Object(("place", MappedPlace(), true), ("actor", MappedActor(), true), ("relation", Value(), true), ("on", MappedTime(), true), ("extent", Value(), false)), false),
            ("figure", Object(
                ("about", Either(Object(("incident", Value(), true)), MappedPlace()), true), ("measure", Value(), true), ("population", Value(), false), ("modality", Value(), false),
                ("scope", Value(), false), ("quantity", MappedQuantity(), true), ("window", MappedTime(), true)), false),
            ("incident", Object(
                ("kind", Value(), true), ("on", MappedTime(), true), ("from", OneOrMore(MappedPlace()), false), ("to", OneOrMore(MappedPlace()), false),
                ("participants", OneOrMore(MappedActor()), false), ("part-of", Value(), false)), false),
            ("when", Conditions(), false), ("by", OneOrMore(Value()), false), ("lost", new JsonObject { ["type"] = "boolean" }, false), ("stance", Value(), false),
            ("grade", Value(), false), ("note", Value(), false), ("flags", OneOrMore(Either(Flag(), Object(("flag", Flag(), true), ("when", Conditions(), false)))), false));
        schema["oneOf"] = OneOf("control", "figure", "incident");
        return schema;
    }

    /// <summary>A plain number or word of YAML stands for its text.</summary>
    private static JsonObject Plain() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["description"] = Columns };

    private static JsonObject Value() => Defined("value");

    private static JsonObject MappedPlace() => Defined("place");

    private static JsonObject MappedActor() => Defined("actor");

    private static JsonObject MappedTime() => Defined("time");

    private static JsonObject Conditions() => Defined("conditions");

    private static JsonObject Defined(string name) => new() { ["$ref"] = "#/$defs/" + name };

    private static JsonObject MappedDate() => Either(Value(), Object(("date", Value(), true), ("form", OneOrMore(Text(100)), false)));

    private static JsonObject MappedQuantity() => Either(Value(), Object(
        ("number", Value(), false), ("low", Value(), false), ("best", Value(), false), ("high", Value(), false), ("decimal-mark", Words([".", ","]), false), ("decimals", Words(["round", "reject"]), false)));

    private static JsonObject Condition()
    {
        var schema = Object(("column", Text(200), true), ("is", Looked(), false), ("is-not", Looked(), false));
        schema["oneOf"] = OneOf("is", "is-not");
        return schema;

        static JsonObject Looked() => new() { ["type"] = new JsonArray("string", "number", "boolean", "array"), ["description"] = "one value or several; \"\" is an empty field" };
    }

    private static JsonObject Flag() => Words(FactFlags.Vocabulary.Words);

    private static JsonObject OneOrMore(JsonObject item) => Either(item.DeepClone().AsObject(), List(item));

    private static JsonObject Either(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
