using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;

namespace Reports.Service.Coding;

/// <summary>Reads a gazetteer file's tree: every definition of it, or every error in it. How definitions fit together is checked later.</summary>
internal sealed class GazetteerFileReader(string file)
{
    public static readonly string[] RootKeys = ["places", "actors", "outlets"];

    private readonly NodeBinder _bind = new(file);

    public ImmutableArray<CodingError> Errors => _bind.Ordered();

    public GazetteerDocument? Read(DocumentNode root)
    {
        if (_bind.Mapping(root, "", RootKeys) is not { } document) return null;
        var gazetteer = new GazetteerDocument(
            Definitions(document, "places", Place), Definitions(document, "actors", Actor), Definitions(document, "outlets", Outlet));
        return _bind.Errors.Count == 0 ? gazetteer : null;
    }

    private ImmutableArray<CodedDefinition<T>> Definitions<T>(MappingNode document, string key, Func<DocumentNode, string, T?> read)
        where T : class
    {
        var definitions = ImmutableArray.CreateBuilder<CodedDefinition<T>>();
        foreach (var (node, path) in _bind.Items(document, "", key))
            if (read(node, path) is { } definition)
                definitions.Add(new CodedDefinition<T>(definition, node.Line));
        return definitions.ToImmutable();
    }

    private Place? Place(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "id", "name", "kind", "within", "composed-of", "aliases", "point", "pcode") is not { } place) return null;
        return new Place
        {
            Id = _bind.Slug(place, path, "id"),
            Name = Name(place, path),
            Kind = Kind(place, path, Kinds.Places),
            Within = _bind.Optional(place, path, "within"),
            ComposedOf = [.. _bind.Texts(place, path, "composed-of").Select(t => t.Text)],
            Aliases = Aliases(place, path),
            Point = Point(place, path),
            Pcode = _bind.Text(place, path, "pcode", CodingLimits.NameCharacters, isRequired: false),
        };
    }

    private Actor? Actor(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "id", "name", "kind", "within", "aliases", "affiliation") is not { } actor) return null;
        return new Actor
        {
            Id = _bind.Slug(actor, path, "id"),
            Name = Name(actor, path),
            Kind = Kind(actor, path, Kinds.Actors),
            Within = _bind.Optional(actor, path, "within"),
            Aliases = Aliases(actor, path),
            Affiliation = _bind.Optional(actor, path, "affiliation"),
        };
    }

    private Outlet? Outlet(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "id", "name", "aliases", "country", "language", "affiliation", "url") is not { } outlet) return null;
        var country = _bind.Optional(outlet, path, "country");
        if (country is not null && (country.Length != 2 || !country.All(char.IsAsciiLetterLower)))
            _bind.Fail(outlet.Find("country")!, NodeBinder.Join(path, "country"), $"'{SafeText.Show(country)}' is not a country code of two lower-case letters, such as gb");
        return new Outlet
        {
            Id = _bind.Slug(outlet, path, "id"),
            Name = Name(outlet, path),
            Aliases = Aliases(outlet, path),
            Country = country,
            Language = _bind.Language(outlet, path, "language", isRequired: false),
            Affiliation = _bind.Optional(outlet, path, "affiliation"),
            Url = _bind.Url(outlet, path, "url"),
        };
    }

    private string Name(MappingNode node, string path) => _bind.Text(node, path, "name", CodingLimits.NameCharacters, isRequired: true) ?? "";

    private string Kind(MappingNode node, string path, FrozenSet<string> kinds)
    {
        var kind = _bind.Required(node, path, "kind");
        if (kind.Length > 0 && !kinds.Contains(kind))
            _bind.Fail(node.Find("kind")!, NodeBinder.Join(path, "kind"), $"'{SafeText.Show(kind)}' is not one of {string.Join(", ", kinds.Order(StringComparer.Ordinal))}");
        return kind;
    }

    private ImmutableArray<string> Aliases(MappingNode node, string path)
    {
        var aliases = ImmutableArray.CreateBuilder<string>();
        foreach (var (text, at, place) in _bind.Texts(node, path, "aliases"))
        {
            if (!SafeText.TryCheck(text, CodingLimits.NameCharacters, out var problem)) _bind.Fail(at, place, problem);
            else if (NameKey.Fold(text).Length == 0) _bind.Fail(at, place, $"'{text}' has no letter or digit to find it by");
            aliases.Add(text);
        }

        return aliases.ToImmutable();
    }

    private GeoPoint? Point(MappingNode place, string path)
    {
        if (place.Find("point") is not { } node) return null;
        var at = NodeBinder.Join(path, "point");
        if (_bind.Mapping(node, at, "lat", "lon") is not { } point) return null;
        return Degrees(point, at, "lat", 90) is { } lat && Degrees(point, at, "lon", 180) is { } lon ? new GeoPoint(lat, lon) : null;
    }

    private double? Degrees(MappingNode point, string path, string key, double most)
    {
        var text = _bind.Required(point, path, key);
        if (text.Length == 0) return null;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most) return degrees;
        _bind.Fail(point.Find(key)!, NodeBinder.Join(path, key), $"'{SafeText.Show(text)}' is not a number of degrees from -{most} to {most}");
        return null;
    }
}
