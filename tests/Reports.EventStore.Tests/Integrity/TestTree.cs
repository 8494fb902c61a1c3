using System.Globalization;
using System.Text;
using Reports.EventStore.Integrity;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>A tree that keeps its leaves and computes everything by the recursive definitions of RFC 6962, section 2.1.</summary>
internal sealed class TestTree(IReadOnlyList<MerkleHash> leaves)
{
    public IReadOnlyList<MerkleHash> Leaves => leaves;

    public MerkleProofs Proofs => new((level, index) => Hash((int)(index << level), (int)((index + 1) << level)), leaves.Count);

    public static TestTree Of(int size) => new([.. Enumerable.Range(0, size).Select(i => MerkleHash.OfLeaf(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))))]);

    public MerkleHash Root(int size) => size == 0 ? MerkleHash.Empty : Hash(0, size);

    private MerkleHash Hash(int low, int high)
    {
        if (high - low == 1) return leaves[low];
        var split = 1;
        while (split * 2 < high - low) split *= 2;
        return MerkleHash.OfNode(Hash(low, low + split), Hash(low + split, high));
    }
}
