using System.Collections.Frozen;
using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Coding;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Mapped;

/// <summary>Reads a mapping file: the mapping, or every error in it with its line and column.</summary>
internal sealed partial class ImportMapReader(string file)
{
    private static readonly string[] Delimiters = ["comma", "semicolon", "tab", "pipe"];
    private static readonly char[] DelimiterSigns = [',', ';', '\t', '|'];

    private readonly NodeBinder _bind = new(file);
    private readonly Dictionary<string, List<string>> _uses = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _columns = [];
    private readonly List<(string Id, string Where)> _places = [];
    private readonly Dictionary<string, string> _factNames = new(StringComparer.Ordinal);

    /// <exception cref="RefusedException">Not such a file; the message has every error with its line and column.</exception>
    public static ImportMap Read(InputFile input)
    {
        try
        {
            var reader = new ImportMapReader(input.Name);
            var map = reader.Read(DocumentReader.Read(input.Name, input.Read()));
            return map is not null && reader._bind.Errors.Count == 0 ? map : throw new RefusedException(string.Join("\n", reader._bind.Ordered()));
        }
        catch (UnreadableDocumentException e)
        {
            throw new RefusedException($"{input.Name}:{e.Line}:{e.Column}: {SafeText.Show(e.Message)}");
        }
    }

    private ImportMap? Read(DocumentNode root)
    {
        if (_bind.Mapping(root, "", "name", "summary", "delimiter", "source", "facts") is not { } document) return null;
        var name = _bind.Slug(document, "", "name");
        var summary = _bind.Text(document, "", "summary", CodingLimits.TitleCharacters, isRequired: false);
        var delimiter = Array.IndexOf(Delimiters, _bind.Optional(document, "", "delimiter") ?? Delimiters[0]);
        if (delimiter < 0) _bind.Fail(document.Find("delimiter")!, "delimiter", $"a delimiter is one of {string.Join(", ", Delimiters)}");
        var source = Part(document, "", "source", Source);
        var facts = ImmutableArray.CreateBuilder<MapFact>();
        foreach (var (node, path) in _bind.Items(document, "", "facts"))
            if (Fact(node, path) is { } fact) facts.Add(fact);
        if (document.Find("facts") is null) _bind.Fail(document, "facts", "the key 'facts' is missing");
        else if (facts.Count == 0 && _bind.Errors.Count == 0) _bind.Fail(document.Find("facts")!, "facts", "a row becomes at least one fact");
        if (_bind.Errors.Count > 0) return null;
        return new ImportMap
        {
            Name = name,
            Summary = summary ?? $"rows of a delimited file, by {Path.GetFileName(file)}",
            Delimiter = DelimiterSigns[delimiter],
            Source = source!,
            Facts = facts.ToImmutable(),
            Columns = [.. _columns.Select(c => new MappedColumn(c, string.Join("; ", _uses[c].Distinct(StringComparer.Ordinal))) { Names = [c] })],
            Places = _places,
        };
    }

    private MapSource? Source(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "id", "outlet", "title", "published", "language", "url", "archive", "note") is not { } source) return null;
        var id = Required(source, path, "id");
        var outlet = Required(source, path, "outlet");
        var title = Required(source, path, "title");
        var language = Required(source, path, "language", t => NodeBinder.IsLanguage(t) ? null : "not a language tag such as en, ar or zh-Hant");
        var published = source.Find("published") is { } date ? Date(date, NodeBinder.Join(path, "published")) : Missing<MapDate>(source, path, "published");
        var (url, archive, note) = (Optional(source, path, "url"), Optional(source, path, "archive"), Optional(source, path, "note"));
        return id is null || outlet is null || title is null || language is null || published is null ? null
            : new MapSource { Id = id, Outlet = outlet, Title = title, Published = published, Language = language, Url = url, Archive = archive, Note = note };
    }

    private MapFact? Fact(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "id", "control", "figure", "incident", "when", "by", "lost", "stance", "grade", "note", "flags") is not { } item) return null;
        if (item.Find("id") is ScalarNode name) _factNames[path] = SafeText.Show(name.Text);
        var id = Required(item, path, "id");
        var kinds = ((string[])["control", "figure", "incident"]).Where(k => item.Find(k) is not null).ToList();
        if (kinds.Count != 1)
        {
            _bind.Fail(item, path, "a fact has one of 'control', 'figure' and 'incident'");
            return null;
        }

        MapFact? fact = kinds[0] switch
        {
            "control" => Part(item, path, kinds[0], (n, at) => Control(n, at, id!)),
            "figure" => Part(item, path, kinds[0], (n, at) => Figure(n, at, id!)),
            _ => Part(item, path, kinds[0], (n, at) => Incident(n, at, id!)),
        };
        var when = Conditions(item, path, "when");
        var by = List(item, path, "by", (n, at) => Value(n, at));
        if (by.Length > Attribution.MaxSpeakers) _bind.Fail(item.Find("by")!, NodeBinder.Join(path, "by"), $"a chain of {by.Length}; at most {Attribution.MaxSpeakers}");
        var lost = _bind.Optional(item, path, "lost");
        if (lost is not (null or "true" or "false")) _bind.Fail(item.Find("lost")!, NodeBinder.Join(path, "lost"), "'lost' is true or false");
        var stance = Optional(item, path, "stance", WordOf(Stances.Vocabulary));
        var grade = Optional(item, path, "grade", t => Domain.Grades.Grade.TryParse(t, out _, out var problem) ? null : problem);
        var note = Optional(item, path, "note");
        var flags = List(item, path, "flags", Flag);
        return id is null || fact is null ? null : fact with { When = when, By = by, IsLost = lost == "true", Stance = stance, Grade = grade, Note = note, Flags = [.. flags.Select(f => (f.Flag, f.When))] };
    }

    private MapControl? Control(DocumentNode node, string path, MapValue id)
    {
        if (_bind.Mapping(node, path, "place", "actor", "relation", "on", "extent") is not { } control) return null;
        var place = Part(control, path, "place", Place);
        var actor = Part(control, path, "actor", (n, at) => Actor(n, at, "armed-group"));
        var relation = Required(control, path, "relation", WordOf(Relations.Vocabulary));
        var on = Part(control, path, "on", Time);
        var extent = Optional(control, path, "extent", WordOf(Extents.Vocabulary));
        return place is null || actor is null || relation is null || on is null ? null : new MapControl(place, actor, relation, on, extent) { Id = id };
    }

    private MapFigure? Figure(DocumentNode node, string path, MapValue id)
    {
        if (_bind.Mapping(node, path, "about", "measure", "population", "modality", "scope", "quantity", "window") is not { } figure) return null;
        var about = NodeBinder.Join(path, "about");
        var incident = figure.Find("about") is MappingNode named && named.Find("incident") is not null && _bind.Mapping(named, about, "incident") is not null ? Required(named, about, "incident") : null;
        var place = incident is null ? Part(figure, path, "about", Place) : null;
        var measure = Required(figure, path, "measure", WordOf(Measures.Vocabulary));
        var population = Optional(figure, path, "population", WordOf(Populations.Vocabulary));
        var modality = Optional(figure, path, "modality", WordOf(Modalities.Vocabulary));
        var scope = Optional(figure, path, "scope", WordOf(Scopes.Vocabulary));
        var quantity = Part(figure, path, "quantity", Amount);
        var window = Part(figure, path, "window", Time);
        return (place is null && incident is null) || measure is null || quantity is null || window is null ? null
            : new MapFigure(place, incident, measure, population, modality, scope, quantity, window) { Id = id };
    }

    private MapIncident? Incident(DocumentNode node, string path, MapValue id)
    {
        if (_bind.Mapping(node, path, "kind", "on", "from", "to", "participants", "part-of") is not { } incident) return null;
        var kind = Required(incident, path, "kind", WordOf(IncidentKinds.Vocabulary));
        var on = Part(incident, path, "on", Time);
        var (from, to) = (List(incident, path, "from", Place), List(incident, path, "to", Place));
        var participants = List(incident, path, "participants", (n, at) => Actor(n, at, "armed-group"));
        var whole = Optional(incident, path, "part-of");
        return kind is null || on is null ? null : new MapIncident(kind, on, from, to, participants, whole) { Id = id };
    }

    private MapPlace? Place(DocumentNode node, string path)
    {
        if (node is ScalarNode) return Value(node, path) is { } plain ? new MapPlace(plain, null, "area", null, false) : null;
        if (_bind.Mapping(node, path, "name", "pcode", "kind", "within", "unknown") is not { } place) return null;
        var (name, pcode) = (Optional(place, path, "name"), Optional(place, path, "pcode"));
        if (place.Find("name") is null && place.Find("pcode") is null) _bind.Fail(place, path, "a place has a name or a p-code");
        var within = _bind.Optional(place, path, "within");
        if (within is not null) _places.Add((within, $"{file}:{place.Find("within")!.Line}:{place.Find("within")!.Column}: {path}.within"));
        return new MapPlace(name, pcode, Kind(place, path, "area", Kinds.Places), within, IsKnownOnly(place, path));
    }

    private MapActor? Actor(DocumentNode node, string path, string kind)
    {
        if (node is ScalarNode) return Value(node, path) is { } plain ? new MapActor(plain, kind, null, false) : null;
        if (_bind.Mapping(node, path, "name", "kind", "separator", "unknown") is not { } actor) return null;
        var name = Required(actor, path, "name");
        var separator = _bind.Optional(actor, path, "separator");
        return name is null ? null : new MapActor(name, Kind(actor, path, kind, Kinds.Actors), separator, IsKnownOnly(actor, path));
    }

    private string Kind(MappingNode parent, string path, string absent, FrozenSet<string> kinds)
    {
        var kind = _bind.Optional(parent, path, "kind") ?? absent;
        if (!kinds.Contains(kind)) _bind.Fail(parent.Find("kind")!, NodeBinder.Join(path, "kind"), $"a kind is one of {string.Join(", ", kinds.Order(StringComparer.Ordinal))}");
        return kind;
    }

    private bool IsKnownOnly(MappingNode parent, string path)
    {
        var unknown = _bind.Optional(parent, path, "unknown");
        if (unknown is not (null or "define" or "reject")) _bind.Fail(parent.Find("unknown")!, NodeBinder.Join(path, "unknown"), "what becomes of an unknown name is 'define' or 'reject'");
        return unknown == "reject";
    }
}
