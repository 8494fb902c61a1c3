using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.Domain.Vocabulary;
using Reports.EventStore.Log;

namespace Reports.EventStore.Events;

/// <summary>
/// Reads stored events as records, for showing and comparing single events; views are fed by <see cref="EventDecoder"/>.
/// Thread safe.
/// </summary>
public sealed class EventReader(Upcasters upcasters)
{
    public static readonly EventReader Default = new(Upcasters.None);

    /// <exception cref="MalformedEventException">Not what the serializer of any version wrote.</exception>
    public LedgerEvent Read(in RecordedEvent recorded)
    {
        var type = recorded.TypeText;
        try
        {
            using var document = JsonDocument.Parse(upcasters.Current(type, recorded.Data));
            return Read(type, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new MalformedEventException(recorded.Position, type, e.Message, e);
        }
    }

    internal static LedgerEvent Read(string type, JsonElement data) => type switch
    {
        EventTypes.SourceReported => new SourceReported(Header(data)),
        EventTypes.SourceCorrected => new SourceCorrected(Header(data), Text(data, "reason")),
        EventTypes.ControlReported => new ControlReported(Control(data)),
        EventTypes.FigureReported => new FigureReported(Figure(data)),
        EventTypes.IncidentReported => new IncidentReported(Incident(data)),
        EventTypes.FactCorrected => new FactCorrected(Nested(data), Text(data, "reason"), Optional(data, "correctedBy")),
        EventTypes.FactRetracted => new FactRetracted(Text(data, "key"), Text(data, "reason"), Optional(data, "correctedBy")),
        EventTypes.FactRegraded => new FactRegraded(Text(data, "key"), GradeOf(data), Text(data, "reason")),
        EventTypes.SourceWithdrawn => new SourceWithdrawn(Text(data, "reason")),
        EventTypes.PlaceDefined => new PlaceDefined(Place(data)),
        EventTypes.ActorDefined => new ActorDefined(Actor(data)),
        EventTypes.OutletDefined => new OutletDefined(Outlet(data)),
        EventTypes.PlaceBounded => new PlaceBounded(Boundary(data)),
        EventTypes.PlaceMerged => new PlaceMerged(Text(data, "place"), Text(data, "into"), Text(data, "reason")),
        EventTypes.ActorMerged => new ActorMerged(Text(data, "actor"), Text(data, "into"), Text(data, "reason")),
        EventTypes.PlaceSplit => new PlaceSplit(Text(data, "place"), Text(data, "into"), Many(data, "facts"), Text(data, "reason")),
        EventTypes.ActorSplit => new ActorSplit(Text(data, "actor"), Text(data, "into"), Many(data, "facts"), Text(data, "reason")),
        EventTypes.PersonProtected => new PersonProtected(Protected(data)),
        EventTypes.PersonForgotten => new PersonForgotten(Text(data, "id"), Text(data, "role"), Text(data, "reason")),
        EventTypes.PolicyAdopted => new PolicyAdopted(Policy(data), Text(data, "reason")),
        _ => throw new FormatException("an event type that this version does not know; a newer one wrote it"),
    };

    internal static Place Place(JsonElement data) => new()
    {
        Id = Text(data, "id"),
        Name = Text(data, "name"),
        Kind = Text(data, "kind"),
        Within = Optional(data, "within"),
        ComposedOf = Many(data, "composedOf"),
        Aliases = Many(data, "aliases"),
        Point = data.TryGetProperty("point", out var point)
            ? new GeoPoint(point.GetProperty("lat").GetDouble(), point.GetProperty("lon").GetDouble())
            : null,
        Pcode = Optional(data, "pcode"),
    };

    internal static PlaceBoundary Boundary(JsonElement data) => new()
    {
        Place = Text(data, "place"),
        Source = Text(data, "source"),
        Licence = Optional(data, "licence"),
        ValidOn = Optional(data, "validOn") is { } day ? Date(day) : null,
        Geometry = GeometryReader.Polygons(data.GetProperty("geometry")),
    };

    internal static Actor Actor(JsonElement data) => new()
    {
        Id = Text(data, "id"),
        Name = Text(data, "name"),
        Kind = Text(data, "kind"),
        Within = Optional(data, "within"),
        Aliases = Many(data, "aliases"),
        Affiliation = Optional(data, "affiliation"),
    };

    internal static ProtectedPerson Protected(JsonElement data) => new() { Id = Text(data, "id"), Role = Text(data, "role"), SealedName = Text(data, "sealedName") };

    /// <summary>A protected or forgotten person, by role.</summary>
    internal static Actor Person(JsonElement data) => ProtectedPerson.AsActor(Text(data, "id"), Text(data, "role"));

    internal static Outlet Outlet(JsonElement data) => new()
    {
        Id = Text(data, "id"),
        Name = Text(data, "name"),
        Aliases = Many(data, "aliases"),
        Country = Optional(data, "country"),
        Language = Optional(data, "language"),
        Affiliation = Optional(data, "affiliation"),
        Url = Optional(data, "url"),
    };

    internal static Policy Policy(JsonElement data) => Domain.Policies.Policy.Reports1 with
    {
        Name = Text(data, "name"),
        Description = Text(data, "description"),
        Tolerance = data.GetProperty("tolerance").GetDecimal(),
        StalenessDays = data.GetProperty("stalenessDays").GetInt32(),
        AboutPercent = data.GetProperty("aboutPercent").GetInt32(),
        Several = Interval(data, "several"),
        Dozens = Interval(data, "dozens"),
        SeveralHundred = Interval(data, "severalHundred"),
        Hundreds = Interval(data, "hundreds"),
        Thousands = Interval(data, "thousands"),
        LowestOnly = data.GetProperty("lowestOnly").GetBoolean(),
    };

    private static QuantityInterval Interval(JsonElement data, string name)
    {
        var interval = data.GetProperty(name);
        return new QuantityInterval(
            interval.GetProperty("low").GetInt64(),
            interval.TryGetProperty("high", out var high) ? high.GetInt64() : null,
            interval.TryGetProperty("anchor", out var anchor) ? anchor.GetDecimal() : null);
    }

    private static SourceHeader Header(JsonElement data) => new()
    {
        Id = Text(data, "id"),
        Outlet = Text(data, "outlet"),
        Title = Text(data, "title"),
        Published = Date(Text(data, "published")),
        Language = Text(data, "language"),
        Url = Optional(data, "url"),
        Retrieved = Optional(data, "retrieved") is { } retrieved ? Date(retrieved) : null,
        Archive = Optional(data, "archive"),
        Sha256 = Text(data, "sha256"),
        Note = Optional(data, "note"),
    };

    private static Fact Nested(JsonElement data) =>
        data.TryGetProperty("control", out var control) ? Control(control)
        : data.TryGetProperty("figure", out var figure) ? Figure(figure)
        : Incident(data.GetProperty("incident"));

    private static ControlFact Control(JsonElement data) => new()
    {
        Key = Text(data, "key"),
        Place = Text(data, "place"),
        Actor = Text(data, "actor"),
        Relation = Word(Relations.Vocabulary, data, "relation"),
        On = ValidTime.Parse(Text(data, "on")),
        Extent = Word(Extents.Vocabulary, data, "extent", Extent.Unstated),
        By = By(data),
        Stance = StanceOf(data),
        At = At(data),
        Grade = GradeOf(data),
        Note = Optional(data, "note"),
        Flags = Flags(data),
    };

    private static FigureFact Figure(JsonElement data) => new()
    {
        Key = Text(data, "key"),
        About = Text(data, "about"),
        Measure = Word(Measures.Vocabulary, data, "measure"),
        Population = Word(Populations.Vocabulary, data, "population", Population.All),
        Modality = Word(Modalities.Vocabulary, data, "modality", Modality.Actual),
        Quantity = Quantity.Parse(Text(data, "quantity")),
        Window = ValidTime.Parse(Text(data, "window")),
        Scope = Word(Scopes.Vocabulary, data, "scope", Scope.Total),
        Rounds = Optional(data, "rounds"),
        By = By(data),
        Stance = StanceOf(data),
        At = At(data),
        Grade = GradeOf(data),
        Note = Optional(data, "note"),
        Flags = Flags(data),
    };

    private static IncidentFact Incident(JsonElement data) => new()
    {
        Key = Text(data, "key"),
        Kind = Word(IncidentKinds.Vocabulary, data, "kind"),
        On = ValidTime.Parse(Text(data, "on")),
        From = Many(data, "from"),
        To = Many(data, "to"),
        Participants = Many(data, "participants"),
        PartOf = Optional(data, "partOf"),
        By = By(data),
        Stance = StanceOf(data),
        At = At(data),
        Grade = GradeOf(data),
        Note = Optional(data, "note"),
        Flags = Flags(data),
    };

    private static Attribution By(JsonElement data)
    {
        var speakers = Many(data, "by");
        var lost = data.TryGetProperty("lost", out var value) && value.GetBoolean();
        return speakers.IsEmpty && !lost ? Attribution.OwnVoice : new Attribution(speakers, lost);
    }

    private static Stance StanceOf(JsonElement data) => Word(Stances.Vocabulary, data, "stance", Stance.Asserted);

    private static Grade? GradeOf(JsonElement data) => Optional(data, "grade") is { } grade ? Grade.Parse(grade) : null;

    private static ImmutableArray<FactFlag> Flags(JsonElement data) => [.. Many(data, "flags").Select(word =>
        FactFlags.Vocabulary.TryParse(word, out var flag) ? flag : throw new FormatException($"'{word}' is not a {FactFlags.Vocabulary.Name}"))];

    private static Locator? At(JsonElement data)
    {
        if (!data.TryGetProperty("at", out var at)) return null;
        var paragraph = at.GetProperty("paragraph").GetInt32();
        return at.TryGetProperty("characters", out var range)
            ? new Locator(paragraph, (range[0].GetInt32(), range[1].GetInt32()))
            : new Locator(paragraph);
    }

    private static LocalDate Date(string text) => Day.Parse(text).ToDate();

    private static string Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"no text '{name}'");

    private static string? Optional(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ImmutableArray<string> Many(JsonElement data, string name) =>
        data.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(v => v.GetString() ?? throw new FormatException($"null among '{name}'"))] : [];

    private static T Word<T>(Vocabulary<T> vocabulary, JsonElement data, string name, T? absent = null)
        where T : struct, Enum
    {
        if (absent is { } value && !data.TryGetProperty(name, out _)) return value;
        var word = Text(data, name);
        return vocabulary.TryParse(word, out var found) ? found : throw new FormatException($"'{word}' is not a {vocabulary.Name}");
    }
}
