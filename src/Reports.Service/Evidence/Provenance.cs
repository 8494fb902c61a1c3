using System.Globalization;
using System.Text.Json;
using Reports.EventStore.Events;

namespace Reports.Service.Evidence;

/// <summary>
/// The provenance of an answer as W3C PROV-JSON (the member submission of 2013): facts, sources, the policy and the view are entities;
/// runs that recorded and the resolution under the policy are activities; outlets, origins and recorders are agents. Identifiers are
/// of the namespace <c>urn:reports:</c>.
/// </summary>
internal sealed class Provenance(EvidenceAnswer answer)
{
    private const string Resolution = "reports:resolution";
    private const string Resolver = "reports:agent/projections";

    private readonly Dictionary<string, List<Action<Utf8JsonWriter>>> _relations = [];

    private string ViewId => $"reports:view/{answer.Question.Subject}";

    private string PolicyId => $"reports:policy/{answer.Question.PolicyDigest}";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("prefix");
        json.WriteString("reports", "urn:reports:");
        json.WriteEndObject();
        Entities(json);
        Activities(json);
        Agents(json);
        foreach (var (name, relations) in _relations.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(name);
            for (var i = 0; i < relations.Count; i++)
            {
                json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"_:{name}{i + 1}"));
                relations[i](json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Entities(Utf8JsonWriter json)
    {
        json.WriteStartObject("entity");
        foreach (var source in answer.Sources)
        {
            var id = SourceId(source.View.Id);
            json.WriteStartObject(id);
            Type(json, "reports:Source");
            json.WriteString("prov:label", source.Header.Title);
            json.WriteString("reports:published", source.View.Published.ToString());
            json.WriteString("reports:sha256", source.Header.Sha256);
            if (source.Header.Url is { } url) json.WriteString("reports:url", url);
            json.WriteNumber("reports:position", source.View.Position);
            json.WriteEndObject();
            Relate("wasAttributedTo", ("prov:entity", id), ("prov:agent", AgentId(source.Header.Outlet)));
        }

        foreach (var fact in answer.Facts)
        {
            var (id, detail) = (FactId(fact), fact.Detail);
            var source = SourceId(detail.View.Id[..detail.View.Id.IndexOf('/', StringComparison.Ordinal)]);
            json.WriteStartObject(id);
            Type(json, "reports:Fact");
            json.WriteString("prov:label", detail.View.Id);
            json.WriteString("reports:kind", detail.View.Kind);
            json.WriteString("reports:role", fact.Role);
            json.WriteNumber("reports:position", fact.Position);
            if (detail.Fact.At is { } at) json.WriteNumber("reports:paragraph", at.Paragraph);
            if (detail.View.Grade is { } grade) json.WriteString("reports:grade", grade.ToString());
            json.WriteEndObject();
            Relate("wasAttributedTo", ("prov:entity", id), ("prov:agent", AgentId(detail.View.Origin)));
            Relate("wasGeneratedBy", Time(detail.Recorded), ("prov:entity", id), ("prov:activity", RunId(detail.Recorded)));
            Relate("wasDerivedFrom", j => Type(j, "prov:PrimarySource"), ("prov:generatedEntity", id), ("prov:usedEntity", source));
            if (fact.Role is "for" or "against") Relate("used", ("prov:activity", Resolution), ("prov:entity", id));
            if (fact.Role is "for" or "against") Relate("wasDerivedFrom", ("prov:generatedEntity", ViewId), ("prov:usedEntity", id));
        }

        foreach (var correction in answer.Corrections)
        {
            foreach (var ended in answer.Facts.Where(f => f.Detail.View.EndedAt == correction.Position))
            {
                Relate("wasInvalidatedBy", Time(correction.Recorded), ("prov:entity", FactId(ended)), ("prov:activity", RunId(correction.Recorded)));
                foreach (var replacement in answer.Facts.Where(f => f.Position == correction.Position))
                    Relate("wasDerivedFrom", j => Type(j, "prov:Revision"), ("prov:generatedEntity", FactId(replacement)), ("prov:usedEntity", FactId(ended)));
            }
        }

        json.WriteStartObject(PolicyId);
        Type(json, "prov:Plan");
        json.WriteString("prov:label", answer.Question.Policy);
        json.WriteEndObject();
        json.WriteStartObject(ViewId);
        Type(json, "reports:View");
        json.WriteString("reports:on", answer.Question.Cut.On.ToString());
        json.WriteNumber("reports:position", answer.Question.Cut.At!.Value);
        json.WriteEndObject();
        json.WriteEndObject();
        Relate("wasGeneratedBy", ("prov:entity", ViewId), ("prov:activity", Resolution));
        Relate("wasAssociatedWith", ("prov:activity", Resolution), ("prov:agent", Resolver), ("prov:plan", PolicyId));
    }

    private void Activities(Utf8JsonWriter json)
    {
        json.WriteStartObject("activity");
        var runs = answer.Set.Events.Select(e => EventMetadata.Parse(e.Recorded.Metadata)).GroupBy(m => m.CorrelationId).OrderBy(g => g.Min(m => m.RecordedAt)).ThenBy(g => g.Key);
        foreach (var run in runs)
        {
            json.WriteStartObject(RunId(run.First()));
            Type(json, "reports:Run");
            json.WriteString("prov:startTime", Text(run.Min(m => m.RecordedAt)));
            json.WriteString("prov:endTime", Text(run.Max(m => m.RecordedAt)));
            json.WriteEndObject();
            foreach (var recorder in run.Select(m => m.RecordedBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                Relate("wasAssociatedWith", ("prov:activity", RunId(run.First())), ("prov:agent", RecorderId(recorder)));
        }

        json.WriteStartObject(Resolution);
        Type(json, "reports:Resolution");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Agents(Utf8JsonWriter json)
    {
        json.WriteStartObject("agent");
        var voices = answer.Sources.Select(s => s.Header.Outlet).Concat(answer.Facts.Select(f => f.Detail.View.Origin)).Distinct(StringComparer.Ordinal);
        foreach (var voice in voices.Order(StringComparer.Ordinal))
        {
            json.WriteStartObject(AgentId(voice));
            json.WriteString("prov:label", answer.Names.SpeakerName(voice));
            json.WriteEndObject();
        }

        foreach (var recorder in answer.Set.Events.Select(e => EventMetadata.Parse(e.Recorded.Metadata).RecordedBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            json.WriteStartObject(RecorderId(recorder));
            json.WriteString("prov:label", recorder);
            json.WriteEndObject();
        }

        json.WriteStartObject(Resolver);
        Type(json, "prov:SoftwareAgent");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Relate(string relation, params (string Role, string Id)[] ends) => Relate(relation, null, ends);

    private void Relate(string relation, Action<Utf8JsonWriter>? more, params (string Role, string Id)[] ends)
    {
        if (!_relations.TryGetValue(relation, out var known)) _relations[relation] = known = [];
        known.Add(json =>
        {
            foreach (var (role, id) in ends) json.WriteString(role, id);
            more?.Invoke(json);
        });
    }

    private static Action<Utf8JsonWriter> Time(EventMetadata recorded) => json => json.WriteString("prov:time", Text(recorded.RecordedAt));

    private static void Type(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject("prov:type");
        json.WriteString("$", name);
        json.WriteString("type", "prov:QUALIFIED_NAME");
        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string FactId(EvidenceFact fact) => string.Create(CultureInfo.InvariantCulture, $"reports:fact/{fact.Detail.View.Id}/{fact.Position}");

    private static string SourceId(string id) => $"reports:source/{id}";

    private static string AgentId(string id) => $"reports:agent/{id}";

    private static string RunId(EventMetadata recorded) => $"reports:run/{recorded.CorrelationId}";

    /// <summary>A recorder is a name in any script; identifiers are of plain characters.</summary>
    private static string RecorderId(string name) => $"reports:recorder/{Uri.EscapeDataString(name)}";
}
