using System.Text.Json;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Service.Output;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Formats;

/// <summary>
/// Facts as <c>Claim</c> of schema.org in JSON-LD: who says it is its author, the document in which it stands its appearance, which is the
/// first one where the outlet speaks for itself. The text that was coded is a media object that is interpreted as the claim. The first
/// node says what the export was made from.
/// </summary>
internal sealed class ClaimsExport(GazetteerTree names, Stream output) : JsonArrayExport<FactRow>(output)
{
    private const string Interpreter = "urn:reports:agent/ledger";

    protected override void Begin(JsonPages pages, ExportOrigin origin)
    {
        pages.Raw("{\"@context\":[\"https://schema.org\",{\"reports\":\"urn:reports:\"}],\"@graph\":["u8);
        Add(json =>
        {
            json.WriteStartObject();
            json.WriteString("@id", $"urn:reports:export/{Uri.EscapeDataString(origin.Root.ToString())}/{ExportFormats.Contents.Word(origin.Content)}");
            json.WriteString("@type", "Dataset");
            json.WriteString("name", "Reported facts");
            foreach (var (name, value) in origin.Properties) json.WriteString("reports:" + name, value);
            json.WriteEndObject();
        });
    }

    protected override void Write(Utf8JsonWriter json, FactRow row)
    {
        var id = "urn:reports:fact/" + row.View.Id;
        var isOwn = row.View.Origin == row.Source.Outlet && !row.Fact.By.Lost;
        json.WriteStartObject();
        json.WriteString("@id", id);
        json.WriteString("@type", "Claim");
        json.WriteString("name", row.View.Id);
        json.WriteString("text", FactSentences.Say(row.Fact, names));
        json.WriteString("datePublished", Day.FromDate(row.Source.Published).ToString());
        if (!row.Fact.By.Lost) Agent(json, "author", row.View.Origin);
        json.WriteString("temporalCoverage", FactTable.TimeOf(row.Fact).Text);
        Agent(json, "claimInterpreter", null);
        Appearance(json, isOwn ? "firstAppearance" : "appearance", row, id);
        json.WriteString("reports:kind", row.View.Kind);
        json.WriteString("reports:stance", Domain.Facts.Stances.Vocabulary.Word(row.Fact.Stance));
        if (row.Fact.Grade is { } grade) json.WriteString("reports:grade", grade.ToString());
        json.WriteNumber("reports:position", row.View.Position);
        json.WriteEndObject();
    }

    protected override void End(JsonPages pages) => pages.Raw("\n]}\n"u8);

    private void Appearance(Utf8JsonWriter json, string property, FactRow row, string claim)
    {
        var source = row.Source;
        json.WriteStartObject(property);
        json.WriteString("@id", "urn:reports:source/" + source.Id);
        json.WriteString("@type", "CreativeWork");
        json.WriteString("headline", source.Title);
        json.WriteString("datePublished", Day.FromDate(source.Published).ToString());
        json.WriteString("inLanguage", source.Language);
        if (source.Url is { } url) json.WriteString("url", url);
        Agent(json, "publisher", source.Outlet);
        json.WriteStartObject("encoding");
        json.WriteString("@id", "urn:sha256:" + source.Sha256);
        json.WriteString("@type", "MediaObject");
        json.WriteString("sha256", source.Sha256);
        json.WriteStartObject("interpretedAsClaim");
        json.WriteString("@id", claim);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Agent(Utf8JsonWriter json, string property, string? id)
    {
        json.WriteStartObject(property);
        json.WriteString("@id", id is null ? Interpreter : "urn:reports:agent/" + id);
        json.WriteString("@type", id is not null && names.Actors.TryGetValue(id, out var actor) && actor.Kind == ProtectedPerson.Kind ? "Person" : "Organization");
        json.WriteString("name", id is null ? "Reports" : names.SpeakerName(id));
        json.WriteEndObject();
    }
}
