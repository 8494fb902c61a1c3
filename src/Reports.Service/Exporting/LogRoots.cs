using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Exporting;

/// <summary>
/// Roots of the tree over a log at any position: from tiles where there are some, otherwise by hashing, of which nothing is done twice
/// while positions grow. Thread safe.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="tiles">Where its tiles may be; null for nowhere.</param>
public sealed class LogRoots(IEventLog log, TreeFolder? tiles) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly LeafHasher _hasher = new();
    private readonly MerkleHash[] _leaves = new MerkleHash[LeafHasher.BatchEvents];
    private MerkleFrontier _frontier = new();
    private long _position;

    /// <param name="position">A position of the log; 0 for its beginning.</param>
    /// <param name="progress">Told the events hashed so far.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many events there are by the position, and the root over them.</returns>
    /// <exception cref="LogDamagedException">The tiles are not what was written.</exception>
    public async Task<(long Events, MerkleHash Root)> AtAsync(long position, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (position != _position && FromTiles(position) is { } known) return known;
            if (position < _position) (_frontier, _position) = (new MerkleFrontier(), 0);
            if (position > _position) await HashAsync(position, progress, cancellation);
            return (_frontier.Size, _frontier.Root);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private (long, MerkleHash)? FromTiles(long position)
    {
        if (tiles?.Read() is not { } state || state.Last.Commit < position) return null;
        using var tree = LogTree.OpenToRead(log, tiles);
        return tree.NumberOf(position) is { } number ? (number, tree.Proofs.RootAt(number)) : null;
    }

    private async Task HashAsync(long position, IProgress<long>? progress, CancellationToken cancellation)
    {
        var frontier = _frontier.Copy();
        var read = new LogRead(To: Position.At(position)) { After = _position == 0 ? null : Position.At(_position) };
        await foreach (var page in log.ReadAllAsync(read, cancellation))
        {
            for (var events = page.Events; !events.IsEmpty;)
            {
                var batch = events[..Math.Min(events.Length, LeafHasher.BatchEvents)];
                _hasher.HashAll(batch, frontier.Size + 1, _leaves.AsMemory(0, batch.Length));
                frontier.Append(_leaves.AsSpan(0, batch.Length));
                events = events[batch.Length..];
            }

            progress?.Report(frontier.Size);
        }

        // Only now: what is cut short has left nothing half done.
        (_frontier, _position) = (frontier, position);
    }
}
