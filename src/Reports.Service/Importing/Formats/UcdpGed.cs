using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>
/// The Georeferenced Event Dataset of the Uppsala Conflict Data Program (Sundberg and Melander 2013; GED codebook): an event a row, with
/// low, best and high estimates of deaths.
/// </summary>
internal sealed class UcdpGed : RowFormat
{
    internal static readonly Outlet Publisher = new() { Id = "ucdp", Name = "Uppsala Conflict Data Program", Aliases = ["UCDP GED"], Country = "se", Language = "en", Url = "https://ucdp.uu.se" };

    public override string Name => "ucdp-ged";

    public override string Summary => "UCDP GED: an event a row, with low, best and high estimates of deaths.";

    public override string Prefix => "ucdp";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("id", "the incident ucdp-ID, and the source of the same id that reports it"),
        new("year", "compared with date_start; a difference is flagged"),
        new("type_of_violence", "kind of incident: 1 (state-based) and 2 (non-state) clash, 3 (one-sided) attack"),
        new("date_prec, date_start, date_end", "when, as EDTF: a day, a month, a year, or the interval where the precision is coarser than a day"),
        new("where_prec", "1, 2 and 5: where_coordinates; 3: adm_2; 4: adm_1; 6 and 7: country. 2 (within 25 km) and 5 (a feature or area) are noted"),
        new("where_coordinates, adm_1, adm_2, country", "the place, within its district, governorate and country; the kind follows from its last word (Homs Governorate)"),
        new("latitude, longitude", "the point of a place that is defined, where where_prec is 1"),
        new("side_a_new_id, side_a, side_b_new_id, side_b", "participants; 'Civilians' are none"),
        new("low, best, high", "figure 'killed' of the incident: people-killed, all; interval from low to high with best as its anchor"),
        new("deaths_civilians", "figure 'killed-civilians', where it is not 0"),
        new("deaths_a, deaths_b, deaths_unknown", "where not 0: figures about the parts ucdp-ID-side-a, -side-b (combatants) and -unknown (all) of the incident"),
        new("source_article", "each article becomes a source ucdp-ID-article-N of its outlet, day and headline, that reports the incident"),
        new("source_original", "origin of every fact of the row, where it names one voice; several are noted, and the figures are UCDP's own voice"),
        new("event_clarity", "noted where it is not 1"),
        new("dyad_name", "the source's title"),
        new("number_of_sources, source_office, source_date, source_headline", "not read: source_article has them", IsRequired: false),
        new("active_year, conflict_new_id, conflict_name, dyad_new_id, gwnob, geom_wkt, priogrid_gid, country_id, region", "not kept; the source's SHA-256 is that of the row", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "published: --published, else date_end; UCDP's rows do not tell",
        "places, actors and voices that the gazetteer does not know by that name are defined as ucdp-…; what it knows twice is defined too, and told",
        "a best number below low or above high is kept and flagged",
        "a second row of one id that reads otherwise is an event of its own, ucdp-ID-repeated-2, and flagged",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        names.Publisher(Publisher);
        return new UcdpMapping(columns, names, settings);
    }
}
