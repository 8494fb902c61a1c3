using System.Text.Json;
using Reports.Projections.Changes;
using Reports.Service.Feed;

namespace Reports.Service.Http;

/// <summary>The AsyncAPI 3.0 document of the live feed, made from the kinds of change that there are and the parameters of its route.</summary>
internal static class AsyncApi
{
    private const string Schemas = "#/components/schemas/";
    private const string Messages = "#/channels/changes/messages/";

    /// <summary>The schemas of the views that a change has before and after.</summary>
    private static readonly string[] Views = ["Cut", "ControlStatus", "Figure", "Incident"];

    public static void Write(Utf8JsonWriter json)
    {
        var kinds = Enum.GetValues<ChangeKind>();
        json.WriteStartObject();
        json.WriteString("asyncapi", "3.0.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Reports: changes of the views");
        json.WriteString("version", "1");
        json.WriteString("description", "Each change is a CloudEvent 1.0 and a function of the log: the same position gives the same bytes for ever. A follower that stores the id of the last change with what it made of it goes on with Last-Event-ID, and misses and doubles nothing.");
        json.WriteEndObject();
        json.WriteString("defaultContentType", "application/cloudevents+json");
        Object(json, "channels", () => Object(json, "changes", () =>
        {
            json.WriteString("address", ChangesEndpoint.Route.Path);
            json.WriteString("description", ChangesEndpoint.Route.Summary);
            Object(json, "messages", () =>
            {
                foreach (var kind in kinds) Object(json, ChangeEvents.Word(kind), () => json.WriteString("$ref", "#/components/messages/" + ChangeEvents.Word(kind)));
            });
        }));
        Object(json, "operations", () => Object(json, "followChanges", () =>
        {
            json.WriteString("action", "send");
            Object(json, "channel", () => json.WriteString("$ref", "#/channels/changes"));
            json.WriteString("summary", "The server sends changes, from the point that a follower names on.");
            Object(json, "bindings", () => Object(json, "http", () => Binding(json)));
            json.WriteStartArray("messages");
            foreach (var kind in kinds)
            {
                json.WriteStartObject();
                json.WriteString("$ref", Messages + ChangeEvents.Word(kind));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
        Object(json, "components", () =>
        {
            Object(json, "messages", () =>
            {
                foreach (var kind in kinds) Object(json, ChangeEvents.Word(kind), () => Message(json, kind));
            });
            Object(json, "schemas", () =>
            {
                foreach (var (name, write) in OpenApiSchemas.All.Where(s => Views.Contains(s.Name)))
                {
                    json.WritePropertyName(name);
                    write(json);
                }
            });
        });
        json.WriteEndObject();
    }

    private static void Binding(Utf8JsonWriter json)
    {
        json.WriteString("method", ChangesEndpoint.Route.Method);
        Object(json, "query", () =>
        {
            json.WriteString("type", "object");
            Object(json, "properties", () =>
            {
                foreach (var parameter in ChangesEndpoint.Route.Parameters)
                    Object(json, parameter.Name, () =>
                    {
                        json.WriteString("type", parameter.Format == "int64" ? "integer" : "string");
                        json.WriteString("description", parameter.Description);
                    });
            });
        });
        json.WriteString("bindingVersion", "0.3.0");
    }

    private static void Message(Utf8JsonWriter json, ChangeKind kind)
    {
        var word = ChangeEvents.Word(kind);
        json.WriteString("name", "reports.v1." + word);
        json.WriteString("contentType", "application/cloudevents+json");
        Object(json, "payload", () =>
        {
            json.WriteString("type", "object");
            Object(json, "properties", () =>
            {
                Constant(json, "specversion", "1.0");
                Type(json, "id", "string");
                Type(json, "source", "string");
                Constant(json, "type", "reports.v1." + word);
                Type(json, "subject", "string");
                Type(json, "time", "string");
                Constant(json, "datacontenttype", "application/json");
                Object(json, "data", () => Data(json, kind));
            });
            Required(json, ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"]);
        });
    }

    private static void Data(Utf8JsonWriter json, ChangeKind kind)
    {
        json.WriteString("type", "object");
        var view = ViewOf(kind);
        Object(json, "properties", () =>
        {
            Constant(json, "kind", ChangeEvents.Word(kind));
            foreach (var name in (string[])["subject", "policy", "policyDigest"]) Type(json, name, "string");
            foreach (var name in (string[])["position", "index"]) Type(json, name, "integer");
            Object(json, "on", () => Types(json, "string", "null"));
            Type(json, "cause", "object");
            if (view is null) return;
            foreach (var side in (string[])["before", "after"])
                Object(json, side, () =>
                {
                    json.WriteStartArray("oneOf");
                    json.WriteStartObject();
                    json.WriteString("$ref", Schemas + view);
                    json.WriteEndObject();
                    json.WriteStartObject();
                    json.WriteString("type", "null");
                    json.WriteEndObject();
                    json.WriteEndArray();
                });
            Type(json, "causes", "array");
        });
        Required(json, ["kind", "subject", "position", "index", "on", "policy", "policyDigest", "cause", .. view is null ? [] : (string[])["before", "after", "causes"]]);
    }

    /// <summary>The view that a change of this kind has before and after; null for what is told of the event alone.</summary>
    private static string? ViewOf(ChangeKind kind) => kind switch
    {
        ChangeKind.StatusChanged or ChangeKind.BasisChanged => "ControlStatus",
        ChangeKind.DisputeOpened or ChangeKind.DisputeWidened or ChangeKind.DisputeNarrowed or ChangeKind.DisputeResolved or ChangeKind.FigureChanged => "Figure",
        ChangeKind.IncidentChanged => "Incident",
        _ => null,
    };

    private static void Object(Utf8JsonWriter json, string name, Action write)
    {
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter json, string name, string type) => Object(json, name, () => json.WriteString("type", type));

    private static void Types(Utf8JsonWriter json, params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteEndArray();
    }

    private static void Constant(Utf8JsonWriter json, string name, string value) => Object(json, name, () => json.WriteString("const", value));

    private static void Required(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray("required");
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
