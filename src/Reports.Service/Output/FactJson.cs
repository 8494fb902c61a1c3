using System.Text.Json;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Projections.Ledger;

namespace Reports.Service.Output;

/// <summary>What a fact says, in the words of the source file.</summary>
internal static class FactJson
{
    public static void Write(Utf8JsonWriter json, Fact fact)
    {
        switch (fact)
        {
            case ControlFact control:
                json.WriteStartObject("control");
                json.WriteString("place", control.Place);
                json.WriteString("actor", control.Actor);
                json.WriteString("relation", Relations.Vocabulary.Word(control.Relation));
                json.WriteString("on", control.On.Text);
                json.WriteString("extent", Extents.Vocabulary.Word(control.Extent));
                json.WriteEndObject();
                break;
            case FigureFact figure:
                json.WriteStartObject("figure");
                json.WriteString("about", figure.About);
                json.WriteString("measure", Measures.Vocabulary.Word(figure.Measure));
                json.WriteString("population", Populations.Vocabulary.Word(figure.Population));
                json.WriteString("modality", Modalities.Vocabulary.Word(figure.Modality));
                json.WriteString("quantity", figure.Quantity.ToString());
                json.WriteString("window", figure.Window.Text);
                json.WriteString("scope", Scopes.Vocabulary.Word(figure.Scope));
                if (figure.Rounds is not null) json.WriteString("rounds", figure.Rounds);
                json.WriteEndObject();
                break;
            case IncidentFact incident:
                json.WriteStartObject("incident");
                json.WriteString("kind", IncidentKinds.Vocabulary.Word(incident.Kind));
                json.WriteString("on", incident.On.Text);
                Many(json, "from", incident.From);
                Many(json, "to", incident.To);
                Many(json, "participants", incident.Participants);
                if (incident.PartOf is not null) json.WriteString("part-of", incident.PartOf);
                json.WriteEndObject();
                break;
        }

        Many(json, "by", fact.By.Speakers);
        if (fact.By.Lost) json.WriteBoolean("lost", true);
        json.WriteString("stance", Stances.Vocabulary.Word(fact.Stance));
        json.WriteString("grade", fact.Grade?.ToString());
        if (fact.At is { } at)
        {
            json.WriteStartObject("at");
            json.WriteNumber("paragraph", at.Paragraph);
            if (at.Characters is { } characters) json.WriteString("characters", $"{characters.From}-{characters.To}");
            json.WriteEndObject();
        }

        if (fact.Note is not null) json.WriteString("note", fact.Note);
        if (!fact.Flags.IsDefaultOrEmpty) Many(json, "flags", fact.Flags.Select(FactFlags.Vocabulary.Word));
    }

    /// <summary>Why a fact no longer counts; null while it does.</summary>
    public static string? Reason(LedgerEvent? ended) => ended switch
    {
        FactCorrected e => e.Reason,
        FactRetracted e => e.Reason,
        SourceWithdrawn e => e.Reason,
        _ => ended?.ReconciledBecause,
    };

    /// <summary>The property <c>recordedAs</c>: what a fact named, where a merge or split reads it otherwise.</summary>
    public static void Write(Utf8JsonWriter json, RecordedNames? recorded)
    {
        if (recorded is null) return;
        json.WriteStartObject("recordedAs");
        if (recorded.Place is { } place) json.WriteString("place", place);
        if (recorded.Actor is { } actor) json.WriteString("actor", actor);
        if (recorded.Origin is { } origin) json.WriteString("origin", origin);
        json.WriteEndObject();
    }

    private static void Many(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
