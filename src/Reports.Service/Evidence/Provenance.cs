using System.Text.Json;
using Reports.EventStore.Events;
using Reports.Service.Output;

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

    private readonly Dictionary<string, List<(Action<Utf8JsonWriter>? More, (string Role, string Id)[] Ends)>> _relations = [];

    private string ViewId => $"reports:view/{answer.Question.Subject}";

    private string PolicyId => $"reports:policy/{answer.Question.PolicyDigest}";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        ProvJson.Prefix(json);
        Entities(json);
        Activities(json);
        Agents(json);
        foreach (var (name, relations) in _relations.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(name);
            for (var i = 0; i < relations.Count; i++) ProvJson.Relation(json, name, i + 1, relations[i].More, relations[i].Ends);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Entities(Utf8JsonWriter json)
    {
        json.WriteStartObject("entity");
        foreach (var source in answer.Sources)
        {
            var id = ProvJson.SourceId(source.View.Id);
            ProvJson.Source(json, source.Header, source.View.Position);
            Relate("wasAttributedTo", ("prov:entity", id), ("prov:agent", ProvJson.AgentId(source.Header.Outlet)));
        }

        foreach (var fact in answer.Facts)
        {
            var (id, detail) = (ProvJson.FactId(fact.Detail.View), fact.Detail);
            var source = ProvJson.SourceId(detail.View.Id[..detail.View.Id.IndexOf('/', StringComparison.Ordinal)]);
            ProvJson.Fact(json, detail.View, detail.Fact, fact.Role);
            Relate("wasAttributedTo", ("prov:entity", id), ("prov:agent", ProvJson.AgentId(detail.View.Origin)));
            Relate("wasGeneratedBy", ProvJson.Time(detail.Recorded), ("prov:entity", id), ("prov:activity", ProvJson.RunId(detail.Recorded)));
            Relate("wasDerivedFrom", j => ProvJson.Type(j, "prov:PrimarySource"), ("prov:generatedEntity", id), ("prov:usedEntity", source));
            if (fact.Role is "for" or "against") Relate("used", ("prov:activity", Resolution), ("prov:entity", id));
            if (fact.Role is "for" or "against") Relate("wasDerivedFrom", ("prov:generatedEntity", ViewId), ("prov:usedEntity", id));
        }

        foreach (var correction in answer.Corrections)
        {
            foreach (var ended in answer.Facts.Where(f => f.Detail.View.EndedAt == correction.Position))
            {
                Relate("wasInvalidatedBy", ProvJson.Time(correction.Recorded), ("prov:entity", ProvJson.FactId(ended.Detail.View)), ("prov:activity", ProvJson.RunId(correction.Recorded)));
                foreach (var replacement in answer.Facts.Where(f => f.Position == correction.Position))
                    Relate("wasDerivedFrom", j => ProvJson.Type(j, "prov:Revision"), ("prov:generatedEntity", ProvJson.FactId(replacement.Detail.View)), ("prov:usedEntity", ProvJson.FactId(ended.Detail.View)));
            }
        }

        json.WriteStartObject(PolicyId);
        ProvJson.Type(json, "prov:Plan");
        json.WriteString("prov:label", answer.Question.Policy);
        json.WriteEndObject();
        json.WriteStartObject(ViewId);
        ProvJson.Type(json, "reports:View");
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
            ProvJson.Run(json, ProvJson.RunId(run.First()), run.Min(m => m.RecordedAt), run.Max(m => m.RecordedAt));
            foreach (var recorder in run.Select(m => m.RecordedBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                Relate("wasAssociatedWith", ("prov:activity", ProvJson.RunId(run.First())), ("prov:agent", ProvJson.RecorderId(recorder)));
        }

        json.WriteStartObject(Resolution);
        ProvJson.Type(json, "reports:Resolution");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Agents(Utf8JsonWriter json)
    {
        json.WriteStartObject("agent");
        var voices = answer.Sources.Select(s => s.Header.Outlet).Concat(answer.Facts.Select(f => f.Detail.View.Origin)).Distinct(StringComparer.Ordinal);
        foreach (var voice in voices.Order(StringComparer.Ordinal)) ProvJson.Agent(json, ProvJson.AgentId(voice), answer.Names.SpeakerName(voice));
        foreach (var recorder in answer.Set.Events.Select(e => EventMetadata.Parse(e.Recorded.Metadata).RecordedBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            ProvJson.Agent(json, ProvJson.RecorderId(recorder), recorder);

        json.WriteStartObject(Resolver);
        ProvJson.Type(json, "prov:SoftwareAgent");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Relate(string relation, params (string Role, string Id)[] ends) => Relate(relation, null, ends);

    private void Relate(string relation, Action<Utf8JsonWriter>? more, params (string Role, string Id)[] ends)
    {
        if (!_relations.TryGetValue(relation, out var known)) _relations[relation] = known = [];
        known.Add((more, ends));
    }
}
