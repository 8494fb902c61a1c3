using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>
/// The places, actors and outlets known at some position of the ledger, with their trees and names.
/// Built whole and checked: no cycles, no unknown parents. Immutable and thread safe.
/// </summary>
public sealed class GazetteerTree
{
    /// <summary>How deep a tree may be, root included.</summary>
    public const int MaxDepth = 32;

    public static readonly GazetteerTree Empty = new([], [], []);

    // Most readers of a tree ask for no name at all.
    private readonly Lazy<NameIndex> _placeNames;
    private readonly Lazy<NameIndex> _actorNames;
    private readonly Lazy<NameIndex> _outletNames;
    private readonly Lazy<NameIndex> _speakerNames;

    private GazetteerTree(IReadOnlyCollection<Place> places, IReadOnlyCollection<Actor> actors, IReadOnlyCollection<Outlet> outlets)
    {
        (DefinedPlaces, DefinedActors, DefinedOutlets) = (places, actors, outlets);
        Places = places.ToDictionary(p => p.Id, StringComparer.Ordinal);
        Actors = actors.ToDictionary(a => a.Id, StringComparer.Ordinal);
        Outlets = outlets.ToDictionary(o => o.Id, StringComparer.Ordinal);
        _placeNames = new(() => new NameIndex("place", places.SelectMany(p => Names(p.Id, p.Name, p.Aliases))));
        _actorNames = new(() => new NameIndex("actor", actors.SelectMany(a => Names(a.Id, a.Name, a.Aliases))));
        _outletNames = new(() => new NameIndex("outlet", outlets.SelectMany(o => Names(o.Id, o.Name, o.Aliases))));
        _speakerNames = new(() => new NameIndex(
            "actor or outlet",
            actors.SelectMany(a => Names(a.Id, a.Name, a.Aliases)).Concat(outlets.SelectMany(o => Names(o.Id, o.Name, o.Aliases)))));
    }

    /// <summary>As they were defined, before any merge.</summary>
    public IReadOnlyCollection<Place> DefinedPlaces { get; private init; }

    /// <inheritdoc cref="DefinedPlaces"/>
    public IReadOnlyCollection<Actor> DefinedActors { get; private init; }

    /// <inheritdoc cref="DefinedPlaces"/>
    public IReadOnlyCollection<Outlet> DefinedOutlets { get; private init; }

    /// <summary>The merges and splits by which recorded ids read.</summary>
    public Reconciliations Reconciliations { get; private init; } = Reconciliations.None;

    /// <summary>Those that stand: one that was merged into another one is a name of that one.</summary>
    public IReadOnlyDictionary<string, Place> Places { get; }

    public IReadOnlyDictionary<string, Actor> Actors { get; }

    public IReadOnlyDictionary<string, Outlet> Outlets { get; }

    public NameIndex PlaceNames => _placeNames.Value;

    public NameIndex ActorNames => _actorNames.Value;

    public NameIndex OutletNames => _outletNames.Value;

    /// <summary>Actors and outlets: one id names one voice.</summary>
    public NameIndex SpeakerNames => _speakerNames.Value;

    /// <summary>
    /// Checks the definitions against one another and builds the tree, or says everything that is wrong with them.
    /// A name that several places share is no error here: it is ambiguous where it is used.
    /// </summary>
    public static bool TryBuild(
        IReadOnlyCollection<Place> places, IReadOnlyCollection<Actor> actors, IReadOnlyCollection<Outlet> outlets,
        out GazetteerTree tree, out ImmutableArray<GazetteerError> errors) =>
        TryBuild(places, actors, outlets, Reconciliations.None, out tree, out errors);

    /// <inheritdoc cref="TryBuild(IReadOnlyCollection{Place}, IReadOnlyCollection{Actor}, IReadOnlyCollection{Outlet}, out GazetteerTree, out ImmutableArray{GazetteerError})"/>
    public static bool TryBuild(
        IReadOnlyCollection<Place> places, IReadOnlyCollection<Actor> actors, IReadOnlyCollection<Outlet> outlets, Reconciliations reconciliations,
        out GazetteerTree tree, out ImmutableArray<GazetteerError> errors)
    {
        if (reconciliations.IsEmpty)
        {
            if (!TryBuildDefined(places, actors, outlets, out tree, out errors)) return false;
            // Merges that were undone are remembered: what was related stays related.
            if (!reconciliations.All.IsEmpty) tree = tree.With(reconciliations, places, actors, outlets);
            return true;
        }

        // What was defined must be a tree without the merges as well: one of them may be undone.
        if (!TryBuildDefined(places, actors, outlets, out tree, out errors)) return false;
        var merged = new MergedDefinitions(reconciliations);
        if (!TryBuildDefined(merged.Places(places), merged.Actors(actors), merged.Outlets(outlets), out tree, out errors)) return false;
        tree = tree.With(reconciliations, places, actors, outlets);
        return true;
    }

    private GazetteerTree With(
        Reconciliations reconciliations, IReadOnlyCollection<Place> places, IReadOnlyCollection<Actor> actors, IReadOnlyCollection<Outlet> outlets) =>
        new([.. Places.Values], [.. Actors.Values], [.. Outlets.Values]) { Reconciliations = reconciliations, DefinedPlaces = places, DefinedActors = actors, DefinedOutlets = outlets };

    private static bool TryBuildDefined(
        IReadOnlyCollection<Place> places, IReadOnlyCollection<Actor> actors, IReadOnlyCollection<Outlet> outlets,
        out GazetteerTree tree, out ImmutableArray<GazetteerError> errors)
    {
        var found = ImmutableArray.CreateBuilder<GazetteerError>();
        CheckUnique("place", places.Select(p => p.Id), found);
        CheckUnique("actor", actors.Select(a => a.Id), found);
        CheckUnique("outlet", outlets.Select(o => o.Id), found);
        if (found.Count == 0)
        {
            var actorIds = actors.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
            CheckTree("place", places.ToDictionary(p => p.Id, p => p.Within, StringComparer.Ordinal), found);
            CheckTree("actor", actors.ToDictionary(a => a.Id, a => a.Within, StringComparer.Ordinal), found);
            CheckComposition(places, found);
            foreach (var actor in actors)
                CheckAffiliation("actor", actor.Id, actor.Affiliation, actorIds, found);
            foreach (var outlet in outlets)
                CheckAffiliation("outlet", outlet.Id, outlet.Affiliation, actorIds, found);
        }

        errors = found.ToImmutable();
        tree = errors.IsEmpty ? new GazetteerTree(places, actors, outlets) : Empty;
        return errors.IsEmpty;
    }

    /// <summary>The place itself, then what it lies in, out to the root.</summary>
    public IEnumerable<Place> SelfAndAncestors(string place)
    {
        for (var id = place; id is not null && Places.TryGetValue(id, out var found); id = found.Within)
            yield return found;
    }

    /// <summary>True when the actor is, or is a part of, <paramref name="whole"/>.</summary>
    public bool IsWithin(string actor, string whole)
    {
        for (string? id = actor; id is not null; id = Actors.TryGetValue(id, out var found) ? found.Within : null)
            if (id == whole)
                return true;
        return false;
    }

    /// <summary>The display name of a place, actor or outlet; its id when it has none.</summary>
    public string NameOf(string id) =>
        Places.TryGetValue(id, out var place) ? place.Name
        : Actors.TryGetValue(id, out var actor) ? actor.Name
        : Outlets.TryGetValue(id, out var outlet) ? outlet.Name
        : id;

    /// <summary>The display name of a voice: an actor's, else an outlet's, else its id.</summary>
    public string SpeakerName(string id) =>
        Actors.TryGetValue(id, out var actor) ? actor.Name : Outlets.TryGetValue(id, out var outlet) ? outlet.Name : id;

    /// <summary>A protected person is found by id alone: two may have one role.</summary>
    private static IEnumerable<(string Id, string Name)> Names(string id, string name, ImmutableArray<string> aliases) => ProtectedPerson.IsId(id) ? [(id, id)] :
        aliases.Select(alias => (id, alias)).Prepend((id, name)).Prepend((id, id));

    private static void CheckUnique(string kind, IEnumerable<string> ids, ImmutableArray<GazetteerError>.Builder errors)
    {
        foreach (var id in ids.GroupBy(id => id, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.Key))
            errors.Add(new GazetteerError(kind, id, "defined twice"));
    }

    private static void CheckAffiliation(
        string kind, string id, string? affiliation, HashSet<string> actors, ImmutableArray<GazetteerError>.Builder errors)
    {
        if (affiliation is not null && !actors.Contains(affiliation))
            errors.Add(new GazetteerError(kind, id, $"affiliation '{affiliation}' is not a known actor"));
    }

    private static void CheckTree(
        string kind, Dictionary<string, string?> parents, ImmutableArray<GazetteerError>.Builder errors)
    {
        foreach (var (id, within) in parents.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (within is not null && !parents.ContainsKey(within))
            {
                errors.Add(new GazetteerError(kind, id, $"lies within '{within}', which is not a known {kind}"));
                continue;
            }

            var path = new List<string> { id };
            for (var up = within; up is not null && parents.TryGetValue(up, out var next); up = next)
            {
                path.Add(up);
                if (up == id)
                {
                    errors.Add(new GazetteerError(kind, id, $"lies within itself: {string.Join(" → ", path)}"));
                    break;
                }

                if (path.Count <= MaxDepth) continue;
                // A cycle above this id that does not pass through it is reported at the ids on the cycle.
                if (path.Distinct(StringComparer.Ordinal).Count() == path.Count)
                    errors.Add(new GazetteerError(kind, id, $"the tree is deeper than {MaxDepth}"));
                break;
            }
        }
    }

    private static void CheckComposition(IReadOnlyCollection<Place> places, ImmutableArray<GazetteerError>.Builder errors)
    {
        var members = places.ToDictionary(p => p.Id, p => p.ComposedOf, StringComparer.Ordinal);
        foreach (var place in places.OrderBy(p => p.Id, StringComparer.Ordinal))
        {
            foreach (var member in place.ComposedOf)
                if (!members.ContainsKey(member))
                    errors.Add(new GazetteerError("place", place.Id, $"is composed of '{member}', which is not a known place"));

            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(place.ComposedOf);
            while (open.TryPop(out var next))
            {
                if (next == place.Id)
                {
                    errors.Add(new GazetteerError("place", place.Id, "is composed of itself"));
                    break;
                }

                if (!seen.Add(next) || !members.TryGetValue(next, out var inner)) continue;
                foreach (var member in inner) open.Push(member);
            }
        }
    }
}

/// <summary>One thing that is wrong with a gazetteer.</summary>
/// <param name="Kind">place, actor or outlet.</param>
/// <param name="Id">Whose definition is wrong.</param>
/// <param name="Message">What is wrong, to be read after "place 'id': ".</param>
public sealed record GazetteerError(string Kind, string Id, string Message)
{
    public override string ToString() => $"{Kind} '{Id}' {Message}";
}
