using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The tree over a log, brought up to date from it. Opened to be written it keeps its tiles in a folder; opened to be read it takes
/// what the folder has and holds the rest in memory. Works on any log and takes no part in appending. Not thread safe.
/// </summary>
public sealed class LogTree : IDisposable
{
    /// <summary>Levels of tiles: 8 · 8 levels of nodes are more than positions can count.</summary>
    private const int Levels = 8;

    /// <summary>Leaves between two writes of what waits.</summary>
    private const int WriteEvery = 1 << 16;

    private readonly IEventLog _log;
    private readonly TreeFolder? _folder;
    private readonly IDisposable? _lock;
    private readonly List<TileLevel> _levels = [];
    private readonly LeafHasher _hasher = new();
    private readonly MerkleHash[] _leaves = new MerkleHash[LeafHasher.BatchEvents];
    private readonly Action<int, MerkleHash> _append;
    // Null where positions count events.
    private PositionFile? _positions;
    private MerkleFrontier _frontier = new();
    private Position _last;

    private LogTree(IEventLog log, TreeFolder? folder, IDisposable? @lock)
    {
        _log = log;
        _folder = folder;
        _lock = @lock;
        _append = (level, hash) => _levels[level].Append(hash);
    }

    /// <summary>Leaves so far.</summary>
    public long Size => _frontier.Size;

    public MerkleHash Root => _frontier.Root;

    /// <summary>The position of the last event so far.</summary>
    public Position Last => _last;

    /// <summary>The number of the event at a position, counted from 1, as far as the tree is up to date; null where it has none there.</summary>
    /// <param name="commit">The commit position.</param>
    public long? NumberOf(long commit) => _positions is not null ? _positions.IndexOf(commit) + 1 : commit >= 1 && commit <= Size ? commit : null;

    /// <summary>Proofs and past roots, as far as the tree is up to date.</summary>
    public MerkleProofs Proofs => new(Node, Size);

    /// <summary>Opens the tree of a log and writes what is new of it into a folder.</summary>
    /// <exception cref="LogDamagedException">The tiles are not what was written.</exception>
    /// <exception cref="WriterExistsException">Another process writes them.</exception>
    /// <exception cref="LogReadOnlyException">They cannot be written.</exception>
    public static LogTree OpenToWrite(IEventLog log, TreeFolder folder)
    {
        var taken = folder.Lock();
        try
        {
            return Open(log, folder, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Opens the tree of a log; nothing is written.</summary>
    /// <param name="log">The log.</param>
    /// <param name="folder">Where its tiles may be; null for a tree in memory alone.</param>
    /// <exception cref="LogDamagedException">The tiles are not what was written.</exception>
    public static LogTree OpenToRead(IEventLog log, TreeFolder? folder) => Open(log, folder, null);

    /// <summary>Takes in what the log has beyond the tree.</summary>
    /// <param name="progress">Told the leaves so far, from time to time.</param>
    /// <param name="cancellation">Stops it; what was taken in stays.</param>
    /// <exception cref="LogDamagedException">The log is not the one that the tree was made from: it ends earlier, or has another event there.</exception>
    public async Task CatchUpAsync(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        // The last event is read again, to see that the log which goes on is the one that was hashed.
        var known = Size > 0;
        // A server refuses to read from where it has nothing.
        if (known && await _log.HeadAsync(cancellation) < _last) throw Other($"ends before position {_last}");
        await foreach (var page in _log.ReadAllAsync(new LogRead(known ? _last : null), cancellation))
        {
            var events = page.Events;
            if (known && events.Length > 0)
            {
                if (_hasher.Hash(events.Span[0], Size) != _levels[0].At(Size - 1)) throw Other($"at position {_last} has another event");
                known = false;
                events = events[1..];
            }

            Append(events);

            if (_folder is not null && _lock is not null && _levels[0].Waiting >= WriteEvery) Write();
            progress?.Report(Size);
        }

        if (known) throw Other($"ends before position {_last}");
    }

    /// <summary>Makes the tiles durable. Without a folder, or opened for reading, it does nothing.</summary>
    public void Save()
    {
        if (_folder is null || _lock is null || Size == 0) return;
        Write();
        foreach (var level in _levels) level.Sync();
        _positions?.Sync();

        // Last: until it says so, what was written before does not count.
        _folder.Write(new TreeState(Size, _last, Root));
    }

    /// <summary>The hash of a leaf, counted from 0.</summary>
    public MerkleHash Leaf(long index) => _levels[0].At(index);

    /// <summary>One tile's hashes as they are exported: as many of them as a tree of a size has.</summary>
    public byte[] Tile(int level, long index, int width)
    {
        var tile = new byte[width * MerkleHash.Bytes];
        for (var i = 0; i < width; i++) _levels[level].At((index * TilePath.Width) + i).CopyTo(tile.AsSpan(i * MerkleHash.Bytes));
        return tile;
    }

    public void Dispose()
    {
        foreach (var level in _levels) level.Dispose();
        _positions?.Dispose();
        _lock?.Dispose();
    }

    private static LogTree Open(IEventLog log, TreeFolder? folder, IDisposable? @lock)
    {
        var tree = new LogTree(log, folder, @lock);
        try
        {
            var state = folder?.Read();
            var size = state?.Size ?? 0;
            for (var level = 0; level < Levels; level++)
            {
                tree._levels.Add(folder is null ? TileLevel.InMemory() : TileLevel.Open(folder.Path, level, size, @lock is not null));
                size >>= MerkleFrontier.TileHeight;
            }

            if (!log.HasDensePositions)
                tree._positions = folder is null ? PositionFile.InMemory() : PositionFile.Open(folder, state?.Size ?? 0, @lock is not null);
            if (state is null) return tree;
            tree._last = state.Last;
            tree._frontier = MerkleFrontier.Of(state.Size, tree.Node);
            if (tree.Root != state.Root) throw new LogDamagedException($"the tiles in {folder!.Path} are not what was written; {TreeFolder.Remedy}");
            if (tree._positions is { } positions && positions.At(state.Size - 1) != state.Last)
                throw new LogDamagedException($"{PositionFile.PathOf(folder!)} ends with {positions.At(state.Size - 1)}, not with {state.Last}; {TreeFolder.Remedy}");
            return tree;
        }
        catch
        {
            foreach (var level in tree._levels) level.Dispose();
            tree._positions?.Dispose();
            throw;
        }
    }

    private void Write()
    {
        foreach (var level in _levels) level.Write();
        _positions?.Write();
    }

    private void Append(ReadOnlyMemory<RecordedEvent> events)
    {
        while (!events.IsEmpty)
        {
            var batch = events[..Math.Min(events.Length, LeafHasher.BatchEvents)];
            var leaves = _leaves.AsMemory(0, batch.Length);
            _hasher.HashAll(batch, Size + 1, leaves);
            foreach (ref readonly var leaf in leaves.Span) _levels[0].Append(leaf);
            _frontier.Append(leaves.Span, _append);
            if (_positions is not null)
                foreach (ref readonly var recorded in batch.Span) _positions.Append(recorded.Position);
            _last = batch.Span[^1].Position;
            events = events[batch.Length..];
        }
    }

    private MerkleHash Node(int level, long index) => _levels[level / MerkleFrontier.TileHeight].Subtree(level % MerkleFrontier.TileHeight, index);

    private LogDamagedException Other(string what) => new(
        $"{_log.Name} {what}, but the tiles in {_folder?.Path} were made from {Size} events: the log was changed or an old copy of it restored ('reports verify' says more), "
        + $"or the tiles are another log's ({TreeFolder.Remedy})");
}
