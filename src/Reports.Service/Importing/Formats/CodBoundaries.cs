using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Boundaries;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>
/// Administrative boundaries of OCHA (COD-AB) as GeoJSON: a unit a feature. It becomes the boundary of the place that has its p-code,
/// which is defined where the gazetteer does not have it, as a row of <see cref="CodPlaces"/> is.
/// </summary>
internal sealed class CodBoundaries : ImportFormat
{
    private static readonly string[] ValidOn = ["valid_on", "validOn"];

    public override string Name => "cod-boundaries";

    public override string Summary => "OCHA COD-AB boundaries: a GeoJSON FeatureCollection of polygons with p-codes, into the gazetteer.";

    public override string Prefix => "cod";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        .. CodPlaces.Units,
        new("valid_on, validOn", "the day for which the boundary was drawn: 2020-12-17 or 20201217", IsRequired: false),
        new("version", "with --outlet, or 'OCHA COD-AB', the source of the boundary", IsRequired: false),
        new("geometry", "the boundary of the innermost place: a Polygon or a MultiPolygon"),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "a feature is one boundary, of the place that has its p-code; places that the gazetteer does not have are defined, and no sources are made",
        "a boundary that the place has already is left; another one replaces it from then on",
        $"coordinates are kept to {GeoPolygons.Decimals} decimals, corners closer than that are one, altitudes are left out, and rings are turned as RFC 7946 asks; how many were is told",
        "what is no valid area rejects the feature: rings that are open or cross, holes outside, coordinates out of bounds, "
            + string.Create(CultureInfo.InvariantCulture, $"more than {GeoPolygons.MaxPositions} positions or {ImportLimits.FeatureBytes} bytes"),
        "--licence records the terms of the data",
    ];

    public override ImportReading Open(ImportInput input, ImportNames names, ImportSettings settings) =>
        new Reading(GeoFeatures.Open(input.Name, input.Open()), names, settings);

    private sealed class Reading(GeoFeatures features, ImportNames names, ImportSettings settings) : FeatureReading(features, names)
    {
        private readonly GivenGeometry _geometry = new();
        private readonly List<CodValue> _values = [];
        private readonly Dictionary<string, long> _features = new(StringComparer.Ordinal);
        private int _turned;
        private int _flattened;
        private int _rounded;

        public override IEnumerable<string> Notices
        {
            get
            {
                if (_turned > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{_turned} boundaries ran the other way round than RFC 7946 asks: their rings were turned");
                if (_flattened > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{_flattened} boundaries had altitudes, which were left out");
                if (_rounded > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{_rounded} boundaries had more than {GeoPolygons.Decimals} decimals");
            }
        }

        protected override PlaceBoundary? Map(JsonElement feature, out string property, out string problem)
        {
            var properties = Properties(feature);
            _values.Clear();
            foreach (var unit in CodUnit.All)
            {
                property = unit.Code[0];
                if (!TryText(properties, unit.Code, 40, out var code, out problem)) return null;
                if (code.Length == 0) continue;
                property = unit.English[0];
                if (!TryText(properties, unit.English, CodingLimits.NameCharacters, out var english, out problem)
                    || !TryText(properties, unit.Arabic, CodingLimits.NameCharacters, out var arabic, out problem)) return null;
                if (english.Length == 0)
                {
                    problem = $"the p-code {code} has no name";
                    return null;
                }

                _values.Add(new CodValue(unit, code, english, arabic));
            }

            (property, problem) = ("", "it has no p-code: none of the properties adm1_pcode to adm4_pcode, or of a neighbourhood's code");
            if (_values.Count == 0 || _values[^1].Unit.IsOptional) return null;
            property = _values[^1].Unit.Code[0];
            problem = _features.TryGetValue(_values[^1].Code, out var first) ? string.Create(CultureInfo.InvariantCulture, $"{_values[^1].Code}: feature {first} has this p-code too") : "";
            if (problem.Length > 0) return null;
            property = ValidOn[0];
            if (!TryText(properties, ValidOn, 40, out var validOn, out problem) || !TryDay(validOn, out var day, out problem)) return null;
            property = "version";
            if (!TryText(properties, ["version"], 40, out var version, out problem)) return null;
            property = "geometry";
            if (!_geometry.TryRead(feature.TryGetProperty("geometry", out var geometry) ? geometry : default, out var polygons, out problem)) return null;
            if (CodUnit.Define(Names, _values, point: null, out var conflict) is not { } place)
            {
                (property, problem) = (conflict!.Value.At.Unit.Code[0], $"{conflict.Value.At.Code}: {conflict.Value.Reason}");
                return null;
            }

            _features.Add(_values[^1].Code, Number);
            if (_geometry.WasTurned) _turned++;
            if (_geometry.HadAltitude) _flattened++;
            if (_geometry.WasRounded) _rounded++;
            var source = settings.Outlet ?? "OCHA COD-AB";
            return new PlaceBoundary { Place = place, Source = version.Length > 0 ? $"{source} {version}" : source, Licence = settings.Licence, ValidOn = day, Geometry = polygons! };
        }

        private static bool TryDay(string text, out LocalDate? day, out string problem)
        {
            (day, problem) = (null, "");
            // Databases without a null have a day that there is not.
            if (text.All(c => c is '0' or '-' or '/')) return true;
            var date = text.Length > 10 && text[10] is 'T' or ' ' ? text[..10] : text;
            if (LocalDatePattern.Iso.Parse(date) is { Success: true } iso) day = iso.Value;
            else if (LocalDatePattern.CreateWithInvariantCulture("yyyyMMdd").Parse(date) is { Success: true } basic) day = basic.Value;
            else problem = $"'{SafeText.Show(text)}' is no date such as 2020-12-17";
            return problem.Length == 0;
        }
    }
}
