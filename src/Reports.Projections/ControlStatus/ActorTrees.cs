using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>The actor tree for each version of the gazetteer that was asked for lately. Thread safe.</summary>
internal sealed class ActorTrees(LedgerState state)
{
    private const int TreesKept = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, ActorTree> _trees = [];

    public ActorTree At(long position)
    {
        var version = state.Gazetteer.VersionAt(position);
        lock (_gate)
        {
            if (_trees.TryGetValue(version, out var known)) return known;
            if (_trees.Count >= TreesKept) _trees.Clear();
            return _trees[version] = new ActorTree(state.Gazetteer.At(position), state.Names);
        }
    }
}
