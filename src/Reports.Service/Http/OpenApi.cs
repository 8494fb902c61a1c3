using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Reports.Service.Access;

namespace Reports.Service.Http;

/// <summary>The OpenAPI 3.1 document of the interface, made from the table of routes that is served: it cannot say another thing.</summary>
internal static class OpenApi
{
    private const string Problem = "#/components/schemas/Problem";

    public static void Write(Utf8JsonWriter json, IEnumerable<ApiRoute> routes)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.1");
        json.WriteStartObject("info");
        json.WriteString("title", "Reports");
        json.WriteString("version", "1");
        json.WriteString("summary", "Reported facts of an armed conflict, and the views that follow from them at any cut.");
        json.WriteEndObject();
        json.WriteStartArray("servers");
        json.WriteStartObject();
        json.WriteString("url", "/");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("paths");
        foreach (var path in routes.GroupBy(r => r.Path))
        {
            json.WriteStartObject(path.Key);
            foreach (var route in path) Write(json, route);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("components");
        json.WriteStartObject("schemas");
        foreach (var (name, write) in OpenApiSchemas.All)
        {
            json.WritePropertyName(name);
            write(json);
        }

        json.WriteEndObject();
        json.WriteStartObject("securitySchemes");
        foreach (var scheme in (string[])["bearer", "basic"])
        {
            json.WriteStartObject(scheme);
            json.WriteString("type", "http");
            json.WriteString("scheme", scheme);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiRoute route)
    {
        json.WriteStartObject(route.Method.ToLowerInvariant());
        json.WriteString("operationId", route.OperationId);
        json.WriteString("summary", route.Summary);
        var examples = Examples(route);
        json.WriteStartArray("parameters");
        foreach (var parameter in route.Parameters) Write(json, parameter, examples);
        json.WriteEndArray();
        if (route.OperationId == "reportSource") WriteBody(json);
        json.WriteStartObject("responses");
        if (route.Permission == Permission.Append) WriteAnswer(json, "201", "It was recorded.", route);
        else WriteAnswer(json, "200", "The answer; it names its position.", route);
        if (route.OperationId == "reportSource") WriteAnswer(json, "200", "Nothing of it is new, or nothing was asked to be recorded.", route);
        if (route.Permission == Permission.Read)
        {
            json.WriteStartObject("304");
            json.WriteString("description", "Nothing has changed since the ETag that was sent.");
            json.WriteEndObject();
        }

        json.WriteStartObject("default");
        json.WriteString("description", "A problem (RFC 9457); its type says which.");
        json.WriteStartObject("content");
        WriteContent(json, "application/problem+json", Problem);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("security");
        if (route.Permission == Permission.Read)
        {
            // On the server's own machine reading needs no key.
            json.WriteStartObject();
            json.WriteEndObject();
        }

        foreach (var scheme in (string[])["bearer", "basic"])
        {
            json.WriteStartObject();
            json.WriteStartArray(scheme);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, string status, string description, ApiRoute route)
    {
        json.WriteStartObject(status);
        json.WriteString("description", description);
        json.WriteStartObject("content");
        foreach (var (type, schema) in route.Content) WriteContent(json, type, schema);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("requestBody");
        json.WriteBoolean("required", true);
        json.WriteString("description", "A source file or a gazetteer file; /api/v1/schemas/source-file is the whole shape.");
        json.WriteStartObject("content");
        foreach (var type in (string[])["application/yaml", "application/json"])
        {
            json.WriteStartObject(type);
            json.WriteStartObject("schema");
            json.WriteString("type", "object");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string type, string? schema)
    {
        json.WriteStartObject(type);
        json.WriteStartObject("schema");
        if (schema is null) json.WriteString("type", "string");
        else json.WriteString("$ref", schema.StartsWith('#') ? schema : "#/components/schemas/" + schema);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiParameter parameter, Dictionary<string, string> examples)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("in", parameter.IsInPath ? "path" : "query");
        json.WriteString("description", parameter.Description);
        json.WriteBoolean("required", parameter.IsRequired);
        json.WriteStartObject("schema");
        json.WriteString("type", parameter.Format switch { "int64" => "integer", "boolean" => "boolean", _ => "string" });
        if (parameter.Format is "date" or "date-time" or "int64") json.WriteString("format", parameter.Format);
        if (parameter.Values.Count > 0 && parameter.Format != "boolean")
        {
            json.WriteStartArray("enum");
            foreach (var value in parameter.Values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (examples.TryGetValue(parameter.Name, out var example))
        {
            if (parameter.Format == "int64") json.WriteNumber("example", long.Parse(example, CultureInfo.InvariantCulture));
            else if (parameter.Format == "boolean") json.WriteBoolean("example", example == "true");
            else json.WriteString("example", example);
        }

        json.WriteEndObject();
    }

    /// <summary>The values that the route's example gives its parameters.</summary>
    private static Dictionary<string, string> Examples(ApiRoute route)
    {
        var parts = route.Example.Split('?', 2);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (template, path) = (route.Path.Split('/'), (ApiRoutes.Root + parts[0]).Split('/'));
        for (var i = 0; i < template.Length; i++)
            if (template[i].StartsWith('{')) values[template[i][1..^1]] = path[i];
        if (parts.Length == 2)
            foreach (var (name, value) in QueryHelpers.ParseQuery(parts[1])) values[name] = value.ToString();
        return values;
    }
}
