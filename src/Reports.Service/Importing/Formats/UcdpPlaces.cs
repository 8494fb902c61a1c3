using Reports.Domain.Gazetteer;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>Where a GED event is: the place of the level that <c>where_prec</c> tells, within its district, governorate and country.</summary>
internal sealed class UcdpPlaces(CsvColumns columns, ImportNames names)
{
    /// <summary>The last word of a name, and the kind that it tells.</summary>
    private static readonly (string Word, string Kind)[] Words =
    [
        ("governorate", "governorate"), ("province", "governorate"), ("district", "district"), ("subdistrict", "subdistrict"), ("sub-district", "subdistrict"),
        ("city", "city"), ("town", "town"), ("village", "village"), ("neighborhood", "neighbourhood"), ("neighbourhood", "neighbourhood"), ("camp", "camp"),
        ("river", "river"), ("desert", "desert"), ("region", "region"),
    ];

    private readonly int _precision = columns["where_prec"];
    private readonly int _name = columns["where_coordinates"];
    private readonly int _adm1 = columns["adm_1"];
    private readonly int _adm2 = columns["adm_2"];
    private readonly int _country = columns["country"];
    private readonly int _latitude = columns["latitude"];
    private readonly int _longitude = columns["longitude"];

    /// <summary>Notes on the row what is wrong with its place.</summary>
    public void Check(CsvRow row)
    {
        var precision = row.Required64(_precision);
        if (precision is < 1 or > 7) row.Reject(_precision, "no precision of a place: 1 to 7");
        row.Required(_country, CodingLimits.NameCharacters);
        if (precision is 1 or 2 or 5) row.Required(_name, CodingLimits.NameCharacters);
        row.Degrees(_latitude, 90);
        row.Degrees(_longitude, 180);
    }

    /// <summary>The id of the place.</summary>
    public string Of(CsvRow row, out string? note)
    {
        var precision = row.Required64(_precision);
        note = precision switch
        {
            2 => "where_prec 2: within 25 km of the place",
            5 => "where_prec 5: along a feature, or in an area of no exact extent",
            7 => "where_prec 7: in international waters or airspace",
            _ => null,
        };
        var at = names.Place(row.Text(_country, CodingLimits.NameCharacters), "country", null);
        if (precision >= 6) return at;
        if (!row.IsEmpty(_adm1)) at = Named(row.Text(_adm1, CodingLimits.NameCharacters), at, "governorate", null);
        if (precision == 4) return at;
        if (!row.IsEmpty(_adm2) && precision != 5) at = Named(row.Text(_adm2, CodingLimits.NameCharacters), at, "district", null);
        if (precision == 3) return at;
        var point = precision == 1 && row.Degrees(_latitude, 90) is { } latitude && row.Degrees(_longitude, 180) is { } longitude ? new GeoPoint(latitude, longitude) : (GeoPoint?)null;
        return Named(row.Text(_name, CodingLimits.NameCharacters), at, "area", point);
    }

    private string Named(string name, string within, string kind, GeoPoint? point)
    {
        var space = name.LastIndexOf(' ');
        var word = name[(space + 1)..].ToLowerInvariant();
        foreach (var (last, told) in Words)
            if (space > 0 && last == word)
                return names.Place(name, told, within, name[..space], point);
        return names.Place(name, kind, within, point: point);
    }
}
