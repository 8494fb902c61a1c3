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
    public byte[] Serialize(LedgerEvent @event) => Write(@event).ToArray();

    /// <summary>The same, in memory of this serializer: valid until it writes the next.</summary>
    public ReadOnlySpan<byte> Write(LedgerEvent @event)
    {
        Start();
        _json.WriteNumber("v"u8, EventTypes.Version);
        switch (@event)
        {
            case SourceReported e: Header(e.Source); break;
            case SourceCorrected e:
                Header(e.Source);
                _json.WriteString("reason"u8, e.Reason);
                break;
            case ControlReported e: Control(e.Fact); break;
            case FigureReported e: Figure(e.Fact); break;
            case IncidentReported e: Incident(e.Fact); break;
            case FactCorrected e:
                _json.WriteString("reason"u8, e.Reason);
                Optional("correctedBy"u8, e.CorrectedBy);
                Nested(e.Replacement);
                break;
            case FactRetracted e:
                _json.WriteString("key"u8, e.Fact);
                _json.WriteString("reason"u8, e.Reason);
                Optional("correctedBy"u8, e.CorrectedBy);
                break;
            case FactRegraded e:
                _json.WriteString("key"u8, e.Fact);
                Optional("grade"u8, e.Grade?.ToString());
                _json.WriteString("reason"u8, e.Reason);
                break;
            case SourceWithdrawn e: _json.WriteString("reason"u8, e.Reason); break;
            case PlaceDefined e: Place(e.Place); break;
            case ActorDefined e: Actor(e.Actor); break;
            case OutletDefined e: Outlet(e.Outlet); break;
            case PlaceBounded e: Boundary(e.Boundary); break;
            case PlaceMerged e: Reconciled("place"u8, e.Place, e.Into, [], e.Reason); break;
            case ActorMerged e: Reconciled("actor"u8, e.Actor, e.Into, [], e.Reason); break;
            case PlaceSplit e: Reconciled("place"u8, e.Place, e.Into, e.Facts, e.Reason); break;
            case ActorSplit e: Reconciled("actor"u8, e.Actor, e.Into, e.Facts, e.Reason); break;
            case PersonProtected e:
                _json.WriteString("id"u8, e.Person.Id);
                _json.WriteString("role"u8, e.Person.Role);
                _json.WriteString("sealedName"u8, e.Person.SealedName);
                break;
            case PersonForgotten e:
                _json.WriteString("id"u8, e.Id);
                _json.WriteString("role"u8, e.Role);
                _json.WriteString("reason"u8, e.Reason);
                break;
            case PolicyAdopted e:
                Policy(e.Policy);
                _json.WriteString("reason"u8, e.Reason);
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

    private ReadOnlySpan<byte> Finish()
    {
        _json.WriteEndObject();
        return _json.Written;
    }

    private void Header(SourceHeader source)
    {
        _json.WriteString("id"u8, source.Id);
        _json.WriteString("outlet"u8, source.Outlet);
        _json.WriteString("published"u8, Day.FromDate(source.Published).ToString());
        _json.WriteString("title"u8, source.Title);
        _json.WriteString("language"u8, source.Language);
        Optional("url"u8, source.Url);
        Optional("retrieved"u8, source.Retrieved is { } retrieved ? Day.FromDate(retrieved).ToString() : null);
        Optional("archive"u8, source.Archive);
        _json.WriteString("sha256"u8, source.Sha256);
        Optional("note"u8, source.Note);
    }

    private void Nested(Fact fact)
    {
        _json.WriteStartObject(fact switch { ControlFact => "control"u8, FigureFact => "figure"u8, _ => "incident"u8 });
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
        _json.WriteString("key"u8, fact.Key);
        _json.WriteString("place"u8, fact.Place);
        _json.WriteString("actor"u8, fact.Actor);
        _json.WriteString("relation"u8, Relations.Vocabulary.Word(fact.Relation));
        _json.WriteString("on"u8, fact.On.Text);
        if (fact.Extent != Extent.Unstated) _json.WriteString("extent"u8, Extents.Vocabulary.Word(fact.Extent));
        Common(fact);
    }

    private void Figure(FigureFact fact)
    {
        _json.WriteString("key"u8, fact.Key);
        _json.WriteString("about"u8, fact.About);
        _json.WriteString("measure"u8, Measures.Vocabulary.Word(fact.Measure));
        if (fact.Population != Population.All) _json.WriteString("population"u8, Populations.Vocabulary.Word(fact.Population));
        if (fact.Modality != Modality.Actual) _json.WriteString("modality"u8, Modalities.Vocabulary.Word(fact.Modality));
        _json.WriteString("quantity"u8, fact.Quantity.ToString());
        _json.WriteString("window"u8, fact.Window.Text);
        if (fact.Scope != Scope.Total) _json.WriteString("scope"u8, Scopes.Vocabulary.Word(fact.Scope));
        Optional("rounds"u8, fact.Rounds);
        Common(fact);
    }

    private void Incident(IncidentFact fact)
    {
        _json.WriteString("key"u8, fact.Key);
        _json.WriteString("kind"u8, IncidentKinds.Vocabulary.Word(fact.Kind));
        _json.WriteString("on"u8, fact.On.Text);
        Many("from"u8, fact.From);
        Many("to"u8, fact.To);
        Many("participants"u8, fact.Participants);
        Optional("partOf"u8, fact.PartOf);
        Common(fact);
    }

    private void Common(Fact fact)
    {
        Many("by"u8, fact.By.Speakers);
        if (fact.By.Lost) _json.WriteBoolean("lost"u8, true);
        if (fact.Stance != Stance.Asserted) _json.WriteString("stance"u8, Stances.Vocabulary.Word(fact.Stance));
        if (fact.Grade is { } grade) _json.WriteString("grade"u8, grade.ToString());
        if (fact.At is { } at)
        {
            _json.WriteStartObject("at"u8);
            _json.WriteNumber("paragraph"u8, at.Paragraph);
            if (at.Characters is { } characters)
            {
                _json.WriteStartArray("characters"u8);
                _json.WriteNumberValue(characters.From);
                _json.WriteNumberValue(characters.To);
                _json.WriteEndArray();
            }

            _json.WriteEndObject();
        }

        Optional("note"u8, fact.Note);
        if (fact.Flags.IsDefaultOrEmpty) return;
        _json.WriteStartArray("flags"u8);
        foreach (var flag in fact.Flags) _json.WriteStringValue(FactFlags.Vocabulary.Word(flag));
        _json.WriteEndArray();
    }

    private void Place(Place place)
    {
        _json.WriteString("id"u8, place.Id);
        _json.WriteString("name"u8, place.Name);
        _json.WriteString("kind"u8, place.Kind);
        Optional("within"u8, place.Within);
        Many("composedOf"u8, place.ComposedOf);
        Many("aliases"u8, place.Aliases);
        if (place.Point is { } point)
        {
            _json.WriteStartObject("point"u8);
            _json.WriteNumber("lat"u8, point.Lat);
            _json.WriteNumber("lon"u8, point.Lon);
            _json.WriteEndObject();
        }

        Optional("pcode"u8, place.Pcode);
    }

    private void Boundary(PlaceBoundary boundary)
    {
        _json.WriteString("place"u8, boundary.Place);
        _json.WriteString("source"u8, boundary.Source);
        Optional("licence"u8, boundary.Licence);
        Optional("validOn"u8, boundary.ValidOn is { } day ? Day.FromDate(day).ToString() : null);
        _json.WriteStartObject("geometry"u8);
        var polygons = boundary.Geometry.Polygons;
        _json.WriteString("type"u8, polygons.Length == 1 ? "Polygon" : "MultiPolygon");
        _json.WriteStartArray("coordinates"u8);
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
        _json.WriteString("id"u8, actor.Id);
        _json.WriteString("name"u8, actor.Name);
        _json.WriteString("kind"u8, actor.Kind);
        Optional("within"u8, actor.Within);
        Many("aliases"u8, actor.Aliases);
        Optional("affiliation"u8, actor.Affiliation);
    }

    private void Outlet(Outlet outlet)
    {
        _json.WriteString("id"u8, outlet.Id);
        _json.WriteString("name"u8, outlet.Name);
        Many("aliases"u8, outlet.Aliases);
        Optional("country"u8, outlet.Country);
        Optional("language"u8, outlet.Language);
        Optional("affiliation"u8, outlet.Affiliation);
        Optional("url"u8, outlet.Url);
    }

    private void Reconciled(ReadOnlySpan<byte> kind, string id, string into, ImmutableArray<string> facts, string reason)
    {
        _json.WriteString(kind, id);
        _json.WriteString("into"u8, into);
        Many("facts"u8, facts);
        _json.WriteString("reason"u8, reason);
    }

    /// <summary>Every constant is written, those that a build has as defaults too: what a later build has as its own must not matter.</summary>
    private void Policy(Policy policy)
    {
        _json.WriteString("name"u8, policy.Name);
        _json.WriteString("description"u8, policy.Description);
        _json.WriteNumber("tolerance"u8, policy.Tolerance);
        _json.WriteNumber("stalenessDays"u8, policy.StalenessDays);
        _json.WriteNumber("aboutPercent"u8, policy.AboutPercent);
        Interval("several"u8, policy.Several);
        Interval("dozens"u8, policy.Dozens);
        Interval("severalHundred"u8, policy.SeveralHundred);
        Interval("hundreds"u8, policy.Hundreds);
        Interval("thousands"u8, policy.Thousands);
        _json.WriteBoolean("lowestOnly"u8, policy.LowestOnly);
    }

    private void Interval(ReadOnlySpan<byte> name, QuantityInterval interval)
    {
        _json.WriteStartObject(name);
        _json.WriteNumber("low"u8, interval.Low);
        if (interval.High is { } high) _json.WriteNumber("high"u8, high);
        if (interval.Anchor is { } anchor) _json.WriteNumber("anchor"u8, anchor);
        _json.WriteEndObject();
    }

    private void Optional(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
    }

    private void Many(ReadOnlySpan<byte> name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty) return;
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteStringValue(value);
        _json.WriteEndArray();
    }
}
