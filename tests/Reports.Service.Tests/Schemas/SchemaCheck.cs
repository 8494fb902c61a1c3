using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reports.Service.Tests.Schemas;

/// <summary>
/// Checks a document against the keywords of JSON Schema that the project's schemas use; another keyword fails the test,
/// so that none goes unchecked.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>The schema that is checked, for its definitions.</summary>
    [ThreadStatic]
    private static JsonElement _root;

    public static IReadOnlyList<string> Violations(string schema, JsonElement document)
    {
        using var parsed = JsonDocument.Parse(schema);
        var violations = new List<string>();
        _root = parsed.RootElement;
        Check(parsed.RootElement, document, "$", violations);
        return violations;
    }

    private static void Check(JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$schema" or "$id" or "$defs" or "title" or "description": break;
                case "$ref": Check(_root.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..]), value, path, violations); break;
                case "type": Must(IsType(keyword.Value, value), "is not of type " + keyword.Value); break;
                case "const": Must(JsonElement.DeepEquals(keyword.Value, value), "is not " + keyword.Value); break;
                case "enum": Must(keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)), "is not one of the words"); break;
                case "pattern": Must(IsText(value) && Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)), "does not match"); break;
                case "minLength": Must(IsText(value) && value.GetString()!.Length >= keyword.Value.GetInt32(), "is too short"); break;
                case "maxLength": Must(IsText(value) && value.GetString()!.Length <= keyword.Value.GetInt32(), "is too long"); break;
                case "minimum": Must(value.ValueKind == JsonValueKind.Number && value.GetDouble() >= keyword.Value.GetDouble(), "is too small"); break;
                case "maximum": Must(value.ValueKind == JsonValueKind.Number && value.GetDouble() <= keyword.Value.GetDouble(), "is too large"); break;
                case "maxItems": Must(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= keyword.Value.GetInt32(), "has too many items"); break;
                case "uniqueItems": Must(value.EnumerateArray().Select(i => i.GetRawText()).Distinct(StringComparer.Ordinal).Count() == value.GetArrayLength(), "has an item twice"); break;
                case "minItems": Must(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() >= keyword.Value.GetInt32(), "has too few items"); break;
                case "minProperties": Must(value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() >= keyword.Value.GetInt32(), "has too few properties"); break;
                case "anyOf": Must(keyword.Value.EnumerateArray().Any(one => Matches(one, value)), "matches none of anyOf"); break;
                case "items": Items(keyword.Value, value, path, violations); break;
                case "properties": Properties(keyword.Value, value, path, violations); break;
                case "additionalProperties":
                    foreach (var property in Object(value))
                    {
                        if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out _)) continue;
                        if (keyword.Value.ValueKind == JsonValueKind.Object) Check(keyword.Value, property.Value, $"{path}.{property.Name}", violations);
                        else violations.Add($"{path}.{property.Name} does not belong");
                    }

                    break;
                case "required":
                    foreach (var name in keyword.Value.EnumerateArray())
                        Must(value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name.GetString()!, out _), "lacks " + name.GetString());
                    break;
                case "oneOf":
                    var matches = keyword.Value.EnumerateArray().Count(one => Matches(one, value));
                    Must(matches == 1, $"matches {matches} of oneOf");
                    break;
                default: throw new NotSupportedException($"the schemas use the keyword {keyword.Name}, which is not checked");
            }
        }

        void Must(bool holds, string otherwise)
        {
            if (!holds) violations.Add($"{path} {otherwise}");
        }
    }

    private static bool Matches(JsonElement schema, JsonElement value)
    {
        var violations = new List<string>();
        Check(schema, value, "$", violations);
        return violations.Count == 0;
    }

    private static void Items(JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var index = 0;
        foreach (var item in value.EnumerateArray()) Check(schema, item, $"{path}[{index++}]", violations);
    }

    private static void Properties(JsonElement schemas, JsonElement value, string path, List<string> violations)
    {
        foreach (var property in Object(value))
            if (schemas.TryGetProperty(property.Name, out var schema))
                Check(schema, property.Value, $"{path}.{property.Name}", violations);
    }

    private static JsonElement.ObjectEnumerator Object(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => IsText(value),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            var other => throw new NotSupportedException($"type {other}"),
        };
}
