using System.Collections.Immutable;
using Reports.Domain.Text;

namespace Reports.Domain.Gazetteer;

/// <summary>
/// Finds an id by any of its names, in any script and spelling that folds to the same key. An exact id wins over every
/// other name. Immutable and thread safe.
/// </summary>
public sealed class NameIndex
{
    private const int Suggestions = 3;

    private readonly string _kind;
    private readonly HashSet<string> _ids;
    private readonly Dictionary<string, ImmutableArray<string>> _idsByKey;
    private readonly ImmutableArray<string> _names;

    internal NameIndex(string kind, IEnumerable<(string Id, string Name)> names)
    {
        var all = names.ToArray();
        _kind = kind;
        _ids = all.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        _idsByKey = all
            .GroupBy(n => NameKey.Fold(n.Name), StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.Select(n => n.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray(),
                StringComparer.Ordinal);
        _names = [.. all.Select(n => n.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Names that several ids share, with the ids.</summary>
    public IEnumerable<(string Key, ImmutableArray<string> Ids)> Ambiguous =>
        _idsByKey.Where(k => k.Value.Length > 1).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Key, k.Value));

    /// <summary>Finds the one id that the name stands for, without a word on why there is none.</summary>
    public bool TryFind(string name, out string id)
    {
        id = name;
        if (_ids.Contains(name)) return true;
        id = _idsByKey.TryGetValue(NameKey.Fold(name), out var ids) && ids.Length == 1 ? ids[0] : "";
        return id.Length > 0;
    }

    /// <summary>Which ids the name could be, where it is several; null where it is none or one.</summary>
    public string? Ambiguity(string name) => _idsByKey.TryGetValue(NameKey.Fold(name), out var ids) && ids.Length > 1
        ? $"'{name}' is ambiguous: it names the {_kind}s {string.Join(", ", ids.Select(i => $"'{i}'"))}; use the id"
        : null;

    /// <summary>Finds the one id that the name stands for, or says why there is none. What is near to a name that is none is searched for among all.</summary>
    /// <param name="name">An id, a name or an alias.</param>
    /// <param name="id">The id; empty when there is none.</param>
    /// <param name="problem">"unknown place 'qadem': did you mean 'Qadam'?", or which ids an ambiguous name could be.</param>
    public bool TryFind(string name, out string id, out string problem)
    {
        problem = "";
        if (TryFind(name, out id)) return true;
        if (Ambiguity(name) is { } ambiguity)
        {
            problem = ambiguity;
            return false;
        }

        var near = NameKey.Closest(name, _names, Suggestions).Select(n => $"'{n}'").ToArray();
        problem = near.Length == 0
            ? $"unknown {_kind} '{name}'"
            : $"unknown {_kind} '{name}': did you mean {string.Join(" or ", near)}?";
        return false;
    }
}
