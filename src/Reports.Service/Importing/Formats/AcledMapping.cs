using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>One row of ACLED, as <see cref="Acled.Columns"/> says.</summary>
internal sealed class AcledMapping(CsvColumns columns, ImportNames names) : IRowMapping
{
    private readonly RepeatedIds _repeated = new();
    private readonly int _id = columns["event_id_cnty"];
    private readonly int _date = columns["event_date"];
    private readonly int _timePrecision = columns["time_precision"];
    private readonly int _year = columns["year"];
    private readonly int _type = columns["event_type"];
    private readonly int _subtype = columns["sub_event_type"];
    private readonly (int Actor, int Associated, int Kind)[] _actors =
        [(columns["actor1"], columns["assoc_actor_1"], columns["inter1"]), (columns["actor2"], columns["assoc_actor_2"], columns["inter2"])];

    private readonly int _country = columns["country"];
    private readonly int _admin1 = columns["admin1"];
    private readonly int _admin2 = columns["admin2"];
    private readonly int _location = columns["location"];
    private readonly int _latitude = columns["latitude"];
    private readonly int _longitude = columns["longitude"];
    private readonly int _precision = columns["geo_precision"];
    private readonly int _fatalities = columns["fatalities"];
    private readonly int _source = columns["source"];
    private readonly int _timestamp = columns["timestamp"];

    public void Map(CsvRow row, MappedRow mapped)
    {
        var id = row.Required(_id, CodingLimits.NameCharacters);
        var date = row.RequiredDay(_date);
        var precision = row.Required64(_timePrecision);
        if (precision is < 1 or > 3) row.Reject(_timePrecision, "no precision of a date: 1 to 3");
        var (type, subtype) = (row.Required(_type, CodingLimits.NameCharacters), row.Text(_subtype, CodingLimits.NameCharacters));
        var fatalities = row.Required64(_fatalities);
        var timestamp = row.Required64(_timestamp);
        if (timestamp > int.MaxValue * 2L) row.Reject(_timestamp, "no seconds since 1970");
        foreach (var column in (ReadOnlySpan<int>)[_country, _location]) row.Required(column, CodingLimits.NameCharacters);
        var (latitude, longitude) = (row.Degrees(_latitude, 90), row.Degrees(_longitude, 180));
        if (row.Number64(_year) is { } year && row.Problem is null && year != date.ToDate().Year) row.Flag(FactFlag.DateOutsideYear);
        if (row.Problem is not null) return;

        var key = _repeated.Of(row, Slugs.Of("acled-", id), row.Span(_timestamp).ToString());
        var exact = row.Span(_precision) is "1";
        var place = Place(row, exact && latitude is { } lat && longitude is { } lon ? new GeoPoint(lat, lon) : null);
        var by = By(row, out var voices);
        var on = ValidTime.Parse(precision switch { 1 => date.ToString(), 2 => date + "~", _ => date.ToString()[..7] });
        mapped.Begin(MappedRow.Header(
            row, key, Acled.Publisher.Id, $"ACLED event {id}: {(subtype.Length > 0 ? subtype : type)}", Instant.FromUnixTimeSeconds(timestamp).InUtc().Date) with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"timestamp {timestamp}"),
        });
        mapped.Reason = string.Create(CultureInfo.InvariantCulture, $"ACLED changed the event, timestamp {timestamp}");
        mapped.Version = timestamp;
        mapped.Add(new IncidentFact
        {
            Key = key,
            Kind = Kind(type, subtype),
            On = on,
            From = [place],
            Participants = Participants(row),
            By = by,
            Note = voices is null && exact ? null : string.Join("; ", new[] { exact ? null : $"geo_precision {row.Text(_precision, 10)}", voices is null ? null : $"source: {voices}" }.Where(n => n is not null)),
            Flags = FactFlags.Canonical(row.Flags),
        });
        mapped.Add(new FigureFact { Key = "killed", About = key, Measure = Measure.PeopleKilled, Quantity = Quantity.Exact(fatalities), Window = on, By = by });
    }

    private static IncidentKind Kind(string type, string subtype) => (type, subtype) switch
    {
        ("Battles", _) => IncidentKind.Clash,
        (_, "Air/drone strike") => IncidentKind.Strike,
        (_, "Shelling/artillery/missile attack") => IncidentKind.Shelling,
        (_, "Chemical weapon") => IncidentKind.ChemicalAttack,
        ("Explosions/Remote violence" or "Violence against civilians", _) => IncidentKind.Attack,
        ("Protests", _) => IncidentKind.Protest,
        ("Riots", _) => IncidentKind.Riot,
        (_, "Agreement") => IncidentKind.Agreement,
        (_, "Headquarters or base established") => IncidentKind.Deployment,
        _ => IncidentKind.Other,
    };

    private string Place(CsvRow row, GeoPoint? point)
    {
        var at = names.Place(row.Text(_country, CodingLimits.NameCharacters), "country", null);
        if (!row.IsEmpty(_admin1)) at = names.Place(row.Text(_admin1, CodingLimits.NameCharacters), "governorate", at);
        if (!row.IsEmpty(_admin2)) at = names.Place(row.Text(_admin2, CodingLimits.NameCharacters), "district", at, code: Code(at, row.Text(_admin2, CodingLimits.NameCharacters), "district"));
        var location = row.Text(_location, CodingLimits.NameCharacters);
        return names.Place(location, "town", at, point: point, code: Code(at, location, "town"));
    }

    /// <summary>A district and its town often share a name: the kind tells their ids apart.</summary>
    private static string Code(string within, string name, string kind) => $"{(within.StartsWith("acled-", StringComparison.Ordinal) ? within["acled-".Length..] : within)} {kind} {name}";

    private ImmutableArray<string> Participants(CsvRow row)
    {
        var found = new List<string>();
        foreach (var (actor, associated, kind) in _actors)
        {
            if (!row.IsEmpty(actor)) found.Add(names.Actor(row.Text(actor, CodingLimits.NameCharacters), ActorKind(row.Span(kind))));
            foreach (var name in row.List(associated, ';', CodingLimits.NoteCharacters))
                found.Add(names.Actor(row.Text(name, CodingLimits.NameCharacters), "organization"));
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string ActorKind(ReadOnlySpan<char> inter) => inter switch
    {
        "1" or "State Forces" or "State forces" => "state",
        "2" or "3" or "4" or "Rebel group" or "Political militia" or "Identity militia" => "armed-group",
        _ => "organization",
    };

    private Attribution By(CsvRow row, out string? several)
    {
        several = null;
        var voices = row.List(_source, ';', CodingLimits.NoteCharacters / 2);
        if (voices.Length == 1 && voices[0].Length <= CodingLimits.NameCharacters) return new Attribution([names.Voice(voices[0])]);
        if (voices.Length > 1) several = row.Text(_source, CodingLimits.NoteCharacters / 2);
        return Attribution.OwnVoice;
    }
}
