using System.Globalization;
using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.EventStore.Events;
using Reports.Projections.Ledger;
using Reports.Service.Output.Tables;

namespace Reports.Service.Output;

/// <summary>
/// The words of W3C PROV-JSON (the member submission of 2013) for what a ledger has: sources and facts are entities, runs that recorded are
/// activities, outlets, origins and recorders are agents. Identifiers are of the namespace <c>urn:reports:</c>.
/// </summary>
internal static class ProvJson
{
    public static void Prefix(Utf8JsonWriter json)
    {
        json.WriteStartObject("prefix");
        json.WriteString("reports", "urn:reports:");
        json.WriteEndObject();
    }

    /// <summary>The property of a source, an entity.</summary>
    public static void Source(Utf8JsonWriter json, SourceHeader header, long position)
    {
        json.WriteStartObject(SourceId(header.Id));
        Type(json, "reports:Source");
        json.WriteString("prov:label", header.Title);
        json.WriteString("reports:published", Domain.Time.Day.FromDate(header.Published).ToString());
        json.WriteString("reports:sha256", header.Sha256);
        if (header.Url is { } url) json.WriteString("reports:url", url);
        json.WriteNumber("reports:position", position);
        json.WriteEndObject();
    }

    /// <summary>The property of a fact, an entity.</summary>
    /// <param name="role">What it is to an answer; null where there is none.</param>
    public static void Fact(Utf8JsonWriter json, FactView view, Fact fact, string? role)
    {
        json.WriteStartObject(FactId(view));
        Type(json, "reports:Fact");
        json.WriteString("prov:label", view.Id);
        json.WriteString("reports:kind", view.Kind);
        if (role is not null) json.WriteString("reports:role", role);
        json.WriteNumber("reports:position", view.Position);
        if (fact.At is { } at) json.WriteNumber("reports:paragraph", at.Paragraph);
        if (view.Grade is { } grade) json.WriteString("reports:grade", grade.ToString());
        json.WriteEndObject();
    }

    /// <summary>The property of a run, an activity.</summary>
    public static void Run(Utf8JsonWriter json, string id, DateTimeOffset start, DateTimeOffset end)
    {
        json.WriteStartObject(id);
        Type(json, "reports:Run");
        json.WriteString("prov:startTime", Text(start));
        json.WriteString("prov:endTime", Text(end));
        json.WriteEndObject();
    }

    /// <summary>The property of an agent.</summary>
    public static void Agent(Utf8JsonWriter json, string id, string label)
    {
        json.WriteStartObject(id);
        json.WriteString("prov:label", label);
        json.WriteEndObject();
    }

    /// <summary>The property of a relation: its ends, and what more is said of it.</summary>
    public static void Relation(Utf8JsonWriter json, string relation, long number, Action<Utf8JsonWriter>? more, params ReadOnlySpan<(string Role, string Id)> ends)
    {
        json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"_:{relation}{number}"));
        foreach (var (role, id) in ends) json.WriteString(role, id);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    public static Action<Utf8JsonWriter> Time(EventMetadata recorded) => json => json.WriteString("prov:time", Text(recorded.RecordedAt));

    public static void Type(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject("prov:type");
        json.WriteString("$", name);
        json.WriteString("type", "prov:QUALIFIED_NAME");
        json.WriteEndObject();
    }

    public static string Text(DateTimeOffset time) => ViewTables.Time(time);

    public static string FactId(FactView view) => string.Create(CultureInfo.InvariantCulture, $"reports:fact/{view.Id}/{view.Position}");

    public static string SourceId(string id) => $"reports:source/{id}";

    public static string AgentId(string id) => $"reports:agent/{id}";

    public static string RunId(EventMetadata recorded) => $"reports:run/{recorded.CorrelationId}";

    /// <summary>A recorder is a name in any script; identifiers are of plain characters.</summary>
    public static string RecorderId(string name) => $"reports:recorder/{Uri.EscapeDataString(name)}";
}
