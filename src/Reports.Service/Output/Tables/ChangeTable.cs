using Reports.Domain.Gazetteer;
using Reports.Projections.Changes;
using Reports.Service.Feed;

namespace Reports.Service.Output.Tables;

/// <summary>Changes of views as rows: what was and what is in a few words, the views themselves are in JSON.</summary>
internal static class ChangeTable
{
    /// <param name="names">The gazetteer at the cut.</param>
    public static Table<FeedItem> Of(GazetteerTree names) => new(
    [
        new TextColumn<FeedItem>("id", "#meta+id", i => i.Point.ToString()),
        new TextColumn<FeedItem>("kind", "#event+change+type", i => ChangeEvents.Word(i.Change.Kind)),
        new TextColumn<FeedItem>("subject", "#meta+subject+id", i => i.Change.Subject),
        new TextColumn<FeedItem>("before", "#status+before", i => Say(i.Change, isAfter: false, names)),
        new TextColumn<FeedItem>("after", "#status+after", i => Say(i.Change, isAfter: true, names)),
        new TextColumn<FeedItem>("causes", "#meta+facts+list", i => ViewTables.Ids(Causes(i.Change))),
        new TextColumn<FeedItem>("on", "#date+valid", i => ViewTables.Date(i.Change.At.Cut.On)),
        new TextColumn<FeedItem>("eventType", "#meta+event+type", i => i.EventType),
        new TextColumn<FeedItem>("stream", "#meta+stream", i => i.Stream),
        new TextColumn<FeedItem>("recordedBy", "#meta+recorder", i => i.Recorded.RecordedBy),
        new TextColumn<FeedItem>("recordedAt", "#date+recorded", i => ViewTables.Time(i.Recorded.RecordedAt)),
        new WholeColumn<FeedItem>("position", "#meta+position", i => i.Change.Position),
        new WholeColumn<FeedItem>("index", "#meta+index", i => i.Change.Index),
        new TextColumn<FeedItem>("policy", "#meta+policy", i => i.Change.At.Policy.Name),
    ]);

    private static IEnumerable<string> Causes(Change change) =>
        (change.Status?.Causes ?? change.Figure?.Causes ?? change.Incident?.Causes ?? []).Select(c => c.Fact).Distinct(StringComparer.Ordinal);

    private static string? Say(Change change, bool isAfter, GazetteerTree names) =>
        change.Status is { } status ? Sentences.Brief(isAfter ? status.After : status.Before, names)
        : change.Figure is { } figure ? Sentences.Brief(isAfter ? figure.After : figure.Before)
        : change.Incident is { } incident ? Sentences.Brief(isAfter ? incident.After : incident.Before)
        : null;
}
