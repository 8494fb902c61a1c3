using System.Globalization;
using Reports.Domain.Gazetteer;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>
/// Place lists of OCHA's Common Operational Datasets: a populated place a row, with the codes and names of the units around it. Rows become
/// definitions of the gazetteer, and no sources.
/// </summary>
internal sealed class CodPlaces : RowFormat
{
    private static readonly string[] Kinds = ["governorate", "district", "subdistrict", "village"];

    public override string Name => "cod-places";

    public override string Summary => "OCHA COD place lists: places with p-codes, English and Arabic names, in the tree of their units.";

    public override string Prefix => "cod";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("adm1_pcode, adm2_pcode, adm3_pcode, adm4_pcode", "a place each: cod-PCODE, or the gazetteer's that has the p-code; each within the one before"),
        new("adm1_en, adm2_en, adm3_en, adm4_en", "their names"),
        new("adm1_ar, adm2_ar, adm3_ar, adm4_ar", "their aliases", IsRequired: false),
        new("type", "of the place of adm4: N a neighbourhood, else a village", IsRequired: false),
        new("lat, lon", "its point", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "rows become definitions and no sources; what the gazetteer has under the p-code stays as it is",
        "a p-code that stands for two names, and a name with a line break, reject the row",
        "names that several places share are told; they are ambiguous where they are used",
    ];

    public override IRowMapping Bind(CsvColumns columns, ImportNames names, ImportSettings settings) => new Mapping(columns, names);

    private sealed class Mapping(CsvColumns columns, ImportNames names) : IRowMapping
    {
        private readonly (int Code, int English, int Arabic)[] _levels =
            [.. Enumerable.Range(1, 4).Select(n => string.Create(CultureInfo.InvariantCulture, $"adm{n}")).Select(n => (columns[n + "_pcode"], columns[n + "_en"], columns[n + "_ar"]))];

        private readonly int _type = columns["type"];
        private readonly int _latitude = columns["lat"];
        private readonly int _longitude = columns["lon"];

        public void Map(CsvRow row, MappedRow mapped)
        {
            var levels = new (string Code, string English, string Arabic)[_levels.Length];
            for (var i = 0; i < levels.Length; i++)
            {
                levels[i] = (row.Required(_levels[i].Code, 40), row.Required(_levels[i].English, CodingLimits.NameCharacters), row.Text(_levels[i].Arabic, CodingLimits.NameCharacters));
                if (row.Flags.Count > 0) row.Reject(_levels[i].English, "a line break, or a character that no name has, in a name");
            }

            var (latitude, longitude) = (row.Degrees(_latitude, 90), row.Degrees(_longitude, 180));
            var point = latitude is { } lat && longitude is { } lon ? new GeoPoint(lat, lon) : (GeoPoint?)null;
            for (var i = 0; i < levels.Length && row.Problem is null; i++)
                if (names.OtherName(levels[i].Code, levels[i].English) is { } other)
                    row.Reject(_levels[i].Code, $"the p-code stands for '{other}' too");
            if (row.Problem is not null) return;

            string? within = null;
            for (var i = 0; i < levels.Length; i++)
            {
                var isLast = i == levels.Length - 1;
                var kind = isLast && row.Span(_type) is "N" ? "neighbourhood" : Kinds[i];
                within = names.Coded(levels[i].Code, levels[i].English, levels[i].Arabic, kind, within, isLast ? point : null);
            }
        }
    }
}
