using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Names;

/// <summary>
/// What the names of a file stand for. In this order: what the caller says; what an earlier run of the same import defined; the one entry
/// of the gazetteer that has the name (for a place: within the same place, and of the same kind); else a definition with an id that
/// follows from the name. A name that several entries share is never decided between: it is defined anew and told of. Not thread safe.
/// </summary>
/// <param name="gazetteer">As it is when the import begins.</param>
/// <param name="prefix">Of every id that is made, without its hyphen: <c>ucdp</c>.</param>
/// <param name="said">Ids by name, from the caller.</param>
internal sealed class ImportNames(GazetteerTree gazetteer, string prefix, IReadOnlyDictionary<string, string>? said = null)
{
    private readonly Dictionary<(string Kind, string Within, string Name), string> _ids = [];
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _actors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outlets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Place>> _placesByName = new(StringComparer.Ordinal);
    private readonly List<NamedId> _told = [];
    private readonly Dictionary<string, string> _namesByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _codedByName = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _placesByCode;
    private bool _isIndexed;

    /// <summary>Definitions that the rows since the last <see cref="Take"/> need, whatever is named first.</summary>
    public NewDefinitions New { get; private set; } = new();

    /// <summary>Every name that was asked for, in order.</summary>
    public IReadOnlyList<NamedId> Told => _told;

    /// <summary>Names that several entries of the gazetteer share.</summary>
    public SortedDictionary<string, string> Ambiguous { get; } = new(StringComparer.Ordinal);

    /// <summary>The gazetteer when the import began.</summary>
    public GazetteerTree Gazetteer => gazetteer;

    public NewDefinitions Take()
    {
        var taken = New;
        New = new NewDefinitions();
        return taken;
    }

    /// <summary>The place of a name.</summary>
    /// <param name="name">As the file has it.</param>
    /// <param name="kind">Of <see cref="Kinds.Places"/>.</param>
    /// <param name="within">The id of the place that it lies in; null for a root.</param>
    /// <param name="search">The name that the gazetteer may have: without a word such as "Governorate" that tells the kind.</param>
    /// <param name="point">Where it is, for a definition.</param>
    /// <param name="code">What the id is made of in place of the name.</param>
    /// <param name="alias">Another spelling, for a definition.</param>
    public string Place(string name, string kind, string? within, string? search = null, GeoPoint? point = null, string? code = null, string? alias = null)
    {
        var key = ("place:" + kind, within ?? "", code ?? name);
        if (_ids.TryGetValue(key, out var known)) return known;
        var made = code is not null ? Slugs.Of(prefix + "-", code) : Slugs.Of((within is { } parent ? Below(parent) : prefix) + "-", name);
        if (Said(name) is { } id) return Tell(key, name, id, isNew: false);
        if (gazetteer.Places.ContainsKey(made) || _places.ContainsKey(made)) return Tell(key, name, made, isNew: false);
        if (Find(search ?? name, kind, within) is { } found) return Tell(key, name, found, isNew: false);
        var place = new Place { Id = made, Name = name, Kind = kind, Within = within, Point = point, Aliases = string.IsNullOrEmpty(alias) || alias == name ? [] : [alias] };
        _places.Add(made, place);
        New.Places.Add(place);
        return Tell(key, name, made, isNew: true);
    }

    /// <summary>The place of a name that stands alone, wherever it lies.</summary>
    /// <returns>Null for a name that several places share: the problem says which.</returns>
    /// <param name="name">As the file has it.</param>
    /// <param name="kind">Of a place that is defined.</param>
    /// <param name="problem">Why there is none.</param>
    /// <param name="within">Where a place lies that is defined; null for a root.</param>
    /// <param name="isKnownOnly">True where a name that nobody knows is a problem, and defines nothing.</param>
    public string? PlaceAnywhere(string name, string kind, out string problem, string? within = null, bool isKnownOnly = false)
    {
        problem = "";
        var key = ("place:anywhere", "", name);
        if (_ids.TryGetValue(key, out var known)) return known;
        var made = Slugs.Of(prefix + "-", name);
        if (Said(name) is { } id) return Tell(key, name, id, isNew: false);
        if (gazetteer.Places.ContainsKey(made) || _places.ContainsKey(made)) return Tell(key, name, made, isNew: false);
        if (gazetteer.PlaceNames.TryFind(name, out var found)) return Tell(key, name, found, isNew: false);
        if (Ambiguity(gazetteer.PlaceNames, name) is { } ambiguity)
        {
            problem = ambiguity;
            return null;
        }

        if (isKnownOnly)
        {
            _ = gazetteer.PlaceNames.TryFind(name, out _, out problem);
            return null;
        }

        var place = new Place { Id = made, Name = name, Kind = kind, Within = within };
        _places.Add(made, place);
        New.Places.Add(place);
        return Tell(key, name, made, isNew: true);
    }

    /// <summary>The name that a p-code had in an earlier row, where it is another one; null where it is not.</summary>
    public string? OtherName(string pcode, string name) => _namesByCode.TryGetValue(pcode, out var known) && known != name ? known : null;

    /// <summary>The place of the gazetteer that has a p-code; null for none.</summary>
    public string? OfCode(string pcode)
    {
        // A place that was merged into another one keeps its p-code, and what is said of it reads as said of that one.
        _placesByCode ??= gazetteer.DefinedPlaces.Where(p => p.Pcode is not null).OrderBy(p => !gazetteer.Places.ContainsKey(p.Id)).ThenBy(p => p.Id, StringComparer.Ordinal)
            .GroupBy(p => p.Pcode!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.Ordinal);
        return _placesByCode.GetValueOrDefault(pcode);
    }

    public bool IsPlace(string id) => gazetteer.Places.ContainsKey(id);

    /// <summary>The place of a p-code: the gazetteer's, or a definition with an id that follows from the code.</summary>
    public string Coded(string pcode, string name, string alias, string kind, string? within, GeoPoint? point)
    {
        var key = ("place:code", "", pcode);
        if (_ids.TryGetValue(key, out var known)) return known;
        _namesByCode.Add(pcode, name);
        if (OfCode(pcode) is { } id) return Tell(key, name, id, isNew: false);
        var made = Slugs.Of(prefix + "-", pcode);
        if (gazetteer.PlaceNames.TryFind(name, out var other)) Ambiguous.TryAdd(name, $"'{name}' names '{other}' in the gazetteer, and '{made}'");
        else if (_codedByName.TryGetValue(NameKey.Fold(name), out other)) Ambiguous.TryAdd(name, $"'{name}' names '{other}' and '{made}'");
        _codedByName.TryAdd(NameKey.Fold(name), made);
        var place = new Place { Id = made, Name = name, Kind = kind, Within = within, Point = point, Pcode = pcode, Aliases = alias.Length > 0 && alias != name ? [alias] : [] };
        _places.Add(made, place);
        New.Places.Add(place);
        return Tell(key, name, made, isNew: true);
    }

    /// <summary>The actor of a name.</summary>
    /// <param name="name">As the file has it.</param>
    /// <param name="kind">Of <see cref="Kinds.Actors"/>.</param>
    /// <param name="code">What the id is made of in place of the name.</param>
    public string Actor(string name, string kind, string? code = null) => Actor(name, kind, isKnownOnly: false, out _, code)!;

    /// <summary>The actor of a name.</summary>
    /// <returns>Null, with the problem, for a name that nobody knows where only known ones are asked for.</returns>
    public string? Actor(string name, string kind, bool isKnownOnly, out string problem, string? code = null)
    {
        problem = "";
        var key = ("actor", "", code ?? name);
        if (_ids.TryGetValue(key, out var known)) return known;
        var made = Slugs.Of(prefix + "-actor-", code ?? name);
        if (Said(name) is { } id) return Tell(key, name, id, isNew: false);
        if (gazetteer.Actors.ContainsKey(made)) return Tell(key, name, made, isNew: false);
        if (Named(gazetteer.ActorNames, name) is { } found) return Tell(key, name, found, isNew: false);
        if (isKnownOnly)
        {
            _ = gazetteer.ActorNames.TryFind(name, out _, out problem);
            return null;
        }

        var isNew = _actors.Add(made);
        if (isNew) New.Actors.Add(new Actor { Id = made, Name = name, Kind = kind });
        return Tell(key, name, made, isNew);
    }

    /// <summary>Whoever speaks: an actor or an outlet.</summary>
    public string Voice(string name, string kind = "organization")
    {
        var key = ("voice", "", NameKey.Fold(name));
        if (_ids.TryGetValue(key, out var known)) return known;
        var made = Slugs.Of(prefix + "-voice-", name.ToLowerInvariant());
        if (Said(name) is { } id) return Tell(key, name, id, isNew: false);
        if (IsVoice(made)) return Tell(key, name, made, isNew: false);
        if (Named(gazetteer.SpeakerNames, name) is { } found) return Tell(key, name, found, isNew: false);
        _actors.Add(made);
        New.Actors.Add(new Actor { Id = made, Name = name, Kind = kind });
        return Tell(key, name, made, isNew: true);
    }

    /// <summary>Who publishes. One id names one voice: where an actor has the name, the outlet has the actor's id.</summary>
    public string Outlet(string name, string kind = "organization")
    {
        var voice = Voice(name, kind);
        if (!gazetteer.Outlets.ContainsKey(voice) && _outlets.Add(voice))
            New.Outlets.Add(new Outlet { Id = voice, Name = gazetteer.Actors.TryGetValue(voice, out var actor) ? actor.Name : name });
        return voice;
    }

    /// <summary>The outlet that publishes the data set itself, with an id of its own.</summary>
    public void Publisher(Outlet outlet)
    {
        if (!gazetteer.Outlets.ContainsKey(outlet.Id) && _outlets.Add(outlet.Id)) New.Outlets.Add(outlet);
    }

    private bool IsVoice(string id) => gazetteer.Actors.ContainsKey(id) || gazetteer.Outlets.ContainsKey(id) || _actors.Contains(id) || _outlets.Contains(id);

    /// <summary>An id below another one's, with the prefix once.</summary>
    private string Below(string parent) => parent.StartsWith(prefix + "-", StringComparison.Ordinal) ? parent : $"{prefix}-{parent}";

    private string? Said(string name) => said is not null && said.TryGetValue(name, out var id) ? id : null;

    private string? Named(NameIndex index, string name)
    {
        if (index.TryFind(name, out var id)) return id;
        _ = Ambiguity(index, name);
        return null;
    }

    private string? Ambiguity(NameIndex index, string name)
    {
        var ambiguity = index.Ambiguity(name);
        if (ambiguity is not null) Ambiguous.TryAdd(name, ambiguity);
        return ambiguity;
    }

    private string? Find(string name, string kind, string? within)
    {
        if (!_isIndexed)
        {
            _isIndexed = true;
            foreach (var place in gazetteer.Places.Values.OrderBy(p => p.Id, StringComparer.Ordinal))
                foreach (var key in place.Aliases.Append(place.Name).Append(place.Id).Select(NameKey.Fold).Distinct(StringComparer.Ordinal))
                    (_placesByName.TryGetValue(key, out var named) ? named : _placesByName[key] = []).Add(place);
        }

        if (!_placesByName.TryGetValue(NameKey.Fold(name), out var candidates)) return null;
        var fit = candidates.Where(p => IsLike(p.Kind, kind) && (within is null ? p.Within is null : gazetteer.SelfAndAncestors(p.Id).Skip(1).Any(a => a.Id == within))).ToList();
        if (fit.Count == 1) return fit[0].Id;
        if (fit.Count > 1) Ambiguous.TryAdd(name, $"'{name}' is ambiguous: it names the places {string.Join(", ", fit.Select(p => $"'{p.Id}'"))}");
        return null;
    }

    /// <summary>Administrative levels are what they are; what is smaller is called town, city or village by one and neighbourhood by another.</summary>
    private static bool IsLike(string kind, string wanted) => kind == wanted || (IsPopulated(kind) && IsPopulated(wanted));

    private static bool IsPopulated(string kind) => kind is "city" or "town" or "village" or "neighbourhood" or "camp";

    private string Tell((string Kind, string Within, string Name) key, string name, string id, bool isNew)
    {
        if (_ids.Count == ImportLimits.Definitions) throw new RefusedException($"more than {ImportLimits.Definitions} distinct names in one file");
        _ids.Add(key, id);
        _told.Add(new NamedId(key.Kind.Split(':')[0], name, id, isNew));
        return id;
    }
}

/// <summary>Definitions to be made together.</summary>
internal sealed class NewDefinitions
{
    public List<Place> Places { get; } = [];

    public List<Actor> Actors { get; } = [];

    public List<Outlet> Outlets { get; } = [];

    public int Count => Places.Count + Actors.Count + Outlets.Count;
}
