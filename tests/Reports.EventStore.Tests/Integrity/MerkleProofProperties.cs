using CsCheck;
using Reports.EventStore.Integrity;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>Every proof verifies, and none that was changed in any way does.</summary>
public sealed class MerkleProofProperties
{
    private const int Largest = 700;

    private static readonly TestTree s_tree = TestTree.Of(Largest);

    private static readonly Gen<(int Index, int Size)> s_leaves = Gen.Int[1, Largest].SelectMany(size => Gen.Int[0, size - 1].Select(index => (index, size)));

    private static readonly Gen<(int From, int To)> s_sizes = Gen.Int[1, Largest].SelectMany(to => Gen.Int[0, to].Select(from => (from, to)));

    [Fact]
    public void A_tree_that_grew_has_the_root_of_one_made_at_once() => Gen.Int[0, Largest].Sample(size =>
    {
        var frontier = new MerkleFrontier();
        foreach (var leaf in s_tree.Leaves.Take(size)) frontier.Append(leaf);
        var again = MerkleFrontier.Of(size, Nodes);
        return frontier.Root == s_tree.Root(size) && again.Root == frontier.Root && again.Size == size;
    });

    [Fact]
    public void Every_inclusion_proof_verifies() => s_leaves.Sample((index, size) =>
        s_tree.Proofs.Inclusion(index, size).Verifies(s_tree.Leaves[index], s_tree.Root(size)));

    [Fact]
    public void Every_consistency_proof_verifies() => s_sizes.Sample((from, to) =>
        s_tree.Proofs.Consistency(from, to).Verifies(s_tree.Root(from), s_tree.Root(to)));

    [Fact]
    public void No_changed_inclusion_proof_verifies() => Gen.Select(s_leaves, Gen.Int[0, 6], Gen.Int[0, 63], Gen.Int[0, 255]).Sample((leaf, kind, place, bit) =>
    {
        var (index, size) = leaf;
        var proof = s_tree.Proofs.Inclusion(index, size);
        var (hash, root) = (s_tree.Leaves[index], s_tree.Root(size));
        return kind switch
        {
            0 => !proof.Verifies(Flip(hash, bit), root),
            1 => !proof.Verifies(hash, Flip(root, bit)),
            2 => proof.Path.Count == 0 || !(proof with { Path = Changed(proof.Path, place, bit) }).Verifies(hash, root),
            3 => proof.Path.Count == 0 || !(proof with { Path = [.. proof.Path.SkipLast(1)] }).Verifies(hash, root),
            4 => !(proof with { Path = [.. proof.Path, Flip(root, bit)] }).Verifies(hash, root),
            5 => size == 1 || !(proof with { Index = (index + 1 + (place % (size - 1))) % size }).Verifies(hash, root),
            _ => !(proof with { Index = index + size }).Verifies(hash, root) && !(proof with { Index = -1 - index }).Verifies(hash, root),
        };
    });

    [Fact]
    public void No_changed_consistency_proof_verifies() => Gen.Select(s_sizes, Gen.Int[0, 5], Gen.Int[0, 63], Gen.Int[0, 255]).Sample((sizes, kind, place, bit) =>
    {
        var (from, to) = sizes;
        var proof = s_tree.Proofs.Consistency(from, to);
        var (older, newer) = (s_tree.Root(from), s_tree.Root(to));
        return kind switch
        {
            0 => !proof.Verifies(Flip(older, bit), newer),
            // From nothing follows everything: there is nothing in it to be changed.
            1 => from == 0 || !proof.Verifies(older, Flip(newer, bit)),
            2 => proof.Path.Count == 0 || !(proof with { Path = Changed(proof.Path, place, bit) }).Verifies(older, newer),
            3 => proof.Path.Count == 0 || !(proof with { Path = [.. proof.Path.SkipLast(1)] }).Verifies(older, newer),
            4 => !(proof with { Path = [.. proof.Path, Flip(newer, bit)] }).Verifies(older, newer),
            _ => from == to || from == 0 || !(proof with { From = to, To = from }).Verifies(older, newer),
        };
    });

    private static MerkleHash Nodes(int level, long index) =>
        new TestTree([.. s_tree.Leaves.Skip((int)(index << level)).Take(1 << level)]).Root(1 << level);

    private static MerkleHash Flip(MerkleHash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return MerkleHash.From(bytes);
    }

    private static List<MerkleHash> Changed(IReadOnlyList<MerkleHash> path, int place, int bit)
    {
        var changed = path.ToList();
        changed[place % path.Count] = Flip(changed[place % path.Count], bit);
        return changed;
    }
}
