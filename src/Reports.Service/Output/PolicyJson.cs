using System.Text.Json;
using Reports.Domain.Policies;
using Reports.Service.Policies;

namespace Reports.Service.Output;

/// <summary>The stable JSON of policies.</summary>
public static class PolicyJson
{
    public static void Write(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject();
        Properties(json, policy);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, KnownPolicy known)
    {
        json.WriteStartObject();
        Properties(json, known.Policy);
        json.WriteBoolean("inForce", known.InForce);
        json.WriteStartArray("adoptions");
        foreach (var adoption in known.Adoptions)
        {
            json.WriteStartObject();
            json.WriteNumber("position", adoption.Position);
            json.WriteString("recordedAt", adoption.Recorded.RecordedAt.UtcDateTime);
            json.WriteString("recordedBy", adoption.Recorded.RecordedBy);
            json.WriteString("reason", adoption.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Properties(Utf8JsonWriter json, Policy policy)
    {
        json.WriteString("name", policy.Name);
        json.WriteString("description", policy.Description);
        json.WriteString("digest", policy.Digest);
        json.WriteNumber("tolerance", policy.Tolerance);
        json.WriteNumber("stalenessDays", policy.StalenessDays);
        json.WriteNumber("aboutPercent", policy.AboutPercent);
        json.WriteBoolean("lowestOnly", policy.LowestOnly);
        json.WriteStartArray("phrases");
        foreach (var (phrase, interval, anchor) in policy.PhraseTable)
        {
            json.WriteStartObject();
            json.WriteString("phrase", phrase);
            json.WriteString("interval", interval);
            json.WriteString("anchor", anchor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
