using System.Text.Json;
using Reports.Projections.Changes;
using Reports.Service.Output;

namespace Reports.Service.Feed;

/// <summary>A change as a CloudEvent 1.0 in JSON, and which changes a follower asked for.</summary>
public static class ChangeEvents
{
    /// <summary>The words of the kinds: a contract.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetNames<ChangeKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static string Word(ChangeKind kind) => Kinds[(int)kind];

    public static void Write(Utf8JsonWriter json, FeedItem item)
    {
        var change = item.Change;
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", item.Point.ToString());
        json.WriteString("source", "/api/v1/changes");
        json.WriteString("type", "reports.v1." + Word(change.Kind));
        json.WriteString("subject", change.Subject);
        json.WriteString("time", item.Recorded.RecordedAt.UtcDateTime);
        json.WriteString("datacontenttype", "application/json");
        json.WriteStartObject("data");
        json.WriteString("kind", Word(change.Kind));
        json.WriteString("subject", change.Subject);
        json.WriteNumber("position", change.Position);
        json.WriteNumber("index", change.Index);
        json.WriteString("on", change.At.Cut.On.IsUnbounded ? null : change.At.Cut.On.ToString());
        json.WriteString("policy", change.At.Policy.Name);
        json.WriteString("policyDigest", change.At.Policy.Digest);
        json.WriteStartObject("cause");
        json.WriteString("type", item.EventType);
        json.WriteString("stream", item.Stream);
        ViewJson.Write(json, item.Recorded);
        json.WriteEndObject();
        if (change.Status is { } status) Views(status, ViewJson.Write);
        if (change.Figure is { } figure) Views(figure, ViewJson.Write);
        if (change.Incident is { } incident) Views(incident, ViewJson.Write);
        json.WriteEndObject();
        json.WriteEndObject();

        void Views<T>(ViewChange<T> views, Action<Utf8JsonWriter, T> write)
            where T : class
        {
            Side("before", views.Before);
            Side("after", views.After);
            ViewJson.Write(json, views.Causes);

            void Side(string name, T? view)
            {
                json.WritePropertyName(name);
                if (view is null) json.WriteNullValue();
                else write(json, view);
            }
        }
    }
}

/// <summary>Which changes a follower wants; null for all.</summary>
/// <param name="District">Changes of this place's status.</param>
/// <param name="Figure">Changes of figures about this place or incident, or with this key.</param>
/// <param name="Kinds">Changes of these kinds.</param>
public sealed record ChangeFilter(string? District, string? Figure, IReadOnlySet<string>? Kinds)
{
    public bool Takes(Change change)
    {
        if (Kinds is not null && !Kinds.Contains(ChangeEvents.Word(change.Kind))) return false;
        if (District is null && Figure is null) return true;
        return (District is not null && change.Status?.Id == District)
            || (Figure is not null && change.Figure is { } figure && (figure.Id == Figure || (figure.After ?? figure.Before)!.Key.About == Figure));
    }
}
