using System.Globalization;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// Makes the tree again from the events of a log and compares it, leaf by leaf, with the tiles that were kept of it; remembers the
/// roots at the sizes that somebody has a checkpoint of. Not thread safe.
/// </summary>
public sealed class TreeCheck : IDisposable
{
    private readonly TreeFolder _folder;
    private readonly Action<Damage> _found;
    private readonly Queue<long> _wanted;
    private readonly Dictionary<long, MerkleHash> _roots = [];
    private readonly MerkleFrontier _frontier = new();
    private readonly LeafHasher _hasher = new();
    private readonly TreeState? _state;
    private readonly List<TileLevel> _levels = [];
    private readonly long[] _counts = new long[8];
    private readonly HashSet<(int Level, long Tile)> _differing = [];
    private readonly List<(long First, long Last)> _leaves = [];
    private readonly MerkleHash[] _hashes = new MerkleHash[LeafHasher.BatchEvents];
    private readonly Action<int, MerkleHash> _compare;
    private Position? _last;

    /// <param name="folder">The tiles; there may be none.</param>
    /// <param name="sizes">The sizes whose roots are wanted.</param>
    /// <param name="found">Told what is wrong with the tiles themselves.</param>
    public TreeCheck(TreeFolder folder, IEnumerable<long> sizes, Action<Damage> found)
    {
        _folder = folder;
        _found = found;
        _wanted = new Queue<long>(sizes.Distinct().Order());
        _compare = Compare;
        Remember();
        try
        {
            _state = folder.Read();
            var size = _state?.Size ?? 0;
            for (var level = 0; level < _counts.Length; level++, size >>= MerkleFrontier.TileHeight)
                _levels.Add(TileLevel.Open(folder.Path, level, size, isWriting: false));
        }
        catch (LogDamagedException e)
        {
            Dispose();
            _state = null;
            found(new Damage(DamageKind.Tile, folder.Path, e.Message));
        }
    }

    /// <summary>Events so far.</summary>
    public long Size => _frontier.Size;

    /// <summary>The root over the events so far.</summary>
    public MerkleHash Root => _frontier.Root;

    /// <summary>Events that the tiles were made from; 0 when there are none that can be read.</summary>
    public long TilesSize => _state?.Size ?? 0;

    /// <summary>
    /// The positions, as ranges and in order, whose events are not those that the tiles were made from. Either side may have been
    /// changed: <see cref="TilesRootAt"/> and a checkpoint tell which.
    /// </summary>
    public IReadOnlyList<(long First, long Last)> Differing => _leaves;

    /// <summary>Takes in the next events of the log.</summary>
    public void Add(ReadOnlyMemory<RecordedEvent> events)
    {
        while (!events.IsEmpty)
        {
            var most = _wanted.TryPeek(out var wanted) ? (int)Math.Min(LeafHasher.BatchEvents, wanted - Size) : LeafHasher.BatchEvents;
            var batch = events[..Math.Min(events.Length, most)];
            var leaves = _hashes.AsMemory(0, batch.Length);
            _hasher.HashAll(batch, Size + 1, leaves);
            for (var i = 0; i < leaves.Length; i++) CompareLeaf(leaves.Span[i], Size + i);
            if (_state is not null && _state.Size > Size && _state.Size <= Size + batch.Length) _last = batch.Span[(int)(_state.Size - Size - 1)].Position;
            _frontier.Append(leaves.Span, _compare);
            Remember();
            events = events[batch.Length..];
        }
    }

    /// <summary>Compares one event, where those before it are damaged and no root can be known.</summary>
    public void AddAlone(in RecordedEvent recorded, long number) => CompareLeaf(_hasher.Hash(recorded, number), number - 1);

    /// <summary>Whether the tiles have this event under a number, counted from 1.</summary>
    public bool IsKept(in RecordedEvent recorded, long number) =>
        _state is not null && number <= _levels[0].Count && _levels[0].At(number - 1) == _hasher.Hash(recorded, number);

    /// <summary>The root of the events when they were so many; null where they are fewer, or were not taken in one after another.</summary>
    public MerkleHash? RootAt(long size) => _roots.TryGetValue(size, out var root) ? root : null;

    /// <summary>The root that the tiles have at a size; null where they do not reach, or cannot be read.</summary>
    public MerkleHash? TilesRootAt(long size)
    {
        if (_state is null || size > _state.Size) return null;
        try
        {
            return new MerkleProofs(
                (level, index) => _levels[level / MerkleFrontier.TileHeight].Subtree(level % MerkleFrontier.TileHeight, index), _state.Size).RootAt(size);
        }
        catch (LogDamagedException)
        {
            return null;
        }
    }

    /// <summary>Tells what of the tiles does not fit itself. Called after the last event.</summary>
    public void End()
    {
        if (_state is not null && TilesRootAt(_state.Size) != _state.Root)
            _found(new Damage(DamageKind.Tile, _folder.StatePath, $"the tiles do not have the root that it says; {TreeFolder.Remedy}"));
        if (_state is not null && _last is { } last && last != _state.Last)
            _found(new Damage(DamageKind.Tile, _folder.StatePath, $"the last event of the tiles is at position {last}, not at {_state.Last}; {TreeFolder.Remedy}"));
    }

    public void Dispose()
    {
        foreach (var level in _levels) level.Dispose();
        _levels.Clear();
    }

    private void Remember()
    {
        while (_wanted.TryPeek(out var size) && size <= _frontier.Size)
        {
            _roots[size] = _frontier.Root;
            _wanted.Dequeue();
        }
    }

    private void CompareLeaf(in MerkleHash leaf, long index)
    {
        if (_state is null || index >= _levels[0].Count || _levels[0].At(index) == leaf) return;
        _differing.Add((0, index / TilePath.Width));
        if (_leaves is [.., var last] && last.Last == index) _leaves[^1] = (last.First, index + 1);
        else _leaves.Add((index + 1, index + 1));
    }

    /// <summary>A hash above the leaves: it must be that of the tile beneath it as it is kept, which may differ from that of the events.</summary>
    private void Compare(int level, MerkleHash hash)
    {
        var index = _counts[level]++;
        if (_state is null || index >= _levels[level].Count) return;
        var kept = _levels[level].At(index);
        if (kept == hash) return;
        var beneath = hash;
        if (_differing.Contains((level - 1, index)))
            beneath = MerkleHash.OfNode(
                _levels[level - 1].Subtree(MerkleFrontier.TileHeight - 1, 2 * index), _levels[level - 1].Subtree(MerkleFrontier.TileHeight - 1, (2 * index) + 1));
        _differing.Add((level, index / TilePath.Width));
        if (kept != beneath)
            _found(new Damage(
                DamageKind.Tile, Path.Combine(_folder.Path, TilePath.OfHashes(level, index / TilePath.Width)),
                string.Create(CultureInfo.InvariantCulture, $"hash {index % TilePath.Width} is not that of the tile beneath it; {TreeFolder.Remedy}")));
    }
}
