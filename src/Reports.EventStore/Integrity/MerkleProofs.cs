using System.Numerics;

namespace Reports.EventStore.Integrity;

/// <summary>
/// Makes proofs and roots of any past size from the complete subtrees of a tree (RFC 6962, sections 2.1.1 and 2.1.2).
/// </summary>
/// <param name="node">The hash of the complete subtree of 2^level leaves that begins at leaf index · 2^level.</param>
/// <param name="size">Leaves that <paramref name="node"/> knows.</param>
public sealed class MerkleProofs(Func<int, long, MerkleHash> node, long size)
{
    public long Size { get; } = size;

    /// <summary>The root when the tree had this many leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More leaves than there are.</exception>
    public MerkleHash RootAt(long size)
    {
        Check(size);
        return size == 0 ? MerkleHash.Empty : Range(0, size);
    }

    /// <summary>Proves that a leaf is in the tree of a size.</summary>
    /// <param name="index">The leaf, counted from 0.</param>
    /// <param name="size">The tree; more than <paramref name="index"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf, or no tree of that size.</exception>
    public InclusionProof Inclusion(long index, long size)
    {
        Check(size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        // The path is made from the root down, and stands in a proof from the leaf up.
        var path = new List<MerkleHash>();
        var (low, high) = (0L, size);
        while (high - low > 1)
        {
            var middle = low + Split(high - low);
            path.Add(index < middle ? Range(middle, high) : Range(low, middle));
            (low, high) = index < middle ? (low, middle) : (middle, high);
        }

        path.Reverse();
        return new InclusionProof(index, size, path);
    }

    /// <summary>Proves that the tree of one size is the beginning of the tree of another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 ≤ from ≤ to ≤ the size of the tree, and not from = 0.</exception>
    public ConsistencyProof Consistency(long from, long to)
    {
        Check(to);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var path = new List<MerkleHash>();
        if (from == 0 || from == to) return new ConsistencyProof(from, to, path);
        var (low, high, isKnown) = (0L, to, true);
        while (high != from)
        {
            var middle = low + Split(high - low);
            path.Add(from <= middle ? Range(middle, high) : Range(low, middle));
            isKnown &= from <= middle;
            (low, high) = from <= middle ? (low, middle) : (middle, high);
        }

        // The subtree that ends where the old tree ended: whoever checks knows it only when it is the old tree itself.
        if (!isKnown) path.Add(Range(low, high));
        path.Reverse();
        return new ConsistencyProof(from, to, path);
    }

    private void Check(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }

    /// <summary>The hash over the leaves from low up to high; low is where a subtree of that size begins.</summary>
    private MerkleHash Range(long low, long high)
    {
        var length = high - low;
        if (BitOperations.IsPow2(length)) return node(BitOperations.Log2((ulong)length), low / length);
        var middle = low + Split(length);
        return MerkleHash.OfNode(Range(low, middle), Range(middle, high));
    }

    /// <summary>The largest power of two below a length.</summary>
    private static long Split(long length) => 1L << BitOperations.Log2((ulong)(length - 1));
}
