using System.Text.Json;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.History;
using Reports.Service.Audit;

namespace Reports.Service.Output;

/// <summary>Explanations, histories and comparisons as stable JSON, like <see cref="ViewJson"/>.</summary>
public static class AuditJson
{
    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartObject();
        json.WritePropertyName("status");
        if (explanation.Status is { } status) Write(json, status, explanation);
        else json.WriteNullValue();
        json.WriteStartArray("figures");
        foreach (var figure in explanation.Figures) Write(json, figure, explanation);
        json.WriteEndArray();
        ViewJson.Write(json, "cut", explanation.Cut);
        json.WriteString("policy", explanation.Policy.Name);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ViewHistory history)
    {
        json.WriteStartObject();
        json.WriteString("along", Word(history.Along));
        json.WriteString("place", history.Place);
        Entries(json, "status", history.Status, ViewJson.Write);
        json.WriteStartArray("figures");
        foreach (var trail in history.Figures)
        {
            json.WriteStartObject();
            json.WriteString("figure", trail.Figure.Key.ToString());
            Entries(json, "entries", trail.Entries, ViewJson.Write);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ViewJson.Write(json, "cut", history.Cut);
        json.WriteString("policy", history.Policy.Name);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CutComparison comparison)
    {
        json.WriteStartObject();
        ViewJson.Write(json, "from", comparison.From.Cut);
        ViewJson.Write(json, "to", comparison.To.Cut);
        json.WriteStartArray("policies");
        json.WriteStringValue(comparison.From.Policy.Name);
        json.WriteStringValue(comparison.To.Policy.Name);
        json.WriteEndArray();
        ViewJson.Write(json, comparison.Changes);
        json.WriteEndObject();
    }

    public static string Word(Axis axis) => axis.ToString().ToLowerInvariant();

    public static string Word(FateKind fate) => JsonNamingPolicy.KebabCaseLower.ConvertName(fate.ToString());

    public static string Word(FigureRole role) => JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    private static void Write(Utf8JsonWriter json, ControlExplanation explanation, Explanation all)
    {
        json.WriteStartObject();
        View(json, "view", explanation.View, ViewJson.Write);
        Steps(json, explanation, all, (j, name, view) => View(j, name, view, ViewJson.Write), Write);
        Alternatives(json, explanation.Alternatives, ViewJson.Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FigureExplanation explanation, Explanation all)
    {
        json.WriteStartObject();
        View(json, "view", explanation.View, ViewJson.Write);
        Steps(json, explanation, all, (j, name, view) => View(j, name, view, ViewJson.Write), Write);
        Alternatives(json, explanation.Alternatives, ViewJson.Write);
        json.WriteEndObject();
    }

    private static void Steps<TView, TFact>(
        Utf8JsonWriter json, ViewExplanation<TView, TFact> explanation, Explanation all, Action<Utf8JsonWriter, string, TView> writeView,
        Action<Utf8JsonWriter, TFact, Explanation?> writeFact)
    {
        json.WriteStartArray("steps");
        foreach (var step in explanation.Steps)
        {
            Begin(json, step.Position, step.Kind, step.Subject, all);
            writeView(json, "before", step.Before);
            writeView(json, "after", step.After);
            json.WriteStartArray("effects");
            foreach (var effect in step.Effects) writeFact(json, effect, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("earlierSteps", explanation.EarlierSteps);
        json.WriteStartArray("facts");
        foreach (var fact in explanation.Facts) writeFact(json, fact, all);
        json.WriteEndArray();
        json.WriteNumber("olderFacts", explanation.OlderFacts);
    }

    private static void Begin(Utf8JsonWriter json, long position, StepKind kind, string subject, Explanation all)
    {
        json.WriteStartObject();
        json.WriteNumber("position", position);
        json.WriteString("kind", kind.ToString().ToLowerInvariant());
        json.WriteString("subject", subject);
        Recorded(json, position, all);
    }

    private static void Write(Utf8JsonWriter json, ExplainedFact fact, Explanation? all)
    {
        json.WriteStartObject();
        json.WriteString("fact", fact.Fact);
        json.WriteNumber("position", fact.Position);
        json.WriteString("fate", Word(fact.Fate));
        json.WriteString("rule", fact.Rule);
        json.WriteString("by", fact.By);
        FactJson.Write(json, fact.RecordedAs);
        if (all is not null) Recorded(json, fact.Position, all);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedFigure fact, Explanation? all)
    {
        json.WriteStartObject();
        json.WriteString("fact", fact.Fact);
        json.WriteNumber("position", fact.Position);
        json.WriteString("role", Word(fact.Role));
        json.WriteString("rule", fact.Rule);
        json.WriteString("origin", fact.Origin);
        json.WriteString("quantity", fact.Quantity);
        ViewJson.Number(json, "low", fact.Low);
        ViewJson.Number(json, "high", fact.High);
        ViewJson.Number(json, "anchor", fact.Anchor);
        FactJson.Write(json, fact.RecordedAs);
        if (all is not null) Recorded(json, fact.Position, all);
        json.WriteEndObject();
    }

    /// <summary>What the event says and who recorded it.</summary>
    private static void Recorded(Utf8JsonWriter json, long position, Explanation all)
    {
        var recorded = all.Recorded[position];
        json.WriteStartObject("reported");
        if (recorded.Event.Reported is { } fact) FactJson.Write(json, fact);
        json.WriteString("reason", FactJson.Reason(recorded.Event));
        json.WriteEndObject();
        ViewJson.Write(json, recorded.Metadata);
    }

    private static void Alternatives<T>(Utf8JsonWriter json, IEnumerable<Alternative<T>> alternatives, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray("without");
        foreach (var alternative in alternatives)
        {
            json.WriteStartObject();
            json.WriteString("kind", alternative.Kind);
            json.WriteString("id", alternative.Id);
            View(json, "view", alternative.View, write);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Entries<T>(Utf8JsonWriter json, string name, IEnumerable<HistoryEntry<T>> entries, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            ViewJson.Write(json, "from", entry.Cut);
            View(json, "view", entry.View, write);
            ViewJson.Write(json, entry.Causes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void View<T>(Utf8JsonWriter json, string name, T? view, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WritePropertyName(name);
        if (view is null) json.WriteNullValue();
        else write(json, view);
    }
}
