using Reports.Domain.Gazetteer;
using Reports.Projections.Symbols;

namespace Reports.Projections.ControlStatus;

/// <summary>The tree of actors by number, at one version of the gazetteer. Immutable and thread safe.</summary>
internal sealed class ActorTree
{
    private readonly Dictionary<int, Span> _spans = [];

    /// <summary>Where an actor's part of the tree begins and ends in a walk of it, and the top of its tree.</summary>
    private readonly record struct Span(int Enter, int Leave, int Root);

    public ActorTree(GazetteerTree gazetteer, Utf8Symbols names)
    {
        var parts = new Dictionary<int, List<int>>();
        var roots = new List<int>();
        var defined = new HashSet<int>();
        foreach (var actor in gazetteer.Actors.Values)
        {
            if (names.Find(actor.Id) is not (not Utf8Symbols.None and var id)) continue;
            defined.Add(id);
            if (actor.Within is not { } within || names.Find(within) is not (not Utf8Symbols.None and var parent)) roots.Add(id);
            else if (parts.TryGetValue(parent, out var known)) known.Add(id);
            else parts[parent] = [id];
        }

        // A whole that the gazetteer does not define itself is a root as well.
        roots.AddRange(parts.Keys.Where(parent => !defined.Contains(parent)));
        var clock = 0;
        foreach (var root in roots) Walk(root, root, parts, ref clock);
    }

    /// <summary>Rule 4: two actors agree when they are the same, or one is a part of the other.</summary>
    public bool Agree(int left, int right)
    {
        if (left == right) return true;
        return _spans.TryGetValue(left, out var l) && _spans.TryGetValue(right, out var r)
            && (l.Enter < r.Enter ? r.Leave <= l.Leave : l.Leave <= r.Leave);
    }

    public bool IsWithin(int actor, int whole) =>
        actor == whole
        || (_spans.TryGetValue(actor, out var part) && _spans.TryGetValue(whole, out var all) && all.Enter <= part.Enter && part.Leave <= all.Leave);

    public int Root(int actor) => _spans.TryGetValue(actor, out var span) ? span.Root : actor;

    private void Walk(int actor, int root, Dictionary<int, List<int>> parts, ref int clock)
    {
        var enter = clock++;
        if (parts.TryGetValue(actor, out var within))
            foreach (var part in within)
                Walk(part, root, parts, ref clock);
        _spans[actor] = new Span(enter, clock++, root);
    }
}
