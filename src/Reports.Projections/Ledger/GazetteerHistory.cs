using Reports.Domain.Gazetteer;

namespace Reports.Projections.Ledger;

/// <summary>
/// The gazetteer as it was defined, definition by definition. A change never touches what was recorded, only how it reads
/// from there on: at an older cut the older tree is used. Reads are thread safe.
/// </summary>
internal sealed class GazetteerHistory
{
    private readonly List<(long Position, object Definition)> _definitions = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<int, GazetteerTree> _trees = [];
    private readonly List<(long Position, Reconciliations Reconciliations)> _reconciliations = [];

    private const int TreesKept = 8;

    private (int Count, ILookup<string, string> Children)? _children;

    public int Count => _definitions.Count;

    public IReadOnlyList<(long Position, object Definition)> Definitions => _definitions;

    /// <summary>Merges and splits, each with those before it.</summary>
    public IReadOnlyList<(long Position, Reconciliations Reconciliations)> Reconciliations => _reconciliations;

    public void Add(long position, object definition)
    {
        lock (_gate)
        {
            _definitions.Add((position, definition));
            if (definition is not Reconciliation next) return;
            var before = _reconciliations.Count == 0 ? Domain.Gazetteer.Reconciliations.None : _reconciliations[^1].Reconciliations;
            _reconciliations.Add((position, before.With(next)));
        }
    }

    /// <summary>
    /// The place, those that it ever lay in by a position, and those whose facts ever read as about one of them: what was around it then
    /// bore on it then.
    /// </summary>
    public HashSet<string> EverAround(string place, long position)
    {
        var reconciliations = At(position).Reconciliations;
        var around = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([place]);
        while (open.TryPop(out var id))
        {
            if (!around.Add(id)) continue;
            foreach (var related in reconciliations.Related(ReconciledKind.Place, id)) open.Push(related);
            foreach (var (at, definition) in _definitions)
                if (at <= position && definition is Place { Within: { } within } known && known.Id == id)
                    open.Push(within);
        }

        return around;
    }

    /// <summary>The places, those that ever lay in one of them by a position, and those whose facts ever read as about one of them.</summary>
    public HashSet<string> EverWithin(IEnumerable<string> places, long position)
    {
        var reconciliations = At(position).Reconciliations;
        var children = ChildrenAt(position);
        var within = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(places);
        while (open.TryPop(out var id))
        {
            if (!within.Add(id)) continue;
            foreach (var related in reconciliations.Related(ReconciledKind.Place, id)) open.Push(related);
            foreach (var child in children[id]) open.Push(child);
        }

        return within;
    }

    /// <summary>By place: those that were ever said to lie in it by a position.</summary>
    private ILookup<string, string> ChildrenAt(long position)
    {
        lock (_gate)
        {
            var count = CountAt(position);
            if (_children is { } known && known.Count == count) return known.Children;
            var children = _definitions.Take(count).Select(d => d.Definition).OfType<Place>().Where(p => p.Within is not null)
                .ToLookup(p => p.Within!, p => p.Id, StringComparer.Ordinal);
            _children = (count, children);
            return children;
        }
    }

    /// <summary>The merge or split that stands at a position; null for none.</summary>
    public Reconciliation? ReconciledAt(long position) =>
        _reconciliations.Find(r => r.Position == position).Reconciliations is { } found ? found.All[^1] : null;

    /// <summary>How many merges and splits a position knows: names the version of how recorded ids read.</summary>
    public int ReadingAt(long position)
    {
        var count = _reconciliations.Count;
        while (count > 0 && _reconciliations[count - 1].Position > position) count--;
        return count;
    }

    /// <summary>The tree of everything defined by a position, inclusive.</summary>
    public GazetteerTree At(long position)
    {
        lock (_gate)
        {
            var count = CountAt(position);
            if (_trees.TryGetValue(count, out var known)) return known;
            var tree = Build(count);
            if (_trees.Count >= TreesKept) _trees.Clear();
            return _trees[count] = tree;
        }
    }

    /// <summary>How many definitions a position knows; names the version of the tree.</summary>
    public int VersionAt(long position)
    {
        lock (_gate) return CountAt(position);
    }

    private int CountAt(long position)
    {
        var (low, high) = (0, _definitions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_definitions[middle].Position <= position) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private GazetteerTree Build(int count)
    {
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        var actors = new Dictionary<string, Actor>(StringComparer.Ordinal);
        var outlets = new Dictionary<string, Outlet>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            switch (_definitions[i].Definition)
            {
                case Place place: places[place.Id] = place; break;
                case Actor actor: actors[actor.Id] = actor; break;
                case Outlet outlet: outlets[outlet.Id] = outlet; break;
            }

        // Definitions of one change are recorded one after another: between them a parent may be missing for a moment.
        var reading = ReadingAt(count == 0 ? 0 : _definitions[count - 1].Position);
        return GazetteerTree.TryBuild(
            [.. places.Values.Select(p => Without(p, places))], [.. actors.Values.Select(a => Without(a, actors))],
            [.. outlets.Values.Select(o => Without(o, actors))],
            reading == 0 ? Domain.Gazetteer.Reconciliations.None : _reconciliations[reading - 1].Reconciliations, out var tree, out var errors)
            ? tree
            : throw new InvalidLedgerException(
                _definitions[count - 1].Position, $"leaves a gazetteer that is not a tree: {errors[0]}");
    }

    private static Place Without(Place place, Dictionary<string, Place> known) => place with
    {
        Within = place.Within is { } within && known.ContainsKey(within) ? within : null,
        ComposedOf = [.. place.ComposedOf.Where(known.ContainsKey)],
    };

    private static Actor Without(Actor actor, Dictionary<string, Actor> known) => actor with
    {
        Within = actor.Within is { } within && known.ContainsKey(within) ? within : null,
        Affiliation = actor.Affiliation is { } side && known.ContainsKey(side) ? side : null,
    };

    private static Outlet Without(Outlet outlet, Dictionary<string, Actor> known) => outlet with
    {
        Affiliation = outlet.Affiliation is { } side && known.ContainsKey(side) ? side : null,
    };
}
