using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats;

/// <summary>Who held which place when: the shape in which maps of control are published as tables.</summary>
internal sealed class ControlHistory : RowFormat
{
    public override string Name => "control";

    public override string Summary => "Control histories: place, date, controller.";

    public override string Prefix => "control";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("place", "the place: an id or any name that the gazetteer knows; a name that it does not know is defined"),
        new("date", "when the fact holds, as EDTF: a day, 2018-03, 2018-03-13~, 2015-04/.."),
        new("controller", "the actor; several are separated by ';', and each is a fact"),
        new("relation", $"one of {string.Join(", ", Relations.Vocabulary.Words)}; without it holds", IsRequired: false),
        new("extent", $"one of {string.Join(", ", Extents.Vocabulary.Words)}", IsRequired: false),
        new("source", "the outlet; without it that of --outlet", IsRequired: false),
        new("code", "the place's p-code, or its code in the data set: it tells the place where the gazetteer has it; one that stands for two places is flagged", IsRequired: false),
        new("published", "the day of publication; without it --published, else the first day of date", IsRequired: false),
        new("url", "where it was published", IsRequired: false),
        new("note", "the note of each fact", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "a row is one source, control-PLACE-DATE-CONTROLLER; a second row of the same three that reads otherwise is another one, and flagged",
        "unknown places are defined as areas with the id control-NAME, unknown controllers as armed groups with control-actor-NAME",
        "a name that several places share is no place: the row is rejected",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings)
    {
        if (columns["source"] < 0 && settings.Outlet is null) throw new RefusedException("whose history is this? The file has no column 'source': name the outlet with --outlet");
        return new Mapping(columns, names, settings, ControlCodes.Shared(input, columns));
    }

    private sealed class Mapping(CsvColumns columns, ImportNames names, ImportSettings settings, IReadOnlySet<string> sharedCodes) : IRowMapping
    {
        private readonly RepeatedIds _repeated = new();
        private readonly int _place = columns["place"];
        private readonly int _date = columns["date"];
        private readonly int _controller = columns["controller"];
        private readonly int _relation = columns["relation"];
        private readonly int _extent = columns["extent"];
        private readonly int _source = columns["source"];
        private readonly int _published = columns["published"];
        private readonly int _url = columns["url"];
        private readonly int _note = columns["note"];
        private readonly int _code = columns["code"];

        public void Map(CsvRow row, MappedRow mapped)
        {
            var placeName = row.Required(_place, CodingLimits.NameCharacters);
            var date = row.Required(_date, ValidTime.MaxLength);
            var controllers = row.Required(_controller, CodingLimits.TitleCharacters);
            var outlet = row.IsEmpty(_source) ? settings.Outlet ?? "" : row.Text(_source, CodingLimits.NameCharacters);
            if (outlet.Length == 0) row.Reject("source", "no outlet, and none was named with --outlet");
            var relation = row.Word(_relation, Relations.Vocabulary, Relation.Holds);
            var extent = row.Word(_extent, Extents.Vocabulary, Extent.Unstated);
            var published = row.Day(_published);
            var url = row.Url(_url);
            var note = row.IsEmpty(_note) ? null : row.Text(_note, CodingLimits.NoteCharacters);
            var code = row.Text(_code, CodingLimits.NameCharacters);
            if (row.Problem is not null) return;
            if (sharedCodes.Contains(code)) row.Flag(FactFlag.ReusedCode);
            if (!ValidTime.TryParse(date, out var on, out var problem)) row.Reject(_date, $"no date: {problem}");
            else if (published is null && settings.Published is null && on.Begin.IsUnbounded) row.Reject(_date, "the day of publication is not known, and the date has no first day");
            else if (PlaceOf(code, placeName, out var which) is not { } place) row.Reject(_place, which);
            else Map(row, mapped, place, on, MappedRow.Header(
                row,
                _repeated.Of(row, Slugs.Of("control-", row.IsEmpty(_source) ? $"{placeName} {date} {controllers}" : $"{placeName} {date} {controllers} {outlet}")),
                names.Outlet(outlet, "media"), $"{placeName}: {controllers}, {date}", published?.ToDate() ?? settings.Published ?? on.Begin.ToDate()) with
            {
                Url = url,
            }, relation, extent, note);
        }

        /// <summary>A code tells the place, unless it stands for several.</summary>
        private string? PlaceOf(string code, string name, out string problem)
        {
            problem = "";
            return code.Length > 0 && !sharedCodes.Contains(code) && names.OfCode(code) is { } coded ? coded : names.PlaceAnywhere(name, "area", out problem);
        }

        private void Map(CsvRow row, MappedRow mapped, string place, ValidTime on, SourceHeader header, Relation relation, Extent extent, string? note)
        {
            if (!on.Begin.IsUnbounded && CsvRow.IsPlaceholder(on.Begin)) row.Flag(FactFlag.PlaceholderDate);
            mapped.Begin(header);
            var flags = FactFlags.Canonical(row.Flags);
            var number = 0;
            foreach (var controller in row.List(_controller, ';', CodingLimits.TitleCharacters))
            {
                mapped.Add(new ControlFact
                {
                    Key = number++ == 0 ? "control" : $"control-{number}",
                    Place = place,
                    Actor = names.Actor(controller, "armed-group"),
                    Relation = relation,
                    On = on,
                    Extent = extent,
                    Note = note,
                    Flags = flags,
                });
            }

            if (number == 0) row.Reject(_controller, "no controller");
        }
    }
}
