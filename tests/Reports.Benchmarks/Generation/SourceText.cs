using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Time;

namespace Reports.Benchmarks.Generation;

/// <summary>Writes generated sources as the files that a coder would write, in JSON or YAML.</summary>
public static class SourceText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The gazetteer of a scene, in JSON.</summary>
    public static byte[] Gazetteer(Scene scene) => Written(json =>
    {
        json.WriteStartArray("places");
        foreach (var place in scene.Places) Named(json, place.Id, place.Name, place.Kind, place.Within);
        json.WriteEndArray();
        json.WriteStartArray("actors");
        foreach (var actor in (Domain.Gazetteer.Actor[])[.. scene.Roots, .. scene.Groups, .. scene.Origins]) Named(json, actor.Id, actor.Name, actor.Kind, actor.Within);
        json.WriteEndArray();
        json.WriteStartArray("outlets");
        foreach (var outlet in scene.Outlets) Named(json, outlet.Id, outlet.Name, null, null);
        json.WriteEndArray();
    });

    /// <summary>The source that a change reports; null for a change that reports none.</summary>
    public static byte[]? Json(Change change)
    {
        if (change.Items[0].Event is not SourceReported reported) return null;
        return Written(json =>
        {
            Header(json, reported.Source);
            var facts = change.Items.Skip(1).Select(i => i.Reported!.Fact).ToList();
            json.WriteStartArray("incidents");
            foreach (var incident in facts.OfType<IncidentFact>()) Incident(json, incident);
            json.WriteEndArray();
            json.WriteStartArray("facts");
            foreach (var fact in facts)
            {
                if (fact is ControlFact control) Control(json, control);
                if (fact is FigureFact figure) Figure(json, figure);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The same tree in block style, every scalar quoted as JSON quotes it, which YAML reads alike.</summary>
    public static byte[] Yaml(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Block(document.RootElement, 0, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Block(JsonElement element, int depth, StringBuilder text)
    {
        foreach (var property in element.EnumerateObject())
        {
            text.Append(' ', depth * 2).Append(property.Name).Append(':');
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    text.Append('\n');
                    Block(property.Value, depth + 1, text);
                    break;
                case JsonValueKind.Array when property.Value.GetArrayLength() > 0 && property.Value[0].ValueKind == JsonValueKind.Object:
                    text.Append('\n');
                    foreach (var item in property.Value.EnumerateArray())
                    {
                        var start = text.Length;
                        Block(item, depth + 2, text);
                        text[start + (depth * 2) + 2] = '-';
                    }

                    break;
                default:
                    text.Append(' ').Append(property.Value.GetRawText()).Append('\n');
                    break;
            }
        }
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Named(Utf8JsonWriter json, string id, string name, string? kind, string? within)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", name);
        if (kind is not null) json.WriteString("kind", kind);
        if (within is not null) json.WriteString("within", within);
        json.WriteEndObject();
    }

    private static void Header(Utf8JsonWriter json, SourceHeader source)
    {
        json.WriteStartObject("source");
        json.WriteString("id", source.Id);
        json.WriteString("outlet", source.Outlet);
        json.WriteString("title", source.Title);
        json.WriteString("published", Day.FromDate(source.Published).ToString());
        json.WriteString("language", source.Language);
        json.WriteString("url", source.Url);
        json.WriteString("sha256", source.Sha256);
        json.WriteEndObject();
    }

    private static void Incident(Utf8JsonWriter json, IncidentFact incident)
    {
        json.WriteStartObject();
        json.WriteString("id", incident.Key);
        json.WriteString("kind", IncidentKinds.Vocabulary.Word(incident.Kind));
        json.WriteString("on", incident.On.Text);
        Many(json, "from", incident.From);
        Many(json, "participants", incident.Participants);
        Common(json, incident);
    }

    private static void Control(Utf8JsonWriter json, ControlFact fact)
    {
        json.WriteStartObject();
        json.WriteString("id", fact.Key);
        json.WriteStartObject("control");
        json.WriteString("place", fact.Place);
        json.WriteString("actor", fact.Actor);
        json.WriteString("relation", Relations.Vocabulary.Word(fact.Relation));
        json.WriteString("on", fact.On.Text);
        json.WriteString("extent", Extents.Vocabulary.Word(fact.Extent));
        json.WriteEndObject();
        Common(json, fact);
    }

    private static void Figure(Utf8JsonWriter json, FigureFact fact)
    {
        json.WriteStartObject();
        json.WriteString("id", fact.Key);
        json.WriteStartObject("figure");
        json.WriteString("about", fact.About);
        json.WriteString("measure", Measures.Vocabulary.Word(fact.Measure));
        json.WriteString("population", Populations.Vocabulary.Word(fact.Population));
        json.WriteString("modality", Modalities.Vocabulary.Word(fact.Modality));
        json.WriteString("quantity", fact.Quantity.ToString());
        json.WriteString("window", fact.Window.Text);
        json.WriteString("scope", Scopes.Vocabulary.Word(fact.Scope));
        if (fact.Rounds is not null) json.WriteString("rounds", fact.Rounds);
        json.WriteEndObject();
        Common(json, fact);
    }

    private static void Common(Utf8JsonWriter json, Fact fact)
    {
        Many(json, "by", fact.By.Speakers);
        if (fact.By.Lost) json.WriteString("lost", "true");
        if (fact.Stance != Stance.Asserted) json.WriteString("stance", Stances.Vocabulary.Word(fact.Stance));
        if (fact.Grade is { } grade) json.WriteString("grade", grade.ToString());
        if (fact.At is { } at)
        {
            json.WriteStartObject("at");
            json.WriteNumber("paragraph", at.Paragraph);
            if (at.Characters is { } range) json.WriteString("characters", $"{range.From}-{range.To}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Many(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
