using System.Globalization;
using NodaTime;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Log;

namespace Reports.Benchmarks.Generation;

/// <summary>
/// A realistic ledger of any size, change by change: sources of about five facts, districts by Zipf's law, control, figures and
/// incidents as 45 : 45 : 10, corrections (1 %), retractions (0.2 %), withdrawn sources (0.05 %), late reports (5 %).
/// The same facts and seed give the same changes. One enumeration at a time.
/// </summary>
/// <param name="facts">Facts to report; corrections come on top.</param>
/// <param name="seed">Seeds everything.</param>
public sealed class Generator(long facts, int seed)
{
    private const int RecentFacts = 50_000;
    private const int RecentIncidents = 2_000;
    private const int Years = 15;

    private static readonly LocalDate Start = new(2011, 3, 15);

    private readonly Random _random = new(seed);
    private readonly StandingFact?[] _recent = new StandingFact?[RecentFacts];
    private readonly OpenIncident?[] _incidents = new OpenIncident?[RecentIncidents];
    private Scene? _scene;
    private long _reported;
    private long _sources;
    private long _incidentCount;

    private sealed record OpenIncident(string Id, int Place, Day On, long Truth, IncidentKind Kind);

    /// <summary>The first day of the ledger's world.</summary>
    public static Day FirstDay => Day.FromDate(Start);

    /// <summary>The last day of the ledger's world: today, to a query.</summary>
    public static Day LastDay => Day.FromDate(Start.PlusYears(Years));

    public Scene Scene => _scene ??= new Scene(Facts, new Random(seed));

    public long Facts { get; } = facts;

    /// <summary>The gazetteer, then the sources with what befalls them later.</summary>
    public IEnumerable<Change> Changes()
    {
        foreach (var place in Scene.Places) yield return Defined(StreamName.Place(place.Id), new PlaceDefined(place));
        foreach (var actor in (Actor[])[.. Scene.Roots, .. Scene.Groups, .. Scene.Origins])
            yield return Defined(StreamName.Actor(actor.Id), new ActorDefined(actor));
        foreach (var outlet in Scene.Outlets) yield return Defined(StreamName.Outlet(outlet.Id), new OutletDefined(outlet));
        foreach (var change in Sources()) yield return change;
    }

    /// <summary>The sources alone, with what befalls them later.</summary>
    public IEnumerable<Change> Sources()
    {
        var voices = new Voices(Scene, _random);
        var wording = new Wording(_random);
        var days = LastDay.Number - FirstDay.Number;
        while (_reported < Facts)
        {
            var today = FirstDay.PlusDays((int)(_reported * days / Facts));
            yield return Source(today, voices, wording);
            // Chances are per source of about five facts.
            if (_random.Next(1000) < 50 && Pick() is { } wrong) yield return Correction(wrong, wording);
            if (_random.Next(1000) < 10 && Pick() is { } gone) yield return Retraction(gone);
            if (_random.Next(10_000) < 5 && Pick() is { } stale) yield return Withdrawal(stale.Source);
        }
    }

    private static Change Defined(StreamName stream, LedgerEvent @event) => new(stream, ExpectedRevision.NoStream, [new ChangeItem(@event)]);

    private Change Source(Day today, Voices voices, Wording wording)
    {
        var isLate = _random.Next(100) < 5;
        var published = isLate ? Later(FirstDay, today.PlusDays(-_random.Next(20, 900))) : today;
        var outlet = voices.Outlet();
        var date = published.ToDate();
        var source = new StandingSource(string.Create(CultureInfo.InvariantCulture, $"{outlet.Id}-{date:uuuu-MM-dd}-{_sources++}"));
        var items = new List<ChangeItem>(10)
        {
            new(new SourceReported(new SourceHeader
            {
                Id = source.Id,
                Outlet = outlet.Id,
                Title = string.Create(CultureInfo.InvariantCulture, $"What was reported on {date:uuuu-MM-dd} from the field, number {_sources}"),
                Published = date,
                Language = outlet.Language!,
                Url = $"https://example.org/{source.Id}",
                Sha256 = Digits(),
            })),
        };
        var main = voices.District();
        string? figure = null;
        OpenIncident? incident = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var n = (int)Math.Min(_random.Next(2, 9), Facts - _reported); n > 0; n--)
        {
            var place = _random.Next(100) < 70 ? main : voices.District();
            var on = Later(FirstDay, published.PlusDays(-(_random.Next(100) switch { < 80 => _random.Next(3), < 95 => _random.Next(30), _ => _random.Next(400) })));
            var key = string.Create(CultureInfo.InvariantCulture, $"f{items.Count}-{Scene.Districts[place].Id}");
            var kind = _random.Next(100);
            Fact fact;
            if (kind < 45)
            {
                fact = voices.Control(key, place, on, wording);
            }
            else if (kind < 90)
            {
                incident = incident is null || _random.Next(100) < 30 ? Recent() : incident;
                var made = Figure(key, place, on, incident, wording, voices);
                // A figure that rounds or halves another of its source, as articles do.
                if (figure is not null && _random.Next(100) < 2) made = made with { Rounds = figure };
                else if (figure is not null && _random.Next(100) < 1) made = made with { Quantity = Wording.HalfOf(figure) };
                figure = key;
                fact = made;
            }
            else
            {
                incident = _random.Next(100) < 30 && Recent() is { } known && !seen.Contains(known.Id) ? known : NewIncident(place, on);
                if (!seen.Add(incident.Id)) continue;
                fact = voices.Common(new IncidentFact
                {
                    Key = incident.Id,
                    Kind = incident.Kind,
                    On = wording.Time(incident.On, isOpenState: false),
                    From = [Scene.Districts[incident.Place].Id],
                    Participants = [Scene.Roots[incident.Place % Scene.Roots.Length].Id],
                });
            }

            var standing = new StandingFact(source, fact);
            items.Add(new ChangeItem(EventStore.Events.EventSerializer.Reported(fact), standing));
            _recent[_reported++ % RecentFacts] = standing;
        }

        source.Revision = items.Count - 1;
        return new Change(source.Stream, ExpectedRevision.NoStream, items);
    }

    private FigureFact Figure(string key, int place, Day on, OpenIncident? incident, Wording wording, Voices voices)
    {
        var isCumulative = _random.Next(100) < 15;
        var isAboutPlace = incident is null || _random.Next(100) < 10;
        return voices.Common(new FigureFact
        {
            Key = key,
            About = isAboutPlace ? Scene.Districts[place].Id : incident!.Id,
            Measure = isAboutPlace ? Measure.PeopleBesieged : _random.Next(100) switch
            {
                < 45 => Measure.PeopleEvacuated,
                < 75 => Measure.PeopleKilled,
                < 90 => Measure.PeopleInjured,
                _ => Measure.AirStrikes,
            },
            Population = _random.Next(100) switch { < 60 => Population.All, < 80 => Population.Civilians, < 90 => Population.Fighters, _ => Population.FightersAndFamilies },
            Modality = _random.Next(100) < 8 ? Modality.Planned : Modality.Actual,
            Scope = isCumulative ? Scope.Cumulative : _random.Next(100) < 15 ? Scope.Convoy : Scope.Total,
            Quantity = wording.Quantity(isAboutPlace ? 1_000 + (place * 37 % 90_000) : incident!.Truth),
            Window = wording.Window(isAboutPlace ? on : incident!.On, isCumulative),
        });
    }

    private OpenIncident NewIncident(int place, Day on)
    {
        var kind = (IncidentKind)_random.Next(16);
        var number = _incidentCount++;
        var id = string.Create(CultureInfo.InvariantCulture, $"{IncidentKinds.Vocabulary.Word(kind)}-{Scene.Districts[place].Id}-{number}");
        var made = new OpenIncident(id, place, on, (long)Math.Exp(2 + (_random.NextDouble() * 7)), kind);
        _incidents[number % RecentIncidents] = made;
        return made;
    }

    private OpenIncident? Recent()
    {
        var count = (int)Math.Min(_incidentCount, RecentIncidents);
        // News goes stale: an incident is spoken of the less the older it is.
        return count == 0 ? null : _incidents[(_incidentCount - 1 - Math.Min(_random.Next(count), _random.Next(count))) % RecentIncidents];
    }

    private StandingFact? Pick()
    {
        var picked = _recent[_random.Next((int)Math.Min(_reported, RecentFacts))];
        return picked is null || picked.IsEnded || picked.Source.IsWithdrawn ? null : picked;
    }

    private Change Correction(StandingFact wrong, Wording wording)
    {
        Fact right = wrong.Fact switch
        {
            FigureFact figure => figure with { Quantity = wording.Quantity(100 + _random.Next(5000)), Rounds = null },
            ControlFact control => control with { Extent = Extent.Part },
            _ => wrong.Fact with { Note = "The day was corrected by the outlet." },
        };
        var replacement = new StandingFact(wrong.Source, right);
        wrong.IsEnded = true;
        _recent[_random.Next((int)Math.Min(_reported, RecentFacts))] = replacement;
        return Next(wrong.Source, new ChangeItem(new FactCorrected(right, "The outlet corrected itself."), replacement, wrong));
    }

    private static Change Retraction(StandingFact gone)
    {
        gone.IsEnded = true;
        return Next(gone.Source, new ChangeItem(new FactRetracted(gone.Fact.Key, "Taken back by the coder."), null, gone));
    }

    private static Change Withdrawal(StandingSource source)
    {
        source.IsWithdrawn = true;
        return Next(source, new ChangeItem(new SourceWithdrawn("Taken off the outlet's site.")));
    }

    private static Change Next(StandingSource source, ChangeItem item) =>
        new(source.Stream, ExpectedRevision.Exactly(source.Revision++), [item]);

    private static Day Later(Day one, Day other) => one < other ? other : one;

    private string Digits() => string.Create(64, _random, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = "0123456789abcdef"[random.Next(16)];
    });
}
