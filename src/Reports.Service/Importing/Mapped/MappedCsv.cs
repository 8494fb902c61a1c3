using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Text;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Mapped;

/// <summary>Any delimited file, by a mapping.</summary>
internal sealed class MappedCsv(ImportMap map) : RowFormat
{
    public const string FormatName = "csv";
    public const string AnySummary = "Any other delimited file, by a mapping that --map names.";

    public override string Name => FormatName;

    public override string Summary => map.Summary;

    public override string Prefix => map.Name;

    public override char Delimiter => map.Delimiter;

    public override IReadOnlyList<MappedColumn> Columns => map.Columns;

    public override IReadOnlyList<string> Rules =>
    [
        $"a row is one source, {map.Name}-ID; a second row of the same id that reads otherwise is another one, and flagged",
        .. map.Facts.Select(f => $"{f.Id.Template.Source}: {f.Summary}{(f.When.IsEmpty ? "" : $"; only where {string.Join(" and ", f.When)}")}"),
        "a row of which no fact is made is rejected",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        foreach (var (place, where) in map.Places)
            if (!names.IsPlace(place)) throw new RefusedException($"{where}: the gazetteer has no place '{SafeText.Show(place)}'");
        return new Mapping(map, columns, names);
    }

    private sealed class Mapping(ImportMap map, CsvColumns columns, ImportNames names) : IRowMapping
    {
        private readonly MapRow _at = new(columns, names);
        private readonly List<Fact> _facts = [];

        private readonly RepeatedIds _repeated = new();

        public void Map(CsvRow row, MappedRow mapped)
        {
            _at.MoveTo(row);
            if (Header() is not { } header) return;
            _facts.Clear();
            foreach (var fact in map.Facts)
            {
                fact.Add(_at, _facts);
                if (row.Problem is not null) return;
            }

            if (_facts.Count == 0) row.Reject("", "no fact: the row has no quantity, no actor, or meets no condition");
            else if (_facts.GroupBy(f => f.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice) row.Reject("", $"two facts have the id '{twice.Key}'");
            if (row.Problem is not null) return;
            mapped.Begin(header);
            foreach (var fact in _facts) mapped.Add(fact);
        }

        private SourceHeader? Header()
        {
            var (row, source) = (_at.Row, map.Source);
            if (source.Published.Read(_at) is { } published) _at.Published = published;
            else row.Reject(source.Published.Value.Column, "the day of publication is missing");
            var outlet = source.Outlet.Required(_at, CodingLimits.NameCharacters);
            var language = source.Language.Required(_at, 35);
            var url = source.Url?.Optional(_at, CodingLimits.UrlCharacters);
            if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))) row.Reject(source.Url!.Column, "no http or https address", url);
            var id = source.Id.Required(_at, CodingLimits.TitleCharacters);
            var title = source.Title.Required(_at, ImportLimits.FieldCharacters);
            if (!NodeBinder.IsLanguage(language)) row.Reject(source.Language.Column, "no language tag such as en, ar or zh-Hant", language);
            var (archive, note) = (source.Archive?.Optional(_at, CodingLimits.UrlCharacters), source.Note?.Optional(_at, CodingLimits.NoteCharacters));
            if (row.Problem is not null) return null;
            return MappedRow.Header(row, _repeated.Of(row, Slugs.Of(map.Name + "-", id)), _at.Names.Outlet(outlet, "media"), title, _at.Published.ToDate()) with
            {
                Language = language,
                Url = url,
                Archive = archive,
                Note = note,
            };
        }
    }
}
