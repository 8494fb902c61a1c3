using System.Text.Json;
using System.Text.Json.Serialization;
using Reports.EventStore.Log;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>What a group follows, and how it delivers: what is stored of it beside its progress.</summary>
/// <param name="StartFrom">Where it was to start, as it is told: a revision, <c>C:…/P:…</c>, or <c>-1</c> for the end as it was then.</param>
internal sealed record GroupDefinition(GroupSettings Settings, GroupFilter? Filter, string StartFrom)
{
    /// <summary>The source that is the whole log.</summary>
    public const string All = "$all";

    public string ToJson() => JsonSerializer.Serialize(this, GroupDefinitionJson.Default.GroupDefinition);

    /// <exception cref="LogDamagedException">Not what <see cref="ToJson"/> wrote.</exception>
    public static GroupDefinition Parse(string json, string file)
    {
        try
        {
            var definition = JsonSerializer.Deserialize(json, GroupDefinitionJson.Default.GroupDefinition)
                ?? throw new JsonException("null");
            return definition.Settings.Problem() is { } problem ? throw new JsonException(problem) : definition;
        }
        catch (JsonException e)
        {
            throw new LogDamagedException($"{file}: the definition of a group is damaged: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GroupDefinition))]
internal sealed partial class GroupDefinitionJson : JsonSerializerContext;
