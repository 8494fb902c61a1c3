using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Service.Queries;

namespace Reports.Service.Output.Tables;

/// <summary>What is listed beside views, as rows.</summary>
internal static class ListTables
{
    public static Table<SourceDetail> Sources { get; } = new(
    [
        new TextColumn<SourceDetail>("id", "#meta+source+id", s => s.View.Id),
        new TextColumn<SourceDetail>("outlet", "#meta+outlet+id", s => s.Header.Outlet),
        new TextColumn<SourceDetail>("title", "#meta+title", s => s.Header.Title),
        new TextColumn<SourceDetail>("published", "#date+published", s => s.View.Published.ToString()),
        new TextColumn<SourceDetail>("language", "#meta+language", s => s.Header.Language),
        new TextColumn<SourceDetail>("url", "#meta+url", s => s.Header.Url),
        new TextColumn<SourceDetail>("sha256", "#meta+sha256", s => s.Header.Sha256),
        new WholeColumn<SourceDetail>("facts", "#meta+facts+num", s => s.View.Facts),
        new WholeColumn<SourceDetail>("ended", "#meta+facts+ended+num", s => s.View.Ended),
        new FlagColumn<SourceDetail>("withdrawn", "#status+withdrawn", s => s.View.Withdrawn),
        new WholeColumn<SourceDetail>("position", "#meta+position", s => s.View.Position),
    ]);

    public static Table<FactDetail> Facts { get; } = new(
    [
        new TextColumn<FactDetail>("id", "#meta+id", f => f.View.Id),
        new TextColumn<FactDetail>("kind", "#meta+fact+type", f => f.View.Kind),
        new TextColumn<FactDetail>("origin", "#meta+origin+id", f => f.View.Origin),
        new TextColumn<FactDetail>("stance", "#status+stance", f => Stances.Vocabulary.Word(f.Fact.Stance)),
        new TextColumn<FactDetail>("grade", "#meta+grade", f => f.Fact.Grade?.ToString()),
        new TextColumn<FactDetail>("says", "#description+text", f => FactSentences.Say(f.Fact, GazetteerTree.Empty)),
        new FlagColumn<FactDetail>("current", "#status+current", f => f.View.IsCurrent),
        new WholeColumn<FactDetail>("endedAt", "#meta+position+end", f => f.View.EndedAt),
        new TextColumn<FactDetail>("recordedBy", "#meta+recorder", f => f.Recorded.RecordedBy),
        new TextColumn<FactDetail>("recordedAt", "#date+recorded", f => ViewTables.Time(f.Recorded.RecordedAt)),
        new WholeColumn<FactDetail>("position", "#meta+position", f => f.View.Position),
    ]);

    public static Table<GazetteerEntry> Gazetteer { get; } = new(
    [
        new TextColumn<GazetteerEntry>("id", "#meta+id", e => e.Id),
        new TextColumn<GazetteerEntry>("name", "#meta+name", e => e.Name),
        new TextColumn<GazetteerEntry>("type", "#meta+type", e => e.Type),
        new TextColumn<GazetteerEntry>("within", "#meta+parent+id", e => e.Within),
        new TextColumn<GazetteerEntry>("aliases", "#meta+name+alternate+list", e => string.Join("; ", e.Aliases)),
        new NumberColumn<GazetteerEntry>("lat", "#geo+lat", e => e.Point?.Lat),
        new NumberColumn<GazetteerEntry>("lon", "#geo+lon", e => e.Point?.Lon),
        new TextColumn<GazetteerEntry>("pcode", "#loc+code+p", e => e.Pcode),
        new TextColumn<GazetteerEntry>("kind", "#meta+kind", e => e.Kind),
    ]);
}
