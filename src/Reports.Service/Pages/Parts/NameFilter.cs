using System.Collections.Immutable;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;

namespace Reports.Service.Pages.Parts;

/// <summary>Which ids have a text in one of their names, in any spelling (<see cref="NameKey"/>).</summary>
/// <param name="text">The text; null or empty for all.</param>
/// <param name="names">Whose names.</param>
internal sealed class NameFilter(string? text, GazetteerTree names)
{
    private readonly string _key = NameKey.Fold(text ?? "");
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <param name="id">Of a place, an actor, an outlet, an incident or a source.</param>
    public bool Has(string id)
    {
        if (string.IsNullOrEmpty(text)) return true;
        if (_known.TryGetValue(id, out var known)) return known;
        return _known[id] = _key.Length > 0 && Names(id).Any(n => NameKey.Fold(n).Contains(_key, StringComparison.Ordinal));
    }

    private IEnumerable<string> Names(string id)
    {
        yield return id;
        var (name, aliases) = names.Places.TryGetValue(id, out var place) ? (place.Name, place.Aliases)
            : names.Actors.TryGetValue(id, out var actor) ? (actor.Name, actor.Aliases)
            : names.Outlets.TryGetValue(id, out var outlet) ? (outlet.Name, outlet.Aliases) : ("", ImmutableArray<string>.Empty);
        yield return name;
        foreach (var alias in aliases) yield return alias;
    }
}
