using Reports.Domain.Facts;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>The documents that Airwars cites for its incidents: one a row, each a source that reports the incident.</summary>
internal sealed class AirwarsSources : RowFormat
{
    public override string Name => "airwars-sources";

    public override string Summary => "The sources that Airwars cites for its incidents, with archived copies.";

    public override string Prefix => "airwars";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("sequence, incident_code", "the incident, which the file of --incidents has under both"),
        new("source_order", "the source airwars-ID-source-ORDER, which reports that the incident happened"),
        new("source_name", "the outlet, whose own voice it is; else the author"),
        new("author", "noted where it is another name", IsRequired: false),
        new("platform_language", "the language, where its last word is one; noted"),
        new("source_url", "the source's address; what is none is flagged and noted"),
        new("archive_url", "where the copy is kept"),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "published: the day of Airwars' page, by which the document was out; its own day the data do not tell",
        "outlets that the gazetteer does not know by that name are defined as airwars-voice-…",
        "a row whose incident the file of --incidents does not have, or that names nobody, is rejected; both files follow the sequence",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings) => new Mapping(
        columns, names, settings.Incidents ?? throw new RefusedException("which incidents do these sources belong to? Name Airwars' file of incidents with --incidents"));

    private sealed class Mapping(CsvColumns columns, ImportNames names, ImportInput incidents) : IRowMapping, IDisposable
    {
        private readonly AirwarsIncidentFile _incidents = new(incidents, names);
        private readonly int _sequence = columns["sequence"];
        private readonly int _code = columns["incident_code"];
        private readonly int _order = columns["source_order"];
        private readonly int _name = columns["source_name"];
        private readonly int _author = columns["author"];
        private readonly int _language = columns["platform_language"];
        private readonly int _url = columns["source_url"];
        private readonly int _archive = columns["archive_url"];

        public void Dispose() => _incidents.Dispose();

        public void Map(CsvRow row, MappedRow mapped)
        {
            var order = row.Required64(_order);
            var name = row.Text(row.IsEmpty(_name) ? _author : _name, CodingLimits.NameCharacters).TrimStart('\'').Trim();
            if (name.Length == 0) row.Reject(_name, "neither a name nor an author");
            if (_incidents.Of(row, _sequence, _code) is not { } incident || row.Problem is not null) return;
            var notes = new List<string> { $"cited by Airwars for {incident.Code}; published by the day of its page" };
            var author = row.Text(_author, CodingLimits.NameCharacters).TrimStart('\'').Trim();
            if (author.Length > 0 && author != name) notes.Add($"author: {author}");
            var language = row.Text(_language, CodingLimits.NameCharacters);
            if (language.Length > 0) notes.Add(language);
            var (url, archive) = (row.Url(_url, notes), row.Url(_archive, notes));
            mapped.Begin(MappedRow.Header(
                row, FormattableString.Invariant($"{incident.Id}-source-{order}"), names.Outlet(name, "media"), $"{name}, cited for Airwars {incident.Code}", incident.Published) with
            {
                Language = Tag(language),
                Url = url,
                Archive = archive,
                Note = row.Text(string.Join("; ", notes), CodingLimits.NoteCharacters),
            });
            mapped.Add(new IncidentFact
            {
                Key = incident.Id,
                Kind = incident.Kind,
                On = incident.On,
                From = incident.Place is { } place ? [place] : [],
                Flags = FactFlags.Canonical(row.Flags),
            });
        }

        /// <summary><c>Facebook/Arabic</c>, <c>Twitter Arabic</c>; ISO 639-2's word for a language that is not told.</summary>
        private static string Tag(string platform) => platform[(platform.LastIndexOfAny(['/', ' ']) + 1)..] switch
        {
            "Arabic" => "ar",
            "English" => "en",
            "Hebrew" => "he",
            "Turkish" => "tr",
            "Kurdish" => "ku",
            "French" => "fr",
            "Spanish" => "es",
            "Italian" => "it",
            "German" => "de",
            "Russian" => "ru",
            "Persian" => "fa",
            _ => "und",
        };
    }
}
