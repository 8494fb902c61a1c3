using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>Reads of a row of incidents what all tables need.</summary>
internal sealed class AirwarsIncidentReader(CsvColumns columns, ImportNames names)
{
    private readonly int _id = columns["airwars_id"];
    private readonly int _code = columns["incident_code"];
    private readonly int _type = columns["strike_type"];
    private readonly int _date = columns["date"];
    private readonly int _end = columns["date_end"];
    private readonly int _published = columns["published"];
    private readonly int _location = columns["location_en"];
    private readonly int _arabic = columns["location_ar"];
    private readonly int _region = columns["region"];
    private readonly int _accuracy = columns["location_accuracy"];
    private readonly int _latitude = columns["lat"];
    private readonly int _longitude = columns["lon"];

    /// <param name="row">The row.</param>
    /// <param name="notes">Where to add what no fact has: the coordinates, where they are the strike's and not the place's.</param>
    /// <returns>Null where the row cannot be taken: its problem says why.</returns>
    public AirwarsIncident? Read(CsvRow row, List<string> notes)
    {
        var id = row.Required64(_id);
        var code = row.Required(_code, CodingLimits.NameCharacters);
        var start = row.RequiredDay(_date);
        var end = row.Day(_end) ?? start;
        var published = row.RequiredDay(_published);
        var kind = Kind(row);
        var point = row.Point(_latitude, _longitude, notes);
        if (kind == "area" && point is { } spot) notes.Add(string.Create(CultureInfo.InvariantCulture, $"at {spot.Lat}, {spot.Lon} ({row.Text(_accuracy, 40)})"));
        if (row.Problem is not null) return null;

        if (published < start) row.Flag(FactFlag.PublishedBeforeEvent);
        var region = row.Text(_region, CodingLimits.NameCharacters);
        var location = row.Text(_location, CodingLimits.NameCharacters);
        return new AirwarsIncident(
            string.Create(CultureInfo.InvariantCulture, $"airwars-{id}"), code, AirwarsWords.Kind(row.Text(_type, CodingLimits.NameCharacters)), EventDates.Of(row, start, end),
            location.Length > 0 ? location : region, Place(row, region, location, kind, point), published.ToDate());
    }

    private string? Place(CsvRow row, string region, string location, string kind, GeoPoint? point)
    {
        // The region is what the gazetteer alone has of that name, wherever it lies: no column names the country.
        var around = region.Length == 0 ? null : names.PlaceAnywhere(region, "governorate", out _) ?? names.Place(region, "governorate", null);
        if (location.Length == 0) return around;
        var isItsPoint = kind is not ("area" or "district" or "subdistrict");
        // A name with characters that no ledger takes is left out: the place has its English one.
        var arabic = row.Span(_arabic).ToString();
        return names.Place(location, kind, around, point: isItsPoint ? point : null, alias: SafeText.TryCheck(arabic, CodingLimits.NameCharacters, out _) ? arabic : null);
    }

    private string Kind(CsvRow row) => row.Span(_accuracy) switch
    {
        "village" => "village",
        "town" => "town",
        "city" => "city",
        "neighbourhood_area" => "neighbourhood",
        "subdistrict" => "subdistrict",
        "district" => "district",
        _ => "area",
    };
}
