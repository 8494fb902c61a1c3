using System.Numerics;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The roots of the complete subtrees at the right edge of a growing tree: all that is needed to append and to know the root.
/// At most 63 hashes, whatever the size. Not thread safe.
/// </summary>
public sealed class MerkleFrontier
{
    /// <summary>A tile holds the hashes of this many levels' width: 2^8 (C2SP tlog-tiles).</summary>
    public const int TileHeight = 8;

    // At index i stands the complete subtree of 2^i leaves where bit i of the size is set.
    private readonly MerkleHash[] _peaks = new MerkleHash[64];

    public MerkleFrontier()
    {
    }

    private MerkleFrontier(MerkleFrontier other)
    {
        Size = other.Size;
        other._peaks.CopyTo(_peaks, 0);
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The Merkle tree hash over all leaves so far (RFC 6962, section 2.1).</summary>
    public MerkleHash Root
    {
        get
        {
            if (Size == 0) return MerkleHash.Empty;
            var level = BitOperations.TrailingZeroCount(Size);
            var root = _peaks[level];
            for (level++; level < 63; level++)
                if ((Size >> level & 1) == 1)
                    root = MerkleHash.OfNode(_peaks[level], root);
            return root;
        }
    }

    /// <summary>A frontier of a tree of which only complete subtrees are known, such as one that is read from tiles.</summary>
    public static MerkleFrontier Of(long size, Func<int, long, MerkleHash> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var frontier = new MerkleFrontier { Size = size };
        for (var level = 0; level < 63; level++)
            if ((size >> level & 1) == 1)
                frontier._peaks[level] = node(level, (size >> level) - 1);
        return frontier;
    }

    /// <summary>Appends a leaf's hash.</summary>
    public void Append(MerkleHash leaf) => Append([leaf]);

    /// <summary>Appends leaves, level by level, so that the nodes of a level are hashed together.</summary>
    /// <param name="leaves">The hashes of the leaves, in order.</param>
    /// <param name="tiles">Told each hash that belongs into a tile above level 0, with that tile's level; in order for each level.</param>
    public void Append(ReadOnlySpan<MerkleHash> leaves, Action<int, MerkleHash>? tiles = null)
    {
        // Where the level has a subtree without a sibling, the new ones stand behind it.
        var nodes = new MerkleHash[leaves.Length + 1];
        var (added, first) = (leaves.Length, Size);
        leaves.CopyTo(nodes.AsSpan(1));
        for (var level = 0; added > 0; level++, first >>= 1)
        {
            var hasLeft = (first & 1) == 1;
            if (hasLeft) nodes[0] = _peaks[level];
            var row = nodes.AsSpan(hasLeft ? 0 : 1, added + (hasLeft ? 1 : 0));
            if ((row.Length & 1) == 1) _peaks[level] = row[^1];
            added = row.Length / 2;
            // Parents take the places of their children: the place of the first is read before it is written.
            MerkleHash.OfNodes(row[..(2 * added)], nodes.AsSpan(1));
            if (tiles is null || (level + 1) % TileHeight != 0) continue;
            foreach (var node in nodes.AsSpan(1, added)) tiles((level + 1) / TileHeight, node);
        }

        Size += leaves.Length;
    }

    public MerkleFrontier Copy() => new(this);
}
