using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;

namespace Reports.Service.Importing.Mapped;

/// <summary>A fact that is made of each row, where its conditions hold.</summary>
internal abstract record MapFact
{
    /// <summary>Its key in the source; of an incident, its id.</summary>
    public required MapValue Id { get; init; }

    public ImmutableArray<MapCondition> When { get; init; } = [];

    /// <summary>Who is said to know, the origin first; those of which a row has none are left out.</summary>
    public ImmutableArray<MapValue> By { get; init; } = [];

    public bool IsLost { get; init; }

    public MapValue? Stance { get; init; }

    public MapValue? Grade { get; init; }

    public MapValue? Note { get; init; }

    public ImmutableArray<(FactFlag Flag, ImmutableArray<MapCondition> When)> Flags { get; init; } = [];

    /// <summary>What it is, in a sentence for whoever decides whether to import.</summary>
    public abstract string Summary { get; }

    /// <summary>Adds the facts of a row.</summary>
    /// <param name="at">The row, which learns of what is wrong.</param>
    /// <param name="facts">Of its source so far.</param>
    public void Add(MapRow at, List<Fact> facts)
    {
        if (!When.All(c => c.Holds(at))) return;
        var first = facts.Count;
        var flags = new List<FactFlag>();
        Make(at, facts, flags, out var stated);
        if (at.Row.Problem is not null || facts.Count == first) return;
        flags.AddRange(Flags.Where(f => f.When.All(c => c.Holds(at))).Select(f => f.Flag));
        var note = string.Join("; ", new[] { Note?.Optional(at, CodingLimits.NoteCharacters), stated }.Where(n => !string.IsNullOrEmpty(n)));
        var voices = By.Select(v => v.Optional(at, CodingLimits.NameCharacters)).OfType<string>().Select(v => at.Names.Voice(v)).ToImmutableArray();
        var stance = Stance?.Word(at, Stances.Vocabulary, Domain.Facts.Stance.Asserted) ?? Domain.Facts.Stance.Asserted;
        var grade = GradeOf(at);
        if (note.Length > CodingLimits.NoteCharacters) at.Row.Reject("", $"a note of {note.Length} characters; at most {CodingLimits.NoteCharacters}");
        if (at.Row.Problem is not null) return;
        for (var i = first; i < facts.Count; i++)
            facts[i] = facts[i] with
            {
                By = voices.IsEmpty && !IsLost ? Attribution.OwnVoice : new Attribution(voices, IsLost && voices.IsEmpty),
                Stance = stance,
                Grade = grade,
                Note = note.Length == 0 ? null : note,
                // What is odd about the row is said of each of its facts.
                Flags = FactFlags.Canonical(at.Row.Flags.Concat(flags)),
            };
    }

    /// <summary>Adds what the fact itself says.</summary>
    protected abstract void Make(MapRow at, List<Fact> facts, List<FactFlag> flags, out string? stated);

    protected string Key(MapRow at) => Slugs.Of("", Id.Required(at, CodingLimits.NameCharacters));

    private Grade? GradeOf(MapRow at)
    {
        if (Grade?.Optional(at, 2) is not { } code) return null;
        if (Domain.Grades.Grade.TryParse(code, out var grade, out var problem)) return grade;
        at.Row.Reject(Grade.Column, problem, code);
        return null;
    }
}

internal sealed record MapControl(MapPlace Place, MapActor Actor, MapValue Relation, MapTime On, MapValue? Extent) : MapFact
{
    public override string Summary => "who controls a place; without an actor there is none";

    protected override void Make(MapRow at, List<Fact> facts, List<FactFlag> flags, out string? stated)
    {
        stated = null;
        if (Actor.Name.Text(at).Length == 0) return;
        var (key, on) = (Key(at), On.Read(at));
        var relation = Relation.Word(at, Relations.Vocabulary, Domain.Facts.Relation.Holds);
        var extent = Extent?.Word(at, Extents.Vocabulary, Domain.Facts.Extent.Unstated) ?? Domain.Facts.Extent.Unstated;
        if (on is null) at.Row.Reject("", $"a date is missing: when '{Id.Path}' holds");
        // What is wrong with the row is known before its names are defined.
        if (at.Row.Problem is not null) return;
        var place = Place.Read(at);
        if (place is null) at.Row.Reject(Place.Name?.Column ?? "", "a place is missing");
        var actors = Actor.Read(at).ToList();
        if (at.Row.Problem is not null) return;
        for (var i = 0; i < actors.Count; i++)
            facts.Add(new ControlFact { Key = i == 0 ? key : $"{key}-{i + 1}", Place = place!, Actor = actors[i], Relation = relation, On = on!, Extent = extent });
    }
}

/// <param name="About">The place that is counted; null for an incident.</param>
/// <param name="Incident">The id of the incident; null for a place.</param>
internal sealed record MapFigure(
    MapPlace? About, MapValue? Incident, MapValue Measure, MapValue? Population, MapValue? Modality, MapValue? Scope, MapQuantity Quantity, MapTime Window) : MapFact
{
    public override string Summary => $"a figure, {Measure.Template.Constant ?? "of a measure that the row names"}; without a quantity there is none";

    protected override void Make(MapRow at, List<Fact> facts, List<FactFlag> flags, out string? stated)
    {
        if (Quantity.Read(at, flags, out stated) is not { } quantity || at.Row.Problem is not null) return;
        var (key, window) = (Key(at), Window.Read(at));
        var measure = Measure.Word(at, Measures.Vocabulary, default);
        var population = Population?.Word(at, Populations.Vocabulary, Domain.Facts.Population.All) ?? Domain.Facts.Population.All;
        var modality = Modality?.Word(at, Modalities.Vocabulary, Domain.Facts.Modality.Actual) ?? Domain.Facts.Modality.Actual;
        var scope = Scope?.Word(at, Scopes.Vocabulary, Domain.Facts.Scope.Total) ?? Domain.Facts.Scope.Total;
        if (window is null) at.Row.Reject("", $"a date is missing: the window of '{Id.Path}'");
        if (Measure.Text(at).Length == 0) at.Row.Reject(Measure.Column, "a measure is missing");
        if (at.Row.Problem is not null) return;
        var about = About is not null ? About.Read(at) : Slugs.Of("", Incident!.Required(at, CodingLimits.NameCharacters));
        if (about is null) at.Row.Reject(About?.Name?.Column ?? "", "a place is missing");
        if (Incident is not null && !facts.Exists(f => f is IncidentFact && f.Key == about)) at.Row.Reject(Incident.Column, $"the row reports no incident '{about}'");
        if (at.Row.Problem is not null) return;
        facts.Add(new FigureFact { Key = key, About = about!, Measure = measure, Population = population, Modality = modality, Scope = scope, Quantity = quantity, Window = window! });
    }
}

internal sealed record MapIncident(
    MapValue Kind, MapTime On, ImmutableArray<MapPlace> From, ImmutableArray<MapPlace> To, ImmutableArray<MapActor> Participants, MapValue? PartOf) : MapFact
{
    public override string Summary => "an incident";

    protected override void Make(MapRow at, List<Fact> facts, List<FactFlag> flags, out string? stated)
    {
        stated = null;
        var (key, on) = (Key(at), On.Read(at));
        var kind = Kind.Word(at, IncidentKinds.Vocabulary, default);
        if (Kind.Text(at).Length == 0) at.Row.Reject(Kind.Column, "a kind of incident is missing");
        if (on is null) at.Row.Reject("", $"a date is missing: when '{Id.Path}' was");
        if (at.Row.Problem is not null) return;
        ImmutableArray<string> from = [.. From.Select(p => p.Read(at)).OfType<string>().Distinct(StringComparer.Ordinal)];
        ImmutableArray<string> to = [.. To.Select(p => p.Read(at)).OfType<string>().Distinct(StringComparer.Ordinal)];
        ImmutableArray<string> participants = [.. Participants.SelectMany(p => p.Read(at)).Distinct(StringComparer.Ordinal)];
        var whole = PartOf?.Optional(at, CodingLimits.NameCharacters) is { } id ? Slugs.Of("", id) : null;
        if (whole is not null && !facts.Exists(f => f is IncidentFact && f.Key == whole)) at.Row.Reject(PartOf!.Column, $"the row reports no incident '{whole}' before this one");
        if (at.Row.Problem is not null) return;
        facts.Add(new IncidentFact { Key = key, Kind = kind, On = on!, From = from, To = to, Participants = participants, PartOf = whole });
    }
}
