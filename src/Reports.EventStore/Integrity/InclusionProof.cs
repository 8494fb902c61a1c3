namespace Reports.EventStore.Integrity;

/// <summary>The hashes that lead from a leaf to the root (RFC 6962, section 2.1.1), the leaf's sibling first.</summary>
/// <param name="Index">The leaf, counted from 0.</param>
/// <param name="Size">Leaves of the tree.</param>
/// <param name="Path">At most 63 hashes.</param>
public sealed record InclusionProof(long Index, long Size, IReadOnlyList<MerkleHash> Path)
{
    /// <summary>True when the leaf is at <see cref="Index"/> in the tree of <see cref="Size"/> leaves with this root (RFC 9162, section 2.1.3.2).</summary>
    public bool Verifies(MerkleHash leaf, MerkleHash root)
    {
        if (Index < 0 || Index >= Size) return false;
        var (index, last, hash) = (Index, Size - 1, leaf);
        foreach (var sibling in Path)
        {
            if (last == 0) return false;
            if ((index & 1) == 1 || index == last)
            {
                hash = MerkleHash.OfNode(sibling, hash);
                // At the right edge the path goes up past levels where the node has no sibling.
                while ((index & 1) == 0 && index != 0) (index, last) = (index >> 1, last >> 1);
            }
            else
            {
                hash = MerkleHash.OfNode(hash, sibling);
            }

            (index, last) = (index >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }
}
