using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>Airwars' archive of civilian harm: an incident a row, with ranges of harm and a grading (Airwars, methodology note).</summary>
internal sealed class AirwarsIncidents : RowFormat
{
    public const string FormatName = "airwars";

    internal static readonly Outlet Publisher = new() { Id = "airwars", Name = "Airwars", Aliases = ["airwars.org"], Country = "gb", Language = "en", Url = "https://airwars.org" };

    internal static readonly IReadOnlyList<MappedColumn> Mapped =
    [
        new("airwars_id", "the incident airwars-ID, and the source of the same id that reports it"),
        new("sequence", "the order of rows, which the tables of sources and belligerents follow"),
        new("incident_code, previous_codes", "codes, in the title and the note; one that another incident of the file has or had too is flagged"),
        new("date, date_end", "when: a day, or the interval"),
        new("region, location_en, location_ar, location_accuracy", "the place, within its region; the kind follows from the accuracy, the Arabic name is its alias"),
        new("lat, lon", "the point of a place that is defined, where it is of a village, town, city or neighbourhood; else noted"),
        new("strike_type", AirwarsWords.Kinds),
        new("belligerents", "participants"),
        new("civ_killed_min, civ_killed_max", "figure 'killed-civilians': the range; 'at least' or 'up to' where one bound is empty"),
        new("civ_injured_min, civ_injured_max", "figure 'injured-civilians'"),
        new("children_killed_min, children_killed_max, women_killed_min, women_killed_max, men_killed_min, men_killed_max", "figures 'killed-children', 'killed-women', 'killed-men'"),
        new("mil_killed_min, mil_killed_max", "figure 'killed-combatants'"),
        new("total_strikes", "figure 'strikes': air strikes, or attacks"),
        new("grading", AirwarsGrading.Table),
        new("published", "the day of publication"),
        new("url", "the source's address"),
        new("strike_status, harm_reported, local_time, first_reported_date, first_reporter", "noted", IsRequired: false),
        new("last_modified, governorate, date_type, incident_status, first_report_url, n_sources", "not kept; the source's SHA-256 is that of the row", IsRequired: false),
    ];

    public override string Name => FormatName;

    public override string Summary => "Airwars' incidents of civilian harm: ranges, grades and codes. Its sources and belligerents are formats of their own.";

    public override string Prefix => "airwars";

    public override IReadOnlyList<MappedColumn> Columns => Mapped;

    public override IReadOnlyList<string> Rules { get; } =
    [
        "places and parties that the gazetteer does not know by that name are defined as airwars-…",
        "bounds that stand the wrong way round, and children, women and men that are more than all civilians, are kept and flagged",
        "then: airwars-sources and airwars-belligerents, each with --incidents and this file",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        names.Publisher(Publisher);
        return new Mapping(columns, names, new AirwarsCodes(input, columns));
    }

    private sealed class Mapping(CsvColumns columns, ImportNames names, AirwarsCodes codes) : IRowMapping
    {
        private readonly AirwarsIncidentReader _reader = new(columns, names);
        private readonly AirwarsFigures _figures = new(columns);
        private readonly int _url = columns["url"];
        private readonly int _belligerents = columns["belligerents"];
        private readonly int _grading = columns["grading"];
        private readonly int _status = columns["strike_status"];
        private readonly int _harm = columns["harm_reported"];
        private readonly int _time = columns["local_time"];
        private readonly int _firstDate = columns["first_reported_date"];
        private readonly int _firstBy = columns["first_reporter"];

        public void Map(CsvRow row, MappedRow mapped)
        {
            if (!AirwarsGrading.TryParse(row.Text(_grading, CodingLimits.NameCharacters), out var grade)) row.Reject(_grading, "no grading of Airwars");
            var notes = new List<string>();
            if (_reader.Read(row, notes) is not { } incident) return;
            Note(row, notes);
            var url = row.Url(_url, notes);
            mapped.Begin(MappedRow.Header(row, incident.Id, Publisher.Id, incident.Where.Length > 0 ? $"Airwars {incident.Code}: {incident.Where}" : $"Airwars {incident.Code}", incident.Published) with
            {
                Url = url,
            });
            var fact = new IncidentFact
            {
                Key = incident.Id,
                Kind = incident.Kind,
                On = incident.On,
                From = incident.Place is { } place ? [place] : [],
                Participants = AirwarsWords.Actors(names, row.Text(_belligerents, CodingLimits.TitleCharacters)),
                Grade = grade,
                Note = notes.Count == 0 ? null : row.Text(string.Join("; ", notes), CodingLimits.NoteCharacters),
            };
            mapped.Add(fact with { Flags = FactFlags.Canonical(row.Flags) });
            _figures.Add(row, mapped, fact);
        }

        private void Note(CsvRow row, List<string> notes)
        {
            if (!row.IsEmpty(_status)) notes.Add(row.Text(_status, CodingLimits.NameCharacters));
            if (!row.IsEmpty(_harm) && row.Span(_harm) is not "Yes") notes.Add($"harm reported: {row.Text(_harm, CodingLimits.NameCharacters)}");
            if (!row.IsEmpty(_time)) notes.Add($"local time: {row.Text(_time, CodingLimits.NameCharacters)}");
            if (!row.IsEmpty(_firstDate) || !row.IsEmpty(_firstBy))
                notes.Add($"first reported {row.Text(_firstDate, CodingLimits.NameCharacters)} {row.Text(_firstBy, CodingLimits.NameCharacters)}".TrimEnd());
            if (codes.Former(row) is { Count: > 0 } former) notes.Add($"former codes: {string.Join(", ", former)}");
            if (codes.Shared(row) is not { Count: > 0 } shared) return;
            row.Flag(FactFlag.ReusedCode);
            notes.Add($"codes that other incidents have or had too: {string.Join(", ", shared)}");
        }
    }
}
