using Reports.EventStore.Integrity;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>The eight leaves by which the implementations of RFC 6962 compare their trees.</summary>
public sealed class MerkleVectorTests
{
    private const string Leaf0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    private const string Leaf1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    private const string Leaf4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    private const string Leaves2To3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    private const string Leaves4To5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
    private const string Leaves6To7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    private const string Leaves0To3 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
    private const string Leaves4To7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

    private static readonly TestTree s_tree = new(
        [.. ((string[])["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"])
            .Select(hex => MerkleHash.OfLeaf(Convert.FromHexString(hex)))]);

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, Leaf0)]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, Leaves0To3)]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_the_reference(int size, string root)
    {
        var frontier = new MerkleFrontier();
        foreach (var leaf in s_tree.Leaves.Take(size)) frontier.Append(leaf);
        Assert.Equal(root, Hex(frontier.Root));
        Assert.Equal(root, Hex(s_tree.Proofs.RootAt(size)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 8, Leaf1, Leaves2To3, Leaves4To7)]
    [InlineData(5, 8, Leaf4, Leaves6To7, Leaves0To3)]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, Leaf0, Leaves2To3, Leaf4)]
    public void Inclusion_proofs_are_those_of_the_reference(int index, int size, params string[] path)
    {
        var proof = s_tree.Proofs.Inclusion(index, size);
        Assert.Equal(path, proof.Path.Select(Hex));
        Assert.True(proof.Verifies(s_tree.Leaves[index], s_tree.Root(size)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8, Leaf1, Leaves2To3, Leaves4To7)]
    [InlineData(6, 8, Leaves4To5, Leaves6To7, Leaves0To3)]
    [InlineData(2, 5, Leaves2To3, Leaf4)]
    public void Consistency_proofs_are_those_of_the_reference(int from, int to, params string[] path)
    {
        var proof = s_tree.Proofs.Consistency(from, to);
        Assert.Equal(path, proof.Path.Select(Hex));
        Assert.True(proof.Verifies(s_tree.Root(from), s_tree.Root(to)));
    }

    private static string Hex(MerkleHash hash) => Convert.ToHexStringLower(hash.ToArray());
}
