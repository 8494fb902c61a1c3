using System.Globalization;
using Reports.Domain.Facts;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>Views as rows of a table: what fits in cells; JSON has the rest.</summary>
internal static class ViewRows
{
    public static readonly Table<ControlStatusView> Statuses = new(
        ["place", "status", "parties", "extent", "inherited", "decidedAt", "stale", "lastEvidence", "ageDays", "originsFor", "originsAgainst", "bestGrade", "rule", "on", "position", "policy"],
        v =>
        [
            v.Place, ViewJson.Word(v.Status), string.Join(' ', v.Parties), Extents.Vocabulary.Word(v.Extent), Flag(v.Inherited), v.DecidedAt, Flag(v.Stale), v.LastEvidence?.ToString(),
            Number(v.AgeDays), Number(v.Basis.OriginsFor), Number(v.Basis.OriginsAgainst), v.Basis.BestGrade?.ToString(), v.Basis.Rule, v.Cut.On.ToString(), Number(v.Position), v.Policy,
        ]);

    public static readonly Table<FigureView> Figures = new(
        ["about", "measure", "population", "modality", "scope", "from", "to", "class", "disputed", "low", "high", "ratio", "origins", "why", "on", "position", "policy"],
        v =>
        [
            v.Key.About, Measures.Vocabulary.Word(v.Key.Measure), Populations.Vocabulary.Word(v.Key.Population), Modalities.Vocabulary.Word(v.Key.Modality), Scopes.Vocabulary.Word(v.Key.Scope),
            v.From.IsUnbounded ? null : v.From.ToString(), v.To.IsUnbounded ? null : v.To.ToString(), ViewJson.Word(v.Class), Flag(v.Disputed), Number(v.Low), Number(v.High),
            v.Ratio is { } ratio ? decimal.Round(ratio, 4).ToString(CultureInfo.InvariantCulture) : null, string.Join("; ", v.Origins.Select(o => $"{o.Origin}: {o.Quantity}")), v.Why,
            v.Cut.On.ToString(), Number(v.Position), v.Policy,
        ]);

    public static readonly Table<IncidentView> Incidents = new(
        ["id", "kind", "from", "to", "participants", "partOf", "denied", "datesDisagree", "statements"],
        v =>
        [
            v.Id, IncidentKinds.Vocabulary.Word(v.Kind), string.Join(' ', v.From), string.Join(' ', v.To), string.Join(' ', v.Participants), v.PartOf, Flag(v.Denied), Flag(v.DatesDisagree),
            string.Join("; ", v.Statements.Select(s => $"{s.Origin}: {s.On}")),
        ]);

    public static readonly Table<SourceDetail> Sources = new(
        ["id", "outlet", "title", "published", "language", "url", "sha256", "facts", "ended", "withdrawn", "position"],
        s =>
        [
            s.View.Id, s.Header.Outlet, s.Header.Title, s.View.Published.ToString(), s.Header.Language, s.Header.Url, s.Header.Sha256, Number(s.View.Facts), Number(s.View.Ended),
            Flag(s.View.Withdrawn), Number(s.View.Position),
        ]);

    public static readonly Table<FactDetail> Facts = new(
        ["id", "kind", "origin", "stance", "grade", "says", "current", "endedAt", "recordedBy", "recordedAt", "position"],
        f =>
        [
            f.View.Id, f.View.Kind, f.View.Origin, Stances.Vocabulary.Word(f.Fact.Stance), f.Fact.Grade?.ToString(), FactSentences.Say(f.Fact, Domain.Gazetteer.GazetteerTree.Empty),
            Flag(f.View.IsCurrent), Number(f.View.EndedAt), f.Recorded.RecordedBy, f.Recorded.RecordedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), Number(f.View.Position),
        ]);

    public static readonly Table<GazetteerEntry> Gazetteer = new(
        ["id", "name", "type", "within", "aliases", "lat", "lon", "pcode"],
        e =>
        [
            e.Id, e.Name, e.Type, e.Within, string.Join("; ", e.Aliases), e.Point?.Lat.ToString(CultureInfo.InvariantCulture), e.Point?.Lon.ToString(CultureInfo.InvariantCulture), e.Pcode,
        ]);

    private static string Flag(bool value) => value ? "true" : "false";

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
