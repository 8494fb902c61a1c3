using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>One row of UCDP GED, as <see cref="UcdpGed.Columns"/> says.</summary>
internal sealed class UcdpMapping(CsvColumns columns, ImportNames names, ImportSettings settings) : IRowMapping
{
    private const int VoiceCharacters = 1_000;

    private static readonly char[] VoiceEnds = [',', ';', '/'];

    private readonly RepeatedIds _repeated = new();
    private readonly UcdpPlaces _places = new(columns, names);
    private readonly UcdpArticles _articles = new(columns, names);
    private readonly int _id = columns["id"];
    private readonly int _year = columns["year"];
    private readonly int _type = columns["type_of_violence"];
    private readonly int _precision = columns["date_prec"];
    private readonly int _start = columns["date_start"];
    private readonly int _end = columns["date_end"];
    private readonly int _sideA = columns["side_a"];
    private readonly int _sideB = columns["side_b"];
    private readonly int _sideAId = columns["side_a_new_id"];
    private readonly int _sideBId = columns["side_b_new_id"];
    private readonly int _low = columns["low"];
    private readonly int _best = columns["best"];
    private readonly int _high = columns["high"];
    private readonly int _deathsA = columns["deaths_a"];
    private readonly int _deathsB = columns["deaths_b"];
    private readonly int _civilians = columns["deaths_civilians"];
    private readonly int _unknown = columns["deaths_unknown"];
    private readonly int _original = columns["source_original"];
    private readonly int _clarity = columns["event_clarity"];
    private readonly int _dyad = columns["dyad_name"];

    public void Map(CsvRow row, MappedRow mapped)
    {
        var id = row.Required64(_id);
        var type = row.Required64(_type);
        if (type is < 1 or > 3) row.Reject(_type, "no type of violence: 1, 2 or 3");
        if (row.Required64(_precision) is < 1 or > 5) row.Reject(_precision, "no precision of a date: 1 to 5");
        var (start, end) = (row.RequiredDay(_start), row.RequiredDay(_end));
        var (low, best, high) = (row.Required64(_low), row.Required64(_best), row.Required64(_high));
        var (a, b, civilians, unknown) = (row.Required64(_deathsA), row.Required64(_deathsB), row.Required64(_civilians), row.Required64(_unknown));
        var dyad = row.Required(_dyad, CodingLimits.TitleCharacters - 40);
        var year = row.Required64(_year);
        var (nameA, nameB) = (row.Required(_sideA, CodingLimits.NameCharacters), row.Required(_sideB, CodingLimits.NameCharacters));
        _places.Check(row);
        if (row.Problem is not null) return;

        var on = EventDates.Of(row, start, end);
        if (start.ToDate().Year != year) row.Flag(FactFlag.DateOutsideYear);
        var key = _repeated.Of(row, string.Create(CultureInfo.InvariantCulture, $"ucdp-{id}"));
        var articles = _articles.Read(row, key, start);
        if (row.Problem is not null) return;
        var place = _places.Of(row, out var placeNote);
        var by = By(row, articles, out var voices);
        var actorA = Side(row, _sideAId, nameA);
        var actorB = Side(row, _sideBId, nameB);
        var incident = new IncidentFact
        {
            Key = key,
            Kind = type == 3 ? IncidentKind.Attack : IncidentKind.Clash,
            On = on,
            From = [place],
            Participants = actorA is null ? [] : actorB is null || actorB == actorA ? [actorA] : [actorA, actorB],
            By = by,
            Note = Note(placeNote, voices, row.Span(_clarity) is "2" ? "event_clarity 2: reported as a sum of events" : null),
            Flags = FactFlags.Canonical(row.Flags),
        };
        var killed = new FigureFact { Key = "killed", About = key, Measure = Measure.PeopleKilled, Quantity = Quantity.Exact(best), Window = on, By = by };

        mapped.Begin(MappedRow.Header(row, key, UcdpGed.Publisher.Id, $"GED event {row.Span(_id)}: {dyad}", settings.Published ?? end.ToDate()));
        mapped.Add(incident);
        Killed(mapped, killed, low, best, high, a + b + civilians + unknown);
        if (civilians > 0) mapped.Add(killed with { Key = "killed-civilians", Population = Population.Civilians, Quantity = Quantity.Exact(civilians) });
        Part(mapped, incident, killed, "side-a", a, Population.Combatants, actorA);
        Part(mapped, incident, killed, "side-b", b, Population.Combatants, actorB);
        Part(mapped, incident, killed, "unknown", unknown, Population.All, null);
        foreach (var article in articles) UcdpArticles.Add(mapped, article, incident, by);
    }

    private static void Killed(MappedRow mapped, FigureFact killed, long low, long best, long high, long parts)
    {
        var flags = new List<FactFlag>();
        var quantity = Estimates.Of(low, best, high, flags);
        if (parts != best) flags.Add(FactFlag.PartsDifferFromTotal);
        mapped.Add(killed with
        {
            Quantity = quantity,
            Note = flags.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"low {low}, best {best}, high {high}; the parts add up to {parts}"),
            Flags = FactFlags.Canonical(flags),
        });
    }

    /// <summary>The dead of one side are a part of the incident: figures of two sides are no rivals.</summary>
    private static void Part(MappedRow mapped, IncidentFact whole, FigureFact killed, string part, long number, Population population, string? actor)
    {
        if (number == 0) return;
        var key = $"{whole.Key}-{part}";
        mapped.Add(whole with { Key = key, PartOf = whole.Key, Participants = actor is null ? [] : [actor], Note = null });
        mapped.Add(killed with { Key = $"killed-{part}", About = key, Population = population, Quantity = Quantity.Exact(number) });
    }

    private string? Side(CsvRow row, int id, string name)
    {
        if (name == "Civilians") return null;
        var kind = name.StartsWith("Government of", StringComparison.Ordinal) ? "state" : name.Contains(", ", StringComparison.Ordinal) ? "coalition" : "armed-group";
        return names.Actor(name, kind, row.IsEmpty(id) ? null : row.Span(id).ToString());
    }

    /// <summary>Where one voice is named, it is the origin, and a single article of another outlet is the link after it.</summary>
    private Attribution By(CsvRow row, List<UcdpArticle> articles, out string? several)
    {
        several = null;
        if (row.IsEmpty(_original)) return Attribution.OwnVoice;
        var text = row.Text(_original, VoiceCharacters);
        var voices = text.Split(VoiceEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(v => v.Split(" and ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        if (voices.Count != 1 || voices[0].Length > CodingLimits.NameCharacters)
        {
            several = text;
            return Attribution.OwnVoice;
        }

        var origin = names.Voice(voices[0]);
        return articles is [{ } only] && only.Outlet != origin ? new Attribution([origin, only.Outlet]) : new Attribution([origin]);
    }

    private static string? Note(string? place, string? voices, string? clarity)
    {
        var notes = ImmutableArray.Create(place, voices is null ? null : $"source_original: {voices}", clarity).Where(n => n is not null).ToList();
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }
}
