using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>The bytes that stand for an event in the tree: a contract with every verifier.</summary>
public sealed class LogEntryTests
{
    private static readonly Gen<RecordedEvent> s_events = Gen.Select(
        Gen.Long[0, long.MaxValue], Gen.Guid, Gen.Char['!', '~'].Array[1, 40], Gen.Char['!', '~'].Array[1, 20], Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 60],
        (revision, id, stream, type, data, metadata) =>
            new RecordedEvent(Position.At(1), revision, id, Encoding.ASCII.GetBytes(stream), Encoding.ASCII.GetBytes(type), data, metadata));

    /// <summary>The worked example of eventstore/README.md, computed from its words by another program.</summary>
    [Fact]
    public void The_example_of_the_documentation_comes_out()
    {
        var (first, leaf) = Entry(Example("48e32f2f-7c58-8502-b6e8-530d5e9de087", "sana", "SANA"), 1);
        Assert.Equal("010000000000000001000000000000000048e32f2f7c588502b6e8530d5e9de087000b000d00000021000000416f75746c65742d73616e614f75746c6574446566696e65647b2276223a312c226964223a2273616e61222c226e616d65223a2253414e41227d7b227265636f726465644174223a22323032362d30312d30325430333a30343a30352e3030303030305a222c227265636f726465644279223a22616d697261227d", Convert.ToHexStringLower(first));
        Assert.Equal("CSQAAoMtDnqE4JC9JCjFAWN3UypI8bjJ4bk+LezwaIU=", leaf.ToString());
        var (_, second) = Entry(Example("bf7b643f-642e-8978-ab44-d31b12553899", "reuters", "Reuters"), 2);
        Assert.Equal("NREcifCtoa2jOLzN2yFZEZoAGXyUAWdX6aw4NHSXF/I=", second.ToString());
        Assert.Equal("pS9aL1a8pFV0wp7hznSar+WG+r7nkIaQHovlwh1OH7M=", MerkleHash.OfNode(leaf, second).ToString());
    }

    [Fact]
    public void An_entry_reads_back() => Gen.Select(s_events, Gen.Long[1, long.MaxValue]).Sample((e, number) =>
    {
        var read = LogEntry.Parse(Entry(e, number).Bytes);
        return read.Number == number && read.Revision == e.Revision && read.Id == e.Id && read.Stream == e.StreamText && read.Type == e.TypeText
            && read.Data!.Value.Span.SequenceEqual(e.Data.Span) && read.Metadata!.Value.Span.SequenceEqual(e.Metadata.Span);
    });

    [Fact]
    public void No_two_events_have_the_same_entry() => Gen.Select(s_events, s_events, Gen.Long[1, 3], Gen.Long[1, 3]).Sample((a, b, m, n) =>
        Entry(a, m).Bytes.AsSpan().SequenceEqual(Entry(b, n).Bytes) == (m == n && Same(a, b)));

    [Theory]
    [InlineData(LogEntry.MaxBytes - 45 - 2 - 2, true)]
    [InlineData(LogEntry.MaxBytes - 45 - 2 - 2 + 1, false)]
    [InlineData(LogLimits.EventBytes, false)]
    public void An_event_too_large_for_a_bundle_has_digests_in_its_place(int data, bool isWhole)
    {
        var large = new RecordedEvent(Position.At(1), 0, Guid.Empty, "s"u8.ToArray(), "t"u8.ToArray(), new byte[data], "{}"u8.ToArray());
        var (bytes, leaf) = Entry(large, 1);
        var read = LogEntry.Parse(bytes);
        Assert.Equal(isWhole, read.Data is not null);
        Assert.True(bytes.Length <= LogEntry.MaxBytes);
        if (!isWhole) Assert.Equal(SHA256.HashData(new byte[data]), bytes[47..79]);
        Assert.Equal(MerkleHash.From(SHA256.HashData([0, .. bytes])), leaf);
    }

    [Fact]
    public void What_is_no_entry_is_refused()
    {
        var (bytes, _) = Entry(Example("48e32f2f-7c58-8502-b6e8-530d5e9de087", "sana", "SANA"), 1);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<FormatException>(() => LogEntry.Parse(bytes.AsMemory(0, length)));
        Assert.Throws<FormatException>(() => LogEntry.Parse((byte[])[.. bytes, 0]));
        Assert.Throws<FormatException>(() => LogEntry.Parse((byte[])[3, .. bytes[1..]]));
        Assert.Throws<FormatException>(() => LogEntry.Parse((byte[])[2, .. bytes[1..69], .. new byte[64]]));
        Assert.Throws<FormatException>(() => LogEntry.Parse(new byte[LogEntry.MaxBytes + 1]));
    }

    internal static RecordedEvent Example(string id, string outlet, string name) => new(
        Position.At(1), 0, Guid.Parse(id), Encoding.ASCII.GetBytes("outlet-" + outlet), "OutletDefined"u8.ToArray(),
        Encoding.UTF8.GetBytes($"{{\"v\":1,\"id\":\"{outlet}\",\"name\":\"{name}\"}}"),
        "{\"recordedAt\":\"2026-01-02T03:04:05.000000Z\",\"recordedBy\":\"amira\"}"u8.ToArray());

    private static (byte[] Bytes, MerkleHash Leaf) Entry(in RecordedEvent e, long number)
    {
        var room = new byte[LogEntry.MaxBytes];
        return (room[..LogEntry.Write(e, number, room)], new LeafHasher().Hash(e, number));
    }

    private static bool Same(in RecordedEvent a, in RecordedEvent b) =>
        a.Revision == b.Revision && a.Id == b.Id && a.StreamText == b.StreamText && a.TypeText == b.TypeText
        && a.Data.Span.SequenceEqual(b.Data.Span) && a.Metadata.Span.SequenceEqual(b.Metadata.Span);
}
