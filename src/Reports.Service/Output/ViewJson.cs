using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Service.Coding;
using Reports.Projections.Changes;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Output;

/// <summary>
/// The stable JSON of views and reports, the same for the command line and for services. Properties are only ever added;
/// README.md, "JSON", documents them.
/// </summary>
public static class ViewJson
{
    public static void Write(Utf8JsonWriter json, ControlStatusView view)
    {
        json.WriteStartObject();
        json.WriteString("place", view.Place);
        json.WriteString("status", Word(view.Status));
        Many(json, "parties", view.Parties);
        json.WriteString("extent", Extents.Vocabulary.Word(view.Extent));
        json.WriteBoolean("inherited", view.Inherited);
        json.WriteString("decidedAt", view.DecidedAt);
        json.WriteBoolean("stale", view.Stale);
        json.WriteString("lastEvidence", view.LastEvidence?.ToString());
        Number(json, "ageDays", view.AgeDays);
        json.WriteStartObject("basis");
        Many(json, "for", view.Basis.For);
        Many(json, "against", view.Basis.Against);
        json.WriteNumber("originsFor", view.Basis.OriginsFor);
        json.WriteNumber("originsAgainst", view.Basis.OriginsAgainst);
        json.WriteString("bestGrade", view.Basis.BestGrade?.ToString());
        json.WriteString("rule", view.Basis.Rule);
        json.WriteEndObject();
        Objects(json, "sides", view.Sides, side =>
        {
            Many(json, "parties", side.Parties);
            Many(json, "origins", side.Origins);
            Many(json, "facts", side.Facts);
            json.WriteBoolean("against", side.Against);
        });
        Objects(json, "besiegedBy", view.BesiegedBy, siege =>
        {
            json.WriteString("actor", siege.Actor);
            Many(json, "facts", siege.Facts);
        });
        Many(json, "evacuations", view.Evacuations);
        Many(json, "expected", view.Expected);
        Many(json, "denied", view.Denied);
        Write(json, view.Cut);
        json.WriteNumber("position", view.Position);
        json.WriteString("policy", view.Policy);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, FigureView view)
    {
        json.WriteStartObject();
        json.WriteString("about", view.Key.About);
        json.WriteString("measure", Measures.Vocabulary.Word(view.Key.Measure));
        json.WriteString("population", Populations.Vocabulary.Word(view.Key.Population));
        json.WriteString("modality", Modalities.Vocabulary.Word(view.Key.Modality));
        json.WriteString("scope", Scopes.Vocabulary.Word(view.Key.Scope));
        json.WriteString("from", Bound(view.From));
        json.WriteString("to", Bound(view.To));
        json.WriteString("class", Word(view.Class));
        json.WriteBoolean("disputed", view.Disputed);
        Number(json, "low", view.Low);
        Number(json, "high", view.High);
        Number(json, "ratio", view.Ratio is { } ratio ? decimal.Round(ratio, 4) : null);
        json.WriteStartArray("origins");
        foreach (var origin in view.Origins) Write(json, origin);
        json.WriteEndArray();
        Many(json, "denials", view.Denials);
        Objects(json, "brokenConstraints", view.BrokenConstraints, broken =>
        {
            json.WriteString("rule", broken.Rule);
            json.WriteString("part", broken.Part);
            json.WriteString("whole", broken.Whole);
        });
        json.WriteString("why", view.Why);
        Write(json, view.Cut);
        json.WriteNumber("position", view.Position);
        json.WriteString("policy", view.Policy);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IncidentView view)
    {
        json.WriteStartObject();
        json.WriteString("id", view.Id);
        json.WriteString("kind", IncidentKinds.Vocabulary.Word(view.Kind));
        json.WriteBoolean("datesDisagree", view.DatesDisagree);
        json.WriteString("disagreement", view.Disagreement);
        json.WriteBoolean("denied", view.Denied);
        Many(json, "from", view.From);
        Many(json, "to", view.To);
        Many(json, "participants", view.Participants);
        json.WriteString("partOf", view.PartOf);
        Objects(json, "statements", view.Statements, statement =>
        {
            json.WriteString("fact", statement.Fact);
            json.WriteString("origin", statement.Origin);
            json.WriteString("on", statement.On);
            json.WriteString("stance", Stances.Vocabulary.Word(statement.Stance));
        });
        Write(json, view.Cut);
        json.WriteNumber("position", view.Position);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, SourceDetail source)
    {
        json.WriteStartObject();
        json.WriteString("id", source.View.Id);
        json.WriteString("outlet", source.Header.Outlet);
        json.WriteString("title", source.Header.Title);
        json.WriteString("published", source.View.Published.ToString());
        json.WriteString("language", source.Header.Language);
        json.WriteString("url", source.Header.Url);
        json.WriteString("retrieved", source.Header.Retrieved is { } retrieved ? Day.FromDate(retrieved).ToString() : null);
        json.WriteString("archive", source.Header.Archive);
        json.WriteString("sha256", source.Header.Sha256);
        json.WriteString("note", source.Header.Note);
        json.WriteNumber("facts", source.View.Facts);
        json.WriteNumber("ended", source.View.Ended);
        json.WriteBoolean("withdrawn", source.View.Withdrawn);
        Write(json, source.Recorded);
        json.WriteNumber("position", source.View.Position);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, FactDetail detail)
    {
        json.WriteStartObject();
        json.WriteString("id", detail.View.Id);
        json.WriteString("kind", detail.View.Kind);
        json.WriteString("origin", detail.View.Origin);
        FactJson.Write(json, detail.Fact);
        FactJson.Write(json, detail.View.RecordedAs);
        json.WriteBoolean("current", detail.View.IsCurrent);
        Number(json, "endedAt", detail.View.EndedAt);
        json.WriteString("endedBecause", FactJson.Reason(detail.Ended));
        if (detail.Regraded is { } regraded)
        {
            json.WriteStartObject("regraded");
            json.WriteString("grade", regraded.Event.Grade?.ToString());
            json.WriteString("reason", regraded.Event.Reason);
            json.WriteString("by", regraded.Recorded.RecordedBy);
            Number(json, "position", detail.View.RegradedAt);
            json.WriteEndObject();
        }

        Write(json, detail.Recorded);
        json.WriteNumber("position", detail.View.Position);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IngestReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("from", report.From);
        json.WriteNumber("to", report.To);
        if (report.WouldRecord is { } events)
        {
            json.WriteBoolean("dryRun", true);
            json.WriteNumber("wouldRecord", events);
            json.WriteBoolean("previewed", report.IsPreviewed);
        }

        json.WriteStartArray("files");
        foreach (var file in report.Files) Write(json, file);
        json.WriteEndArray();
        Write(json, report.Changes);
        json.WriteEndObject();
    }

    /// <summary>The property <c>changes</c>.</summary>
    public static void Write(Utf8JsonWriter json, ViewChanges changes)
    {
        json.WriteStartObject("changes");
        Changes(json, "statuses", changes.Statuses, Write);
        Changes(json, "figures", changes.Figures, Write);
        Changes(json, "incidents", changes.Incidents, Write);
        json.WriteEndObject();
    }

    public static string Word(StatusKind status) => status.ToString().ToLowerInvariant();

    public static string Word(FigureClass kind) => kind.ToString().ToLowerInvariant();

    public static string Word(CauseKind kind) => kind.ToString().ToLowerInvariant();

    private static void Changes<T>(
        Utf8JsonWriter json, string name, IEnumerable<ViewChange<T>> changes, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("id", change.Id);
            Side("before", change.Before);
            Side("after", change.After);
            Write(json, change.Causes);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void Side(string side, T? view)
        {
            json.WritePropertyName(side);
            if (view is null) json.WriteNullValue();
            else write(json, view);
        }
    }

    /// <summary>The property <c>causes</c>.</summary>
    internal static void Write(Utf8JsonWriter json, IEnumerable<Cause> causes)
    {
        Objects(json, "causes", causes, cause =>
        {
            json.WriteString("fact", cause.Fact);
            json.WriteString("kind", Word(cause.Kind));
            json.WriteNumber("position", cause.Position);
        });
    }

    private static void Write(Utf8JsonWriter json, FileReport file)
    {
        json.WriteStartObject();
        json.WriteString("file", file.File);
        json.WriteString("kind", file.Kind.ToString().ToLowerInvariant());
        json.WriteString("source", file.Source);
        json.WriteNumber("new", file.New);
        Many(json, "corrected", file.Corrected);
        Many(json, "retracted", file.Retracted);
        json.WriteBoolean("headerCorrected", file.HeaderCorrected);
        json.WriteNumber("unchanged", file.Unchanged);
        Many(json, "notices", file.Notices);
        json.WriteStartArray("errors");
        foreach (var error in file.Errors) Write(json, error);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, CodingError error)
    {
        json.WriteStartObject();
        json.WriteString("file", error.File);
        json.WriteNumber("line", error.Line);
        json.WriteNumber("column", error.Column);
        json.WriteString("path", error.Path);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OriginFigure origin)
    {
        json.WriteStartObject();
        json.WriteString("origin", origin.Origin);
        json.WriteString("quantity", origin.Quantity);
        json.WriteNumber("low", origin.Low);
        Number(json, "high", origin.High);
        Number(json, "anchor", origin.Anchor);
        Many(json, "facts", origin.Facts);
        Objects(json, "revisions", origin.Revisions, revision =>
        {
            json.WriteString("quantity", revision.Quantity);
            json.WriteString("published", revision.Published.ToString());
            json.WriteString("fact", revision.Fact);
        });
        json.WriteBoolean("independent", origin.Independent);
        json.WriteEndObject();
    }

    /// <summary>The property <c>recorded</c>.</summary>
    internal static void Write(Utf8JsonWriter json, EventStore.Events.EventMetadata recorded)
    {
        json.WriteStartObject("recorded");
        json.WriteString("at", recorded.RecordedAt.UtcDateTime);
        json.WriteString("by", recorded.RecordedBy);
        json.WriteString("file", recorded.File);
        Number(json, "line", recorded.Line == 0 ? null : recorded.Line);
        json.WriteString("correlation", recorded.CorrelationId);
        json.WriteString("causation", recorded.CausationId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Cut cut) => Write(json, "cut", cut);

    internal static void Write(Utf8JsonWriter json, string name, Cut cut)
    {
        json.WriteStartObject(name);
        json.WriteString("on", Bound(cut.On));
        json.WriteString("publishedBy", cut.PublishedBy?.ToString());
        Number(json, "at", cut.At);
        json.WriteEndObject();
    }

    private static string? Bound(Day day) => day.IsUnbounded ? null : day.ToString();

    internal static void Many(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>An array of objects.</summary>
    /// <param name="properties">Writes those of one.</param>
    internal static void Objects<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> properties)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            properties(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
