using System.Security.Cryptography;
using CsCheck;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>What is hashed many at a time has the hashes that it has one by one.</summary>
public sealed class BatchHashTests
{
    [Fact]
    public void Leaves_hashed_together_are_those_hashed_by_the_system() =>
        Gen.Int[0, 1500].Array[1, 40].Sample(sizes =>
        {
            var events = sizes.Select((size, i) => new RecordedEvent(
                Position.At(i + 1), i, Guid.Empty, "stream"u8.ToArray(), "Type"u8.ToArray(), Enumerable.Range(0, size).Select(n => (byte)(n * 31)).ToArray(), "{}"u8.ToArray())).ToArray();
            var leaves = new MerkleHash[events.Length];
            new LeafHasher().HashAll(events, 1, leaves);
            var room = new byte[1 + LogEntry.MaxBytes];
            for (var i = 0; i < events.Length; i++)
            {
                var length = LogEntry.Write(events[i], i + 1, room.AsSpan(1));
                if (leaves[i] != MerkleHash.From(SHA256.HashData(room.AsSpan(0, 1 + length)))) return false;
            }

            return true;
        });

    [Fact]
    public void Every_length_about_the_borders_of_blocks_is_padded_as_it_must_be()
    {
        var events = Enumerable.Range(0, 256).Select(size => new RecordedEvent(Position.At(1), 0, Guid.Empty, "s"u8.ToArray(), "t"u8.ToArray(), new byte[size], Array.Empty<byte>())).ToArray();
        var leaves = new MerkleHash[events.Length];
        new LeafHasher().HashAll(events, 1, leaves);
        var room = new byte[LogEntry.MaxBytes];
        for (var i = 0; i < events.Length; i++) Assert.Equal(MerkleHash.OfLeaf(room.AsSpan(0, LogEntry.Write(events[i], i + 1, room))), leaves[i]);
    }

    [Fact]
    public void Leaves_appended_together_make_the_tree_of_leaves_appended_one_by_one() =>
        Gen.Int[0, 600].Array[1, 6].Sample(batches =>
        {
            var leaves = TestTree.Of(batches.Sum()).Leaves.ToArray();
            var (together, single) = (new MerkleFrontier(), new MerkleFrontier());
            var tiles = new List<(int, MerkleHash)>();
            var (done, expected) = (0, new List<(int, MerkleHash)>());
            foreach (var batch in batches)
            {
                together.Append(leaves.AsSpan(done, batch), (level, hash) => tiles.Add((level, hash)));
                foreach (var leaf in leaves.AsSpan(done, batch)) single.Append([leaf], (level, hash) => expected.Add((level, hash)));
                done += batch;
                if (together.Root != single.Root || together.Size != single.Size) return false;
            }

            return tiles.SequenceEqual(expected);
        });
}
