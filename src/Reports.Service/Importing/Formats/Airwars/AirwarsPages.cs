using System.Globalization;
using System.Text.RegularExpressions;
using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>Airwars' pages of incidents as they read, a page a row: ranges in words, the breakdown in brackets, and the narrative, which is not kept.</summary>
internal sealed partial class AirwarsPages : RowFormat
{
    public override string Name => "airwars-pages";

    public override string Summary => "Airwars' pages of incidents as they read: ranges such as '1 – 2', and the breakdown of those killed.";

    public override string Prefix => "airwars";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("Incidence_id", "the incident airwars-ID, and the source of the same id that reports it"),
        new("Incidence_date", "when: 'october-7-2023'"),
        new("Incidence_url", "the source's address"),
        new("Strike type", AirwarsWords.Kinds),
        new("Civilians reported killed", "figure 'killed-civilians': '2', '1 – 2', 'Unknown'"),
        new("Civilians reported injured", "figure 'injured-civilians'"),
        new("Civilian_type", "figures 'killed-children', 'killed-women', 'killed-men', as the brackets count them"),
        new("Airwars civilian harm grading", AirwarsGrading.Table),
        new("Suspected belligerent, Suspected belligerents, Known belligerent", "participants", IsRequired: false),
        new("Strike status, lat, long, V3, V4", "noted: no column names a place", IsRequired: false),
        new(
            "Civilian infrastructure, Civilian harm reported, Cause of injury / death, Causes of injury / death, Impact, Suspected target, Known target, lon, Airwars_assessment",
            "not kept, the narrative least of all; the source's SHA-256 is that of the row", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "published: --published, else the day of the incident; the rows do not tell",
        "parties that the gazetteer does not know by that name are defined as airwars-…",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        names.Publisher(AirwarsIncidents.Publisher);
        return new Mapping(columns, names, settings);
    }

    [GeneratedRegex(@"(?<low>[0-9]+)(–(?<high>[0-9]+))? (?<who>child|woman|women|man|men)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counted();

    private sealed class Mapping(CsvColumns columns, ImportNames names, ImportSettings settings) : IRowMapping
    {
        private readonly int _id = columns["Incidence_id"];
        private readonly int _date = columns["Incidence_date"];
        private readonly int _url = columns["Incidence_url"];
        private readonly int _type = columns["Strike type"];
        private readonly int _killed = columns["Civilians reported killed"];
        private readonly int _injured = columns["Civilians reported injured"];
        private readonly int _breakdown = columns["Civilian_type"];
        private readonly int _grading = columns["Airwars civilian harm grading"];
        private readonly int[] _parties = [columns["Suspected belligerent"], columns["Suspected belligerents"], columns["Known belligerent"]];
        private readonly int _status = columns["Strike status"];
        private readonly (int Latitude, int Longitude)[] _points = [(columns["lat"], columns["long"]), (columns["V3"], columns["V4"])];

        public void Map(CsvRow row, MappedRow mapped)
        {
            var id = row.Required(_id, CodingLimits.NameCharacters);
            var date = row.Required(_date, CodingLimits.NameCharacters);
            if (!DateOnly.TryParseExact(date, "MMMM-d-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) row.Reject(_date, "no date such as october-7-2023");
            if (!AirwarsGrading.TryParse(row.Text(_grading, CodingLimits.NameCharacters), out var grade)) row.Reject(_grading, "no grading of Airwars");
            var (killed, injured) = (Range(row, _killed), Range(row, _injured));
            var notes = Notes(row);
            var url = row.Url(_url, notes);
            if (row.Problem is not null) return;

            var on = Day.FromDate(new NodaTime.LocalDate(day.Year, day.Month, day.Day));
            var key = Slugs.Of("airwars-", id);
            mapped.Begin(MappedRow.Header(row, key, AirwarsIncidents.Publisher.Id, $"Airwars {id}", settings.Published ?? on.ToDate()) with { Url = url });
            var incident = new IncidentFact
            {
                Key = key,
                Kind = AirwarsWords.Kind(row.Text(_type, CodingLimits.NameCharacters)),
                On = ValidTime.Parse(on.ToString()),
                Participants = [.. _parties.SelectMany(p => AirwarsWords.Actors(names, row.Text(p, CodingLimits.TitleCharacters))).Distinct(StringComparer.Ordinal)],
                Grade = grade,
                Note = notes.Count == 0 ? null : string.Join("; ", notes),
                Flags = FactFlags.Canonical(row.Flags),
            };
            mapped.Add(incident);
            if (killed is { } dead) mapped.Add(Figure("killed-civilians", Measure.PeopleKilled, dead, incident));
            if (injured is { } hurt) mapped.Add(Figure("injured-civilians", Measure.PeopleInjured, hurt, incident));
            Breakdown(row, mapped, incident);
        }

        private static FigureFact Figure(string key, Measure measure, Quantity quantity, IncidentFact like) => new()
        {
            Key = key,
            About = like.Key,
            Measure = measure,
            Population = Population.Civilians,
            Quantity = quantity,
            Window = like.On,
            Grade = like.Grade,
        };

        /// <summary>"(0–1 children2 women1 journalist)": occupations are no populations.</summary>
        private void Breakdown(CsvRow row, MappedRow mapped, IncidentFact incident)
        {
            var seen = new HashSet<Population>();
            foreach (Match match in Counted().Matches(row.Span(_breakdown).ToString()))
            {
                var (key, population) = match.Groups["who"].Value switch
                {
                    "child" => ("killed-children", Population.Children),
                    "woman" or "women" => ("killed-women", Population.Women),
                    _ => ("killed-men", Population.Men),
                };
                long low = long.Parse(match.Groups["low"].Value, CultureInfo.InvariantCulture);
                long high = match.Groups["high"] is { Success: true } top ? long.Parse(top.Value, CultureInfo.InvariantCulture) : low;
                if (seen.Add(population) && AirwarsFigures.Of(key, Measure.PeopleKilled, population, low, high, incident) is { } figure) mapped.Add(figure);
            }
        }

        /// <summary>"2", "1 – 2", "Unknown"; null where nothing is stated.</summary>
        private static Quantity? Range(CsvRow row, int column)
        {
            var field = row.Span(column);
            if (field.IsEmpty) return null;
            if (Quantity.TryParse(field.ToString(), out var quantity, out var problem)) return quantity;
            row.Reject(column, problem);
            return null;
        }

        private List<string> Notes(CsvRow row)
        {
            var notes = new List<string>();
            if (!row.IsEmpty(_status)) notes.Add(row.Text(_status, CodingLimits.NameCharacters));
            foreach (var (latitude, longitude) in _points)
                if (row.Point(latitude, longitude, notes) is { } spot)
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"at {spot.Lat}, {spot.Lon}"));
            return notes;
        }
    }
}
