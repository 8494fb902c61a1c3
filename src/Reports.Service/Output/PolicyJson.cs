using System.Text.Json;
using Reports.Domain.Policies;

namespace Reports.Service.Output;

/// <summary>A policy in JSON; properties are only ever added.</summary>
public static class PolicyJson
{
    public static void Write(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject();
        json.WriteString("name", policy.Name);
        json.WriteString("description", policy.Description);
        json.WriteString("digest", policy.Digest);
        json.WriteNumber("tolerance", policy.Tolerance);
        json.WriteNumber("stalenessDays", policy.StalenessDays);
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
        json.WriteEndObject();
    }
}
