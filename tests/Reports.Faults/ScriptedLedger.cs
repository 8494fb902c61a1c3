using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Faults;

/// <summary>
/// A ledger that follows from a seed, batch by batch: whoever knows the seed knows what a process tried to append, whatever became
/// of that process. Not thread safe.
/// </summary>
public sealed class ScriptedLedger : IDisposable
{
    private const int Places = 12;
    private const int Actors = 4;

    private static readonly string[] Phrases = ["at least 1300", "some 200", "several hundred", "2289", "up to 400", "between 30 and 50", "dozens"];
    private static readonly Relation[] Relations = [Relation.Took, Relation.Holds, Relation.Left, Relation.Entered, Relation.Besieges];

    private readonly EventSerializer _serializer = new();
    private readonly List<(string Source, string Key)> _control = [];
    private readonly ulong _seed;
    private ulong _state;
    private int _batch;
    private DateTimeOffset _recorded;

    public ScriptedLedger(ulong seed) => _seed = _state = (seed * 0x9E3779B97F4A7C15) + 1;

    /// <summary>The next batch: the gazetteer first, then sources with their facts, some of them with corrections of others.</summary>
    /// <param name="recorded">When it is recorded; null for a second later than the one before.</param>
    public IReadOnlyList<StreamAppend> Next(DateTimeOffset? recorded = null)
    {
        _recorded = recorded ?? DateTimeOffset.UnixEpoch.AddSeconds(_batch + 1);
        return _batch++ == 0 ? Gazetteer() : Source(_batch - 1);
    }

    /// <summary>Batches until there are at least this many events.</summary>
    public IReadOnlyList<IReadOnlyList<StreamAppend>> Take(int events)
    {
        var batches = new List<IReadOnlyList<StreamAppend>>();
        for (var count = 0; count < events; count += batches[^1].Sum(a => a.Events.Count)) batches.Add(Next());
        return batches;
    }

    public void Dispose() => _serializer.Dispose();

    private List<StreamAppend> Gazetteer()
    {
        var appends = new List<StreamAppend>();
        for (var i = 0; i < Places; i++)
            appends.Add(Define(StreamName.Place(PlaceId(i)), new PlaceDefined(new Place
            {
                Id = PlaceId(i),
                Name = PlaceId(i),
                Kind = "district",
                Within = i == 0 ? null : PlaceId((i - 1) / 3),
            })));
        for (var i = 0; i < Actors; i++)
            appends.Add(Define(StreamName.Actor(ActorId(i)), new ActorDefined(new Actor { Id = ActorId(i), Name = ActorId(i), Kind = "armed-group" })));
        appends.Add(Define(StreamName.Outlet("outlet"), new OutletDefined(new Outlet { Id = "outlet", Name = "Outlet" })));
        return appends;
    }

    private StreamAppend Define(StreamName stream, LedgerEvent @event) => new(stream, ExpectedRevision.NoStream, [Event(stream, @event)]);

    private List<StreamAppend> Source(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"s-{_seed % 1000}-{number}");
        var stream = StreamName.Source(id);
        var published = new Day(17_000 + (int)Below(700));
        var events = new List<EventToAppend>
        {
            Event(stream, new SourceReported(new SourceHeader
            {
                Id = id, Outlet = "outlet", Title = "Title of " + id, Published = published.ToDate(), Language = "en", Sha256 = new string('0', 64),
            })),
        };
        var incident = $"incident-{Below(5)}";
        events.Add(Event(stream, new IncidentReported(new IncidentFact
        {
            Key = incident,
            Kind = IncidentKind.Evacuation,
            On = ValidTime.Parse(published.ToString()),
            From = [PlaceId((int)Below(Places))],
        })));
        var facts = 1 + Below(Below(8) == 0 ? 60UL : 6UL);
        for (var f = 0; f < (int)facts; f++) events.Add(Event(stream, Fact(id, f, published, incident)));
        var appends = new List<StreamAppend> { new(stream, ExpectedRevision.NoStream, events) };
        if (_control.Count > 4 && Below(4) == 0)
        {
            var (source, key) = _control[(int)Below((ulong)_control.Count)];
            _control.RemoveAll(c => c.Key == key && c.Source == source);
            var other = StreamName.Source(source);
            if (source != id)
                appends.Add(new StreamAppend(other, ExpectedRevision.StreamExists, [Event(other, new FactRetracted(key, "mistyped"))]));
        }

        return appends;
    }

    private LedgerEvent Fact(string source, int number, Day published, string incident)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"f-{number}");
        var on = ValidTime.Parse(published.PlusDays(-(int)Below(5)).ToString());
        if (Below(2) == 0)
            return new FigureReported(new FigureFact
            {
                Key = key,
                About = incident,
                Measure = Measure.PeopleEvacuated,
                Quantity = Quantity.Parse(Phrases[Below((ulong)Phrases.Length)]),
                Window = on,
                By = new Attribution([ActorId((int)Below(Actors))]),
            });
        _control.Add((source, key));
        return new ControlReported(new ControlFact
        {
            Key = key,
            Place = PlaceId((int)Below(Places)),
            Actor = ActorId((int)Below(Actors)),
            Relation = Relations[Below((ulong)Relations.Length)],
            On = on,
        });
    }

    private EventToAppend Event(StreamName stream, LedgerEvent @event)
    {
        var data = _serializer.Serialize(@event);
        var type = EventTypes.NameOf(@event);
        var metadata = new EventMetadata(_recorded, "script", Guid.Empty, Guid.Empty);
        return new EventToAppend(EventIds.Of(stream, type, data), type, data, metadata.ToJson());
    }

    private static string PlaceId(int i) => string.Create(CultureInfo.InvariantCulture, $"place-{i}");

    private static string ActorId(int i) => string.Create(CultureInfo.InvariantCulture, $"actor-{i}");

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same on every machine and runtime.</summary>
    private ulong Below(ulong bound)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) % bound;
    }
}
