using System.Text.Json;
using Reports.Service.Queries;

namespace Reports.Service.Output;

/// <summary>Where a source agrees and disagrees with others, as JSON.</summary>
public static class StandingJson
{
    public static void Write(Utf8JsonWriter json, SourceStanding standing)
    {
        json.WriteStartObject();
        json.WriteString("source", standing.Source);
        json.WriteStartArray("districts");
        foreach (var district in standing.Districts)
        {
            json.WriteStartObject();
            json.WriteString("place", district.Place);
            json.WriteString("status", ViewJson.Word(district.Status));
            ViewJson.Many(json, "facts", district.Facts);
            ViewJson.Many(json, "agrees", district.Agrees);
            ViewJson.Many(json, "disagrees", district.Disagrees);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("figures");
        foreach (var figure in standing.Figures)
        {
            json.WriteStartObject();
            json.WriteString("figure", figure.Key.ToString());
            json.WriteString("class", ViewJson.Word(figure.Class));
            json.WriteBoolean("disputed", figure.Disputed);
            ViewJson.Many(json, "facts", figure.Facts);
            ViewJson.Many(json, "others", figure.Others);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ViewJson.Write(json, "cut", standing.Cut);
        json.WriteNumber("position", standing.Position);
        json.WriteString("policy", standing.Policy);
        json.WriteEndObject();
    }
}
