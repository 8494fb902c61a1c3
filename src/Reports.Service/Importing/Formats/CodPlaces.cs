using Reports.Domain.Gazetteer;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats;

/// <summary>
/// Lists of OCHA's Common Operational Datasets: an administrative unit or a populated place a row, with the codes and names of the units
/// around it. Rows become definitions of the gazetteer, and no sources.
/// </summary>
internal sealed class CodPlaces : RowFormat
{
    internal static readonly MappedColumn[] Units =
    [
        new("adm1_pcode, adm2_pcode, adm3_pcode, adm4_pcode", "a place each: cod-PCODE, or the gazetteer's that has the p-code; each within the one before; as many of them as there are", IsRequired: false),
        new("adm1_en, adm2_en, adm3_en, adm4_en, adm1_name, adm2_name, adm3_name, adm4_name", "their names", IsRequired: false),
        new("adm1_ar, adm2_ar, adm3_ar, adm4_ar, adm1_name1, adm2_name1, adm3_name1, adm4_name1", "their aliases", IsRequired: false),
        new("areapcode, areaname_e, areaname_a", "an area of a town: the code, the name and the alias of a place in it, where they are given", IsRequired: false),
        new("neighbor_2, neighborho, neighbor_1, neighborhood_pcode, neighborhood_en, neighborhood_ar", "a neighbourhood: the code, the name and the alias of a place in it", IsRequired: false),
    ];

    public override string Name => "cod-places";

    public override string Summary => "OCHA COD lists of administrative units and places: p-codes, English and Arabic names, in the tree of their units.";

    public override string Prefix => "cod";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        .. Units,
        new("type", "N: a neighbourhood without a code or name of its own, which rejects the row", IsRequired: false),
        new("lat, lon, center_lat, center_lon", "the point of the innermost place", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "rows become definitions and no sources; what the gazetteer has under the p-code stays as it is",
        "a p-code that stands for two names, and a name with a line break, reject the row",
        "names that several places share are told; they are ambiguous where they are used",
    ];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings) => new Mapping(columns, names);

    private sealed class Mapping : IRowMapping
    {
        private readonly List<(CodUnit Unit, int Code, int English, int Arabic)> _levels = [];
        private readonly List<CodValue> _values = [];
        private readonly ImportNames _names;
        private readonly int _type;
        private readonly int _latitude;
        private readonly int _longitude;

        public Mapping(CsvColumns columns, ImportNames names)
        {
            foreach (var unit in CodUnit.All)
            {
                var (code, english) = (columns.First(unit.Code), columns.First(unit.English));
                if (code < 0) continue;
                if (english < 0) throw new RefusedException($"the file has codes in '{unit.Code[0]}' and no names for them: the column {string.Join(" or ", unit.English.Select(n => $"'{n}'"))} is missing");
                _levels.Add((unit, code, english, columns.First(unit.Arabic)));
            }

            if (!_levels.Exists(l => !l.Unit.IsOptional)) throw new RefusedException("no list of administrative units: it has none of the columns adm1_pcode to adm4_pcode, or of a neighbourhood's code");
            _names = names;
            (_type, _latitude, _longitude) = (columns["type"], columns.First(["lat", "center_lat"]), columns.First(["lon", "center_lon"]));
        }

        public void Map(CsvRow row, MappedRow mapped)
        {
            if (row.Span(_type) is "N") row.Reject(_type, "a neighbourhood that has no code or name of its own: those of the list are of its town");
            _values.Clear();
            foreach (var (unit, code, english, arabic) in _levels)
            {
                if (unit.IsOptional && row.IsEmpty(code)) continue;
                _values.Add(new CodValue(unit, row.Required(code, 40), row.Required(english, CodingLimits.NameCharacters), row.Text(arabic, CodingLimits.NameCharacters)));
                if (row.Flags.Count > 0) row.Reject(english, "a line break, or a character that no name has, in a name");
            }

            var (latitude, longitude) = (row.Degrees(_latitude, 90), row.Degrees(_longitude, 180));
            var point = latitude is { } lat && longitude is { } lon ? new GeoPoint(lat, lon) : (GeoPoint?)null;
            if (row.Problem is not null) return;
            _ = CodUnit.Define(_names, _values, point, out var problem);
            if (problem is var (at, reason)) row.Reject(_levels.First(l => l.Unit == at.Unit).Code, reason);
        }
    }
}
