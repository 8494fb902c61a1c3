using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>Who is accused of an incident, and what the accused party says itself: a party a row.</summary>
internal sealed class AirwarsBelligerents : RowFormat
{
    public override string Name => "airwars-belligerents";

    public override string Summary => "Parties that Airwars names for its incidents, with what they concede or deny.";

    public override string Prefix => "airwars";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("sequence, incident_code", "the incident, which the file of --incidents has under both"),
        new("belligerent", "participant of the part airwars-ID-belligerent-N of the incident, which the source of the same id reports; N is its place among the incident's rows"),
        new("type", "Airwars' stance on that part: known asserted, else alleged"),
        new("assessment", "credible: the party asserts the part, non_credible: it denies it, both in the source airwars-ID-belligerent-N-statement; else noted"),
        new("conceded_killed_min, conceded_killed_max", "figure 'killed-civilians' of the incident in that source, whose origin is the party"),
        new("conceded_injured_min, conceded_injured_max", "figure 'injured-civilians' likewise"),
        new("statement_url", "the address of that source; what is none is flagged and noted"),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "published: the day of Airwars' page; the data do not tell the day of a statement",
        "what an unknown party concedes is a number whose attribution is lost",
        "a row whose incident the file of --incidents does not have is rejected; both files follow the sequence",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        names.Publisher(AirwarsIncidents.Publisher);
        return new Mapping(
            columns, names, settings.Incidents ?? throw new RefusedException("which incidents do these parties belong to? Name Airwars' file of incidents with --incidents"));
    }

    private sealed class Mapping(CsvColumns columns, ImportNames names, ImportInput incidents) : IRowMapping, IDisposable
    {
        private readonly AirwarsIncidentFile _incidents = new(incidents, names);
        private readonly int _sequence = columns["sequence"];
        private readonly int _code = columns["incident_code"];
        private readonly int _party = columns["belligerent"];
        private readonly int _type = columns["type"];
        private readonly int _assessment = columns["assessment"];
        private readonly (int Min, int Max) _killed = (columns["conceded_killed_min"], columns["conceded_killed_max"]);
        private readonly (int Min, int Max) _injured = (columns["conceded_injured_min"], columns["conceded_injured_max"]);
        private readonly int _url = columns["statement_url"];
        private string _last = "";
        private int _number;

        public void Dispose() => _incidents.Dispose();

        public void Map(CsvRow row, MappedRow mapped)
        {
            if (_incidents.Of(row, _sequence, _code) is not { } incident) return;
            _number = incident.Id == _last ? _number + 1 : 1;
            _last = incident.Id;
            var party = row.Required(_party, CodingLimits.NameCharacters);
            var (type, assessment) = (row.Text(_type, CodingLimits.NameCharacters), row.Text(_assessment, CodingLimits.NameCharacters));
            var (killed, injured) = (Numbers(row, _killed), Numbers(row, _injured));
            if (row.Problem is not null) return;

            var actor = AirwarsWords.Actor(names, party);
            var notes = new List<string> { $"belligerent: {party}", $"type: {type}", $"assessment: {assessment}" };
            var url = row.Url(_url, notes);
            var header = MappedRow.Header(
                row, FormattableString.Invariant($"{incident.Id}-belligerent-{_number}"), AirwarsIncidents.Publisher.Id,
                $"Airwars {incident.Code}: {AirwarsWords.Name(party) ?? "unknown party"}", incident.Published);
            var part = new IncidentFact
            {
                Key = header.Id,
                Kind = incident.Kind,
                On = incident.On,
                From = incident.Place is { } place ? [place] : [],
                Participants = actor is null ? [] : [actor],
                PartOf = incident.Id,
                Stance = type == "known" ? Stance.Asserted : Stance.Alleged,
                Note = row.Text(string.Join("; ", notes), CodingLimits.NoteCharacters),
                Flags = FactFlags.Canonical(row.Flags),
            };
            mapped.Begin(header);
            mapped.Add(part);
            Statement(mapped, header with { Id = header.Id + "-statement", Title = $"{header.Title}, its own words", Url = url }, part, incident, actor, assessment, killed, injured);
        }

        private static void Statement(
            MappedRow mapped, SourceHeader header, IncidentFact part, AirwarsIncident incident, string? actor, string assessment, (long? Low, long? High) killed, (long? Low, long? High) injured)
        {
            var by = new Attribution(actor is null ? [] : [actor], Lost: actor is null);
            Stance? stance = actor is null ? null : assessment switch { "credible" => Stance.Asserted, "non_credible" => Stance.Denied, _ => null };
            var about = part with { Key = incident.Id, By = by };
            var facts = ImmutableArray.Create<Fact?>(
                stance is { } said ? part with { By = by, Stance = said, Note = $"assessment: {assessment}", Flags = [] } : null,
                AirwarsFigures.Of("killed-civilians", Measure.PeopleKilled, Population.Civilians, killed.Low, killed.High, about),
                AirwarsFigures.Of("injured-civilians", Measure.PeopleInjured, Population.Civilians, injured.Low, injured.High, about)).OfType<Fact>().ToList();
            if (facts.Count == 0) return;
            mapped.Begin(header);
            foreach (var fact in facts) mapped.Add(fact);
        }

        private static (long? Low, long? High) Numbers(CsvRow row, (int Min, int Max) columns) => (row.Number64(columns.Min), row.Number64(columns.Max));
    }
}
