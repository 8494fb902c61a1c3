using System.Collections.Concurrent;
using Reports.Domain.Gazetteer;
using Reports.Projections.Symbols;

namespace Reports.Projections.ControlStatus;

/// <summary>The tree of actors by number, at one version of the gazetteer. Immutable and thread safe.</summary>
internal sealed class ActorTree
{
    private readonly Dictionary<int, int> _parents = [];
    private readonly ConcurrentDictionary<long, bool> _agreements = new();

    public ActorTree(GazetteerTree gazetteer, Utf8Symbols names)
    {
        foreach (var actor in gazetteer.Actors.Values)
            if (actor.Within is { } within && names.Find(actor.Id) is var id && names.Find(within) is var parent
                && id != Utf8Symbols.None && parent != Utf8Symbols.None)
                _parents[id] = parent;
    }

    /// <summary>Rule 4: two actors agree when they are the same, or one is a part of the other.</summary>
    public bool Agree(int left, int right)
    {
        if (left == right) return true;
        var key = left < right ? ((long)left << 32) | (uint)right : ((long)right << 32) | (uint)left;
        if (_agreements.TryGetValue(key, out var agree)) return agree;
        agree = IsWithin(left, right) || IsWithin(right, left);
        return _agreements[key] = agree;
    }

    public bool IsWithin(int actor, int whole)
    {
        for (; ; )
        {
            if (actor == whole) return true;
            if (!_parents.TryGetValue(actor, out actor)) return false;
        }
    }

    public int Root(int actor)
    {
        while (_parents.TryGetValue(actor, out var parent)) actor = parent;
        return actor;
    }
}
