using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>
/// The Armed Conflict Location and Event Data Project (codebook of 2023): an event a row, which later versions of the data change without a
/// word: here the later row is a correction, with the timestamps as its reason.
/// </summary>
internal sealed class Acled : RowFormat
{
    internal static readonly Outlet Publisher = new() { Id = "acled", Name = "ACLED", Aliases = ["Armed Conflict Location and Event Data"], Language = "en", Url = "https://acleddata.com" };

    public override string Name => "acled";

    public override string Summary => "ACLED events: a later row of the same id corrects, with both timestamps as the reason.";

    public override string Prefix => "acled";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("event_id_cnty", "the incident acled-ID, and the source of the same id that reports it"),
        new("event_date, time_precision", "when: 1 the day, 2 about the day (2018-03-13~), 3 the month"),
        new("year", "compared with event_date; a difference is flagged", IsRequired: false),
        new("event_type, sub_event_type", "kind of incident: clash, strike, shelling, chemical-attack, attack, protest, riot, agreement, deployment; else other"),
        new("actor1, actor2, assoc_actor_1, assoc_actor_2, inter1, inter2", "participants, with a kind by inter; associated actors are separated by ';'"),
        new("country, admin1, admin2, location", "the place, within its administrative units"),
        new("latitude, longitude, geo_precision", "the point of a place that is defined, where geo_precision is 1; otherwise it is noted"),
        new("fatalities", "figure 'killed' of the incident: people-killed, all"),
        new("source", "the origin, where it names one voice; several, separated by ';', are noted"),
        new("timestamp", "the version of the row, seconds since 1970; its day is that of publication. A row older than the recorded one changes nothing"),
        new("notes, disorder_type, civilian_targeting, iso, region, admin3, interaction, source_scale, tags", "not kept; the source's SHA-256 is that of the row", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "places, actors and voices that the gazetteer does not know by that name are defined as acled-…",
        "a second row of one id and one timestamp that reads otherwise is an event of its own, acled-ID-repeated-2, and flagged",
        "ids that ACLED deleted are withdrawn by 'import acled-deleted'",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        names.Publisher(Publisher);
        return new AcledMapping(columns, names);
    }
}
