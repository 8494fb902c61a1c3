using System.Collections.Immutable;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;

namespace Reports.EventStore.Events;

/// <summary>
/// Writes events as canonical UTF-8 JSON: the schema version first, properties in one order, what is default left out.
/// The same event gives the same bytes. One instance serves one thread at a time.
/// </summary>
public sealed class EventSerializer : IDisposable
{
    private readonly CanonicalJson _json = new();

    /// <summary>The event's data as it is stored.</summary>
    public byte[] Serialize(LedgerEvent @event)
    {
        Start();
        _json.WriteNumber("v", EventTypes.Version);
        switch (@event)
        {
            case SourceReported e: Header(e.Source); break;
            case SourceCorrected e:
                Header(e.Source);
                _json.WriteString("reason", e.Reason);
                break;
            case ControlReported e: Control(e.Fact); break;
            case FigureReported e: Figure(e.Fact); break;
            case IncidentReported e: Incident(e.Fact); break;
            case FactCorrected e:
                _json.WriteString("reason", e.Reason);
                Optional("correctedBy", e.CorrectedBy);
                Nested(e.Replacement);
                break;
            case FactRetracted e:
                _json.WriteString("key", e.Fact);
                _json.WriteString("reason", e.Reason);
                Optional("correctedBy", e.CorrectedBy);
                break;
            case FactRegraded e:
                _json.WriteString("key", e.Fact);
                Optional("grade", e.Grade?.ToString());
                _json.WriteString("reason", e.Reason);
                break;
            case SourceWithdrawn e: _json.WriteString("reason", e.Reason); break;
            case PlaceDefined e: Place(e.Place); break;
            case ActorDefined e: Actor(e.Actor); break;
            case OutletDefined e: Outlet(e.Outlet); break;
            case PlaceBounded e: Boundary(e.Boundary); break;
            case PlaceMerged e: Reconciled("place", e.Place, e.Into, [], e.Reason); break;
            case ActorMerged e: Reconciled("actor", e.Actor, e.Into, [], e.Reason); break;
            case PlaceSplit e: Reconciled("place", e.Place, e.Into, e.Facts, e.Reason); break;
            case ActorSplit e: Reconciled("actor", e.Actor, e.Into, e.Facts, e.Reason); break;
            case PersonProtected e:
                _json.WriteString("id", e.Person.Id);
                _json.WriteString("role", e.Person.Role);
                _json.WriteString("sealedName", e.Person.SealedName);
                break;
            case PersonForgotten e:
                _json.WriteString("id", e.Id);
                _json.WriteString("role", e.Role);
                _json.WriteString("reason", e.Reason);
                break;
            case PolicyAdopted e:
                Policy(e.Policy);
                _json.WriteString("reason", e.Reason);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(@event), @event, "not an event of the ledger");
        }

        return Finish();
    }

    /// <summary>A fact as the event that reports it stores it: two facts with the same bytes are the same.</summary>
    public byte[] Serialize(Fact fact) => Serialize(Reported(fact));

    /// <summary>The header alone, to tell whether two are the same.</summary>
    public byte[] Serialize(SourceHeader header) => Serialize(new SourceReported(header));

    /// <summary>The event that reports a fact for the first time.</summary>
    public static LedgerEvent Reported(Fact fact) => fact switch
    {
        ControlFact control => new ControlReported(control),
        FigureFact figure => new FigureReported(figure),
        IncidentFact incident => new IncidentReported(incident),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "not a kind of fact"),
    };

    public void Dispose() => _json.Dispose();

    private void Start()
    {
        _json.Reset();
        _json.WriteStartObject();
    }

    private byte[] Finish()
    {
        _json.WriteEndObject();
        return _json.Written.ToArray();
    }

    private void Header(SourceHeader source)
    {
        _json.WriteString("id", source.Id);
        _json.WriteString("outlet", source.Outlet);
        _json.WriteString("published", Day.FromDate(source.Published).ToString());
        _json.WriteString("title", source.Title);
        _json.WriteString("language", source.Language);
        Optional("url", source.Url);
        Optional("retrieved", source.Retrieved is { } retrieved ? Day.FromDate(retrieved).ToString() : null);
        Optional("archive", source.Archive);
        _json.WriteString("sha256", source.Sha256);
        Optional("note", source.Note);
    }

    private void Nested(Fact fact)
    {
        _json.WriteStartObject(fact switch { ControlFact => "control", FigureFact => "figure", _ => "incident" });
        switch (fact)
        {
            case ControlFact control: Control(control); break;
            case FigureFact figure: Figure(figure); break;
            case IncidentFact incident: Incident(incident); break;
        }

        _json.WriteEndObject();
    }

    private void Control(ControlFact fact)
    {
        _json.WriteString("key", fact.Key);
        _json.WriteString("place", fact.Place);
        _json.WriteString("actor", fact.Actor);
        _json.WriteString("relation", Relations.Vocabulary.Word(fact.Relation));
        _json.WriteString("on", fact.On.Text);
        if (fact.Extent != Extent.Unstated) _json.WriteString("extent", Extents.Vocabulary.Word(fact.Extent));
        Common(fact);
    }

    private void Figure(FigureFact fact)
    {
        _json.WriteString("key", fact.Key);
        _json.WriteString("about", fact.About);
        _json.WriteString("measure", Measures.Vocabulary.Word(fact.Measure));
        if (fact.Population != Population.All) _json.WriteString("population", Populations.Vocabulary.Word(fact.Population));
        if (fact.Modality != Modality.Actual) _json.WriteString("modality", Modalities.Vocabulary.Word(fact.Modality));
        _json.WriteString("quantity", fact.Quantity.ToString());
        _json.WriteString("window", fact.Window.Text);
        if (fact.Scope != Scope.Total) _json.WriteString("scope", Scopes.Vocabulary.Word(fact.Scope));
        Optional("rounds", fact.Rounds);
        Common(fact);
    }

    private void Incident(IncidentFact fact)
    {
        _json.WriteString("key", fact.Key);
        _json.WriteString("kind", IncidentKinds.Vocabulary.Word(fact.Kind));
        _json.WriteString("on", fact.On.Text);
        Many("from", fact.From);
        Many("to", fact.To);
        Many("participants", fact.Participants);
        Optional("partOf", fact.PartOf);
        Common(fact);
    }

    private void Common(Fact fact)
    {
        Many("by", fact.By.Speakers);
        if (fact.By.Lost) _json.WriteBoolean("lost", true);
        if (fact.Stance != Stance.Asserted) _json.WriteString("stance", Stances.Vocabulary.Word(fact.Stance));
        if (fact.Grade is { } grade) _json.WriteString("grade", grade.ToString());
        if (fact.At is { } at)
        {
            _json.WriteStartObject("at");
            _json.WriteNumber("paragraph", at.Paragraph);
            if (at.Characters is { } characters)
            {
                _json.WriteStartArray("characters");
                _json.WriteNumberValue(characters.From);
                _json.WriteNumberValue(characters.To);
                _json.WriteEndArray();
            }

            _json.WriteEndObject();
        }

        Optional("note", fact.Note);
        if (fact.Flags.IsDefaultOrEmpty) return;
        _json.WriteStartArray("flags");
        foreach (var flag in fact.Flags) _json.WriteStringValue(FactFlags.Vocabulary.Word(flag));
        _json.WriteEndArray();
    }

    private void Place(Place place)
    {
        _json.WriteString("id", place.Id);
        _json.WriteString("name", place.Name);
        _json.WriteString("kind", place.Kind);
        Optional("within", place.Within);
        Many("composedOf", place.ComposedOf);
        Many("aliases", place.Aliases);
        if (place.Point is { } point)
        {
            _json.WriteStartObject("point");
            _json.WriteNumber("lat", point.Lat);
            _json.WriteNumber("lon", point.Lon);
            _json.WriteEndObject();
        }

        Optional("pcode", place.Pcode);
    }

    private void Boundary(PlaceBoundary boundary)
    {
        _json.WriteString("place", boundary.Place);
        _json.WriteString("source", boundary.Source);
        Optional("licence", boundary.Licence);
        Optional("validOn", boundary.ValidOn is { } day ? Day.FromDate(day).ToString() : null);
        _json.WriteStartObject("geometry");
        var polygons = boundary.Geometry.Polygons;
        _json.WriteString("type", polygons.Length == 1 ? "Polygon" : "MultiPolygon");
        _json.WriteStartArray("coordinates");
        foreach (var polygon in polygons)
        {
            if (polygons.Length > 1) _json.WriteStartArray();
            foreach (var ring in polygon) Ring(ring.Coordinates.AsSpan());
            if (polygons.Length > 1) _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Ring(ReadOnlySpan<int> coordinates)
    {
        _json.WriteStartArray();
        for (var i = 0; i < coordinates.Length; i += 2)
        {
            _json.WriteStartArray();
            _json.WriteNumberValue((decimal)coordinates[i] / GeoPolygons.UnitsPerDegree);
            _json.WriteNumberValue((decimal)coordinates[i + 1] / GeoPolygons.UnitsPerDegree);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void Actor(Actor actor)
    {
        _json.WriteString("id", actor.Id);
        _json.WriteString("name", actor.Name);
        _json.WriteString("kind", actor.Kind);
        Optional("within", actor.Within);
        Many("aliases", actor.Aliases);
        Optional("affiliation", actor.Affiliation);
    }

    private void Outlet(Outlet outlet)
    {
        _json.WriteString("id", outlet.Id);
        _json.WriteString("name", outlet.Name);
        Many("aliases", outlet.Aliases);
        Optional("country", outlet.Country);
        Optional("language", outlet.Language);
        Optional("affiliation", outlet.Affiliation);
        Optional("url", outlet.Url);
    }

    private void Reconciled(string kind, string id, string into, ImmutableArray<string> facts, string reason)
    {
        _json.WriteString(kind, id);
        _json.WriteString("into", into);
        Many("facts", facts);
        _json.WriteString("reason", reason);
    }

    /// <summary>Every constant is written, those that a build has as defaults too: what a later build has as its own must not matter.</summary>
    private void Policy(Policy policy)
    {
        _json.WriteString("name", policy.Name);
        _json.WriteString("description", policy.Description);
        _json.WriteNumber("tolerance", policy.Tolerance);
        _json.WriteNumber("stalenessDays", policy.StalenessDays);
        _json.WriteNumber("aboutPercent", policy.AboutPercent);
        Interval("several", policy.Several);
        Interval("dozens", policy.Dozens);
        Interval("severalHundred", policy.SeveralHundred);
        Interval("hundreds", policy.Hundreds);
        Interval("thousands", policy.Thousands);
        _json.WriteBoolean("lowestOnly", policy.LowestOnly);
    }

    private void Interval(string name, QuantityInterval interval)
    {
        _json.WriteStartObject(name);
        _json.WriteNumber("low", interval.Low);
        if (interval.High is { } high) _json.WriteNumber("high", high);
        if (interval.Anchor is { } anchor) _json.WriteNumber("anchor", anchor);
        _json.WriteEndObject();
    }

    private void Optional(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
    }

    private void Many(string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty) return;
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteStringValue(value);
        _json.WriteEndArray();
    }
}
