using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Text;

namespace Reports.Service.Coding;

/// <summary>Reads a source file's tree: every fact of it, or every error in it.</summary>
internal sealed class SourceFileReader(string file, INameLookup names)
{
    private static readonly string[] RootKeys = ["source", "incidents", "facts", "corrections", "retractions"];
    private static readonly string[] CommonKeys = ["id", "by", "lost", "stance", "at", "grade", "note", "flags"];

    private readonly NodeBinder _bind = new(file);
    private readonly Dictionary<string, DocumentNode> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _incidents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _figures = new(StringComparer.Ordinal);
    private readonly FactLinks _links = new();
    private int _missingIncidents;

    /// <summary>Every error of the file, in its order.</summary>
    public ImmutableArray<CodingError> Errors => _bind.Ordered();

    /// <summary>True when all that is wrong is an incident that nobody reported yet: another file of the same run may.</summary>
    public bool OnlyMissesIncidents => _bind.Errors.Count > 0 && _bind.Errors.Count == _missingIncidents;

    /// <summary>The document; null when there are errors.</summary>
    public SourceDocument? Read(DocumentNode root)
    {
        if (_bind.Mapping(root, "", RootKeys) is not { } document) return null;
        var header = document.Find("source") is { } node ? Header(node) : null;
        if (document.Find("source") is null) _bind.Fail(document, "source", "the key 'source' is missing");

        var incidents = _bind.Items(document, "", "incidents");
        // Figures may stand before or after the incidents that they are about.
        foreach (var (item, _) in incidents)
            if (item is MappingNode mapping && mapping.Find("id") is ScalarNode id)
                _incidents.Add(id.Text);
        var facts = ImmutableArray.CreateBuilder<CodedFact>();
        foreach (var (item, path) in incidents)
            if (Incident(item, path) is { } incident)
                facts.Add(new CodedFact(incident, item.Line));
        foreach (var (item, path) in _bind.Items(document, "", "facts"))
            if (Fact(item, path) is { } fact)
                facts.Add(new CodedFact(fact, item.Line));
        _links.Check(_figures, _bind);

        var corrections = Takings(document, "corrections", isCorrection: true);
        var retractions = Takings(document, "retractions", isCorrection: false);
        foreach (var retraction in retractions)
            if (retraction.Source is null && _keys.ContainsKey(retraction.Fact))
                _bind.Fail(new ScalarNode("", true, retraction.Line, retraction.Column), retraction.Path, $"'{retraction.Fact}' is retracted and still in the file: leave out one of the two");
        if (_bind.Errors.Count > 0 || header is null) return null;
        return new SourceDocument(header, document.Find("source")!.Line, facts.ToImmutable(), corrections, retractions);
    }

    private SourceHeader? Header(DocumentNode node)
    {
        const string Path = "source";
        if (_bind.Mapping(node, Path, "id", "outlet", "title", "published", "language", "url", "retrieved", "archive", "sha256", "note") is not { } source)
            return null;
        var published = _bind.Date(source, Path, "published", isRequired: true);
        return new SourceHeader
        {
            Id = _bind.Slug(source, Path, "id"),
            Outlet = _bind.Name(source, Path, "outlet", names.TryOutlet) ?? "",
            Title = _bind.Text(source, Path, "title", CodingLimits.TitleCharacters, isRequired: true) ?? "",
            Published = published ?? default,
            Language = _bind.Language(source, Path, "language", isRequired: true) ?? "",
            Url = _bind.Url(source, Path, "url"),
            Retrieved = _bind.Date(source, Path, "retrieved", isRequired: false),
            Archive = _bind.Text(source, Path, "archive", CodingLimits.UrlCharacters, isRequired: false),
            Sha256 = _bind.Sha256(source, Path, "sha256"),
            Note = _bind.Text(source, Path, "note", CodingLimits.NoteCharacters, isRequired: false),
        };
    }

    private IncidentFact? Incident(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, ["id", "kind", "on", "from", "to", "participants", "part-of", .. CommonKeys]) is not { } item) return null;
        var key = Key(item, path);
        var on = _bind.Time(item, path, "on");
        var partOf = _bind.Optional(item, path, "part-of");
        if (partOf is not null && (partOf == key || (!_incidents.Contains(partOf) && !names.IsIncident(partOf))))
        {
            if (partOf != key) _missingIncidents++;
            _bind.Fail(item.Find("part-of")!, NodeBinder.Join(path, "part-of"), partOf == key ? "an incident is not a part of itself" : UnknownIncident(partOf));
        }

        if (partOf is not null && partOf != key && _incidents.Contains(partOf))
            _links.Add(key, partOf, FactLink.PartOf, item.Find("part-of")!, NodeBinder.Join(path, "part-of"));
        if (on is null) return null;
        return Common(item, path, new IncidentFact
        {
            Key = key,
            Kind = _bind.Word(item, path, "kind", IncidentKinds.Vocabulary),
            On = on,
            From = _bind.Names(item, path, "from", names.TryPlace),
            To = _bind.Names(item, path, "to", names.TryPlace),
            Participants = _bind.Names(item, path, "participants", names.TrySpeaker),
            PartOf = partOf,
        });
    }

    private Fact? Fact(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, ["control", "figure", .. CommonKeys]) is not { } item) return null;
        var key = Key(item, path);
        switch (item.Find("control"), item.Find("figure"))
        {
            case ({ } control, null): return Control(item, path, key, control);
            case (null, { } figure): return Figure(item, path, key, figure);
            case (null, null): _bind.Fail(item, path, "a fact has a 'control' or a 'figure'"); return null;
            default: _bind.Fail(item, path, "a fact has either a 'control' or a 'figure', not both"); return null;
        }
    }

    private ControlFact? Control(MappingNode item, string path, string key, DocumentNode node)
    {
        var at = NodeBinder.Join(path, "control");
        if (_bind.Mapping(node, at, "place", "actor", "relation", "on", "extent") is not { } control) return null;
        var place = _bind.Name(control, at, "place", names.TryPlace) ?? "";
        var actor = _bind.Name(control, at, "actor", names.TryActor) ?? "";
        var relation = _bind.Word(control, at, "relation", Relations.Vocabulary);
        var on = _bind.Time(control, at, "on");
        var extent = _bind.Word(control, at, "extent", Extents.Vocabulary, Extent.Unstated);
        if (on is null) return null;
        return Common(item, path, new ControlFact { Key = key, Place = place, Actor = actor, Relation = relation, On = on, Extent = extent });
    }

    private FigureFact? Figure(MappingNode item, string path, string key, DocumentNode node)
    {
        _figures.Add(key);
        var at = NodeBinder.Join(path, "figure");
        if (_bind.Mapping(node, at, "about", "measure", "population", "modality", "quantity", "window", "scope", "rounds") is not { } figure) return null;
        var about = _bind.Name(figure, at, "about", TryAbout) ?? "";
        var measure = _bind.Word(figure, at, "measure", Measures.Vocabulary);
        var population = _bind.Word(figure, at, "population", Populations.Vocabulary, Population.All);
        var modality = _bind.Word(figure, at, "modality", Modalities.Vocabulary, Modality.Actual);
        var scope = _bind.Word(figure, at, "scope", Scopes.Vocabulary, Scope.Total);
        var phrase = _bind.Required(figure, at, "quantity");
        var window = _bind.Time(figure, at, "window");
        Quantity quantity = default;
        if (phrase.Length > 0 && !Quantity.TryParse(phrase, out quantity, out var problem))
            _bind.Fail(figure.Find("quantity")!, NodeBinder.Join(at, "quantity"), SafeText.Show(problem));
        if (quantity.Of is { } whole) _links.Add(key, whole, FactLink.HalfOf, figure.Find("quantity")!, NodeBinder.Join(at, "quantity"));
        var rounds = _bind.Optional(figure, at, "rounds");
        if (rounds is not null) _links.Add(key, rounds, FactLink.Rounds, figure.Find("rounds")!, NodeBinder.Join(at, "rounds"));
        if (window is null) return null;
        return Common(item, path, new FigureFact
        {
            Key = key,
            About = about,
            Measure = measure,
            Population = population,
            Modality = modality,
            Quantity = quantity,
            Window = window,
            Scope = scope,
            Rounds = rounds,
        });
    }

    private bool TryAbout(string name, out string id, out string problem)
    {
        id = name;
        problem = "";
        if (_incidents.Contains(name) || names.IsIncident(name)) return true;
        if (names.IsPlace(name, out id)) return true;
        // Another file of the run may report the incident yet, so near misses are looked for among the file's own only.
        var near = NameKey.Closest(name, _incidents, 1);
        _missingIncidents++;
        problem = $"'{name}' is neither an incident of this file, one that was reported before, nor a place"
            + (near.Count > 0 ? $": did you mean '{near[0]}'?" : "");
        return false;
    }

    private T Common<T>(MappingNode item, string path, T fact)
        where T : Fact
    {
        var speakers = _bind.Names(item, path, "by", names.TrySpeaker);
        if (speakers.Length > Attribution.MaxSpeakers)
            _bind.Fail(item.Find("by")!, NodeBinder.Join(path, "by"), $"a chain of {speakers.Length}; at most {Attribution.MaxSpeakers}");
        var lost = _bind.Optional(item, path, "lost");
        if (lost is not (null or "true" or "false")) _bind.Fail(item.Find("lost")!, NodeBinder.Join(path, "lost"), "'lost' is true or false");
        if (lost == "true" && speakers.Length > 0)
            _bind.Fail(item.Find("lost")!, NodeBinder.Join(path, "lost"), "an attribution is lost, or it is named under 'by'; not both");
        Grade? grade = null;
        if (_bind.Optional(item, path, "grade") is { } code)
        {
            if (Grade.TryParse(code, out var parsed, out var problem)) grade = parsed;
            else _bind.Fail(item.Find("grade")!, NodeBinder.Join(path, "grade"), SafeText.Show(problem));
        }

        return fact with
        {
            By = speakers.IsEmpty && lost != "true" ? Attribution.OwnVoice : new Attribution(speakers, lost == "true"),
            Stance = _bind.Word(item, path, "stance", Stances.Vocabulary, Stance.Asserted),
            At = At(item, path),
            Grade = grade,
            Note = _bind.Text(item, path, "note", CodingLimits.NoteCharacters, isRequired: false),
            Flags = Flags(item, path),
        };
    }

    private ImmutableArray<FactFlag> Flags(MappingNode item, string path)
    {
        var flags = new List<FactFlag>();
        foreach (var (text, node, at) in _bind.Texts(item, path, "flags"))
        {
            if (FactFlags.Vocabulary.TryParse(text, out var flag)) flags.Add(flag);
            else _bind.Fail(node, at, $"'{SafeText.Show(text)}' is not a {FactFlags.Vocabulary.Name}: {string.Join(", ", FactFlags.Vocabulary.Words)}");
        }

        return FactFlags.Canonical(flags);
    }

    private Locator? At(MappingNode item, string path)
    {
        if (item.Find("at") is not { } node) return null;
        var at = NodeBinder.Join(path, "at");
        if (_bind.Mapping(node, at, "paragraph", "characters") is not { } locator) return null;
        var text = _bind.Required(locator, at, "paragraph");
        if (text.Length == 0) return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var paragraph) || paragraph < 1)
            _bind.Fail(locator.Find("paragraph")!, NodeBinder.Join(at, "paragraph"), "a paragraph is a number from 1");
        if (_bind.Optional(locator, at, "characters") is not { } range) return new Locator(paragraph);
        var sides = range.Split('-');
        if (sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from < to)
            return new Locator(paragraph, (from, to));
        _bind.Fail(locator.Find("characters")!, NodeBinder.Join(at, "characters"), "a range of characters is written 0-80, its end not included");
        return null;
    }

    private string Key(MappingNode item, string path)
    {
        var key = _bind.Slug(item, path, "id");
        if (key.Length > 0 && !_keys.TryAdd(key, item))
            _bind.Fail(item.Find("id")!, NodeBinder.Join(path, "id"), $"the id '{SafeText.Show(key)}' stands twice in this file; it was first used at line {_keys[key].Line}");
        return key;
    }

    private ImmutableArray<CodedTaking> Takings(MappingNode document, string key, bool isCorrection)
    {
        var takings = ImmutableArray.CreateBuilder<CodedTaking>();
        foreach (var (item, path) in _bind.Items(document, "", key))
        {
            if (_bind.Mapping(item, path, "fact", "reason") is not { } taking) continue;
            var fact = _bind.Required(taking, path, "fact");
            var reason = _bind.Text(taking, path, "reason", CodingLimits.NoteCharacters, isRequired: true) ?? "";
            if (fact.Length == 0 || reason.Length == 0) continue;
            var slash = fact.IndexOf('/', StringComparison.Ordinal);
            var place = taking.Find("fact")!;
            takings.Add(new CodedTaking(
                slash < 0 ? null : fact[..slash], fact[(slash + 1)..], reason, place.Line, place.Column, NodeBinder.Join(path, "fact"), isCorrection));
        }

        return takings.ToImmutable();
    }

    private static string UnknownIncident(string id) => $"'{SafeText.Show(id)}' is neither an incident of this file nor one that was reported before";
}
