using System.Numerics;

namespace Reports.EventStore.Integrity;

/// <summary>The hashes by which the root of an older tree and that of a newer one follow from one another (RFC 6962, section 2.1.2).</summary>
/// <param name="From">Leaves of the older tree; every tree follows from the one without leaves.</param>
/// <param name="To">Leaves of the newer tree.</param>
/// <param name="Path">At most 64 hashes.</param>
public sealed record ConsistencyProof(long From, long To, IReadOnlyList<MerkleHash> Path)
{
    /// <summary>True when the older tree is the beginning of the newer one (RFC 9162, section 2.1.4.2).</summary>
    public bool Verifies(MerkleHash older, MerkleHash newer)
    {
        if (From < 0 || From > To) return false;
        if (From == To) return Path.Count == 0 && older == newer;
        if (From == 0) return Path.Count == 0 && older == MerkleHash.Empty;
        var (index, last) = (From - 1, To - 1);
        var steps = Path;
        var next = 0;
        // The older tree is a subtree of its own where its size is a power of two, and then the proof does not repeat it.
        MerkleHash start;
        if (BitOperations.IsPow2(From)) start = older;
        else if (steps.Count > 0) start = steps[next++];
        else return false;
        while ((index & 1) == 1) (index, last) = (index >> 1, last >> 1);
        var (old, all) = (start, start);
        for (; next < steps.Count; next++)
        {
            if (last == 0) return false;
            var sibling = steps[next];
            if ((index & 1) == 1 || index == last)
            {
                (old, all) = (MerkleHash.OfNode(sibling, old), MerkleHash.OfNode(sibling, all));
                while ((index & 1) == 0 && index != 0) (index, last) = (index >> 1, last >> 1);
            }
            else
            {
                all = MerkleHash.OfNode(all, sibling);
            }

            (index, last) = (index >> 1, last >> 1);
        }

        return last == 0 && old == older && all == newer;
    }
}
