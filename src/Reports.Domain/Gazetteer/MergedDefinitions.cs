using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>
/// Definitions as they read after merges: what was merged away is a set of further names of what it was merged into, and whatever
/// named it names that one.
/// </summary>
internal sealed class MergedDefinitions(Reconciliations reconciliations)
{
    public IReadOnlyCollection<Place> Places(IReadOnlyCollection<Place> defined)
    {
        var names = NamesOf(ReconciledKind.Place, defined, p => p.Id, p => p.Aliases.Prepend(p.Name));
        return
        [
            .. defined.Where(p => !reconciliations.IsMerged(ReconciledKind.Place, p.Id)).Select(p => p with
            {
                Within = Place(p.Within),
                ComposedOf = [.. p.ComposedOf.Select(c => Place(c)!).Where(c => c != p.Id).Distinct(StringComparer.Ordinal)],
                Aliases = With(p.Aliases, p.Id, p.Name, names),
            }),
        ];
    }

    public IReadOnlyCollection<Actor> Actors(IReadOnlyCollection<Actor> defined)
    {
        var names = NamesOf(ReconciledKind.Actor, defined, a => a.Id, a => a.Aliases.Prepend(a.Name));
        return
        [
            .. defined.Where(a => !reconciliations.IsMerged(ReconciledKind.Actor, a.Id)).Select(a => a with
            {
                Within = Actor(a.Within),
                Affiliation = Actor(a.Affiliation),
                Aliases = With(a.Aliases, a.Id, a.Name, names),
            }),
        ];
    }

    public IReadOnlyCollection<Outlet> Outlets(IReadOnlyCollection<Outlet> defined) => [.. defined.Select(o => o with { Affiliation = Actor(o.Affiliation) })];

    private string? Place(string? id) => id is null ? null : reconciliations.Read(ReconciledKind.Place, id);

    private string? Actor(string? id) => id is null ? null : reconciliations.Read(ReconciledKind.Actor, id);

    /// <summary>By what it was merged into: the ids and names of everything that was merged.</summary>
    private ILookup<string, string> NamesOf<T>(ReconciledKind kind, IEnumerable<T> defined, Func<T, string> id, Func<T, IEnumerable<string>> names) =>
        defined.Where(d => reconciliations.IsMerged(kind, id(d)))
            .SelectMany(d => names(d).Prepend(id(d)).Select(name => (Into: reconciliations.Read(kind, id(d)), name)))
            .ToLookup(n => n.Into, n => n.name, StringComparer.Ordinal);

    private static ImmutableArray<string> With(ImmutableArray<string> aliases, string id, string name, ILookup<string, string> merged) =>
        [.. aliases.Concat(merged[id].Where(n => n != id && n != name).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
}
