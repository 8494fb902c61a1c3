using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The bytes of an event that the tree hashes: everything that was stored and nothing that a server assigned, so that every log
/// which holds the same events in the same order has the same tree. <c>eventstore/README.md</c> has the layout and an example.
/// </summary>
/// <param name="Number">The event's place in the log, counted from 1; its leaf is one less. In the embedded log it is the position.</param>
/// <param name="Revision">Its place in the stream, counted from 0.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Type">The type's stored name.</param>
/// <param name="Data">UTF-8 JSON as stored; null in an entry that has digests in its place.</param>
/// <param name="Metadata">UTF-8 JSON as stored, the recorded time in it; null likewise.</param>
public sealed record LogEntry(long Number, long Revision, Guid Id, string Stream, string Type, ReadOnlyMemory<byte>? Data, ReadOnlyMemory<byte>? Metadata)
{
    /// <summary>The largest entry: bundles of C2SP tlog-tiles give its length two bytes.</summary>
    public const int MaxBytes = ushort.MaxValue;

    private const byte Whole = 1;
    private const byte Digests = 2;
    private const int HeadBytes = 45;

    /// <summary>Writes an event's entry.</summary>
    /// <param name="recorded">The event as stored.</param>
    /// <param name="number">Its place in the log, counted from 1.</param>
    /// <param name="to">At least <see cref="MaxBytes"/>.</param>
    /// <returns>The entry's length.</returns>
    public static int Write(in RecordedEvent recorded, long number, Span<byte> to)
    {
        var stream = recorded.Stream.Span;
        var type = recorded.Type.Span;
        var data = recorded.Data.Span;
        var metadata = recorded.Metadata.Span;
        var names = HeadBytes + stream.Length + type.Length;
        // The sum is of sizes that LogLimits bounds and cannot overflow.
        var isWhole = names + data.Length + metadata.Length <= MaxBytes;
        to[0] = isWhole ? Whole : Digests;
        BinaryPrimitives.WriteInt64BigEndian(to[1..], number);
        BinaryPrimitives.WriteInt64BigEndian(to[9..], recorded.Revision);
        recorded.Id.TryWriteBytes(to[17..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(to[33..], checked((ushort)stream.Length));
        BinaryPrimitives.WriteUInt16BigEndian(to[35..], checked((ushort)type.Length));
        BinaryPrimitives.WriteInt32BigEndian(to[37..], data.Length);
        BinaryPrimitives.WriteInt32BigEndian(to[41..], metadata.Length);
        stream.CopyTo(to[HeadBytes..]);
        type.CopyTo(to[(HeadBytes + stream.Length)..]);
        if (!isWhole)
        {
            SHA256.HashData(data, to[names..]);
            SHA256.HashData(metadata, to[(names + MerkleHash.Bytes)..]);
            return names + (2 * MerkleHash.Bytes);
        }

        data.CopyTo(to[names..]);
        metadata.CopyTo(to[(names + data.Length)..]);
        return names + data.Length + metadata.Length;
    }

    /// <summary>Reads an entry, such as one that came with a proof.</summary>
    /// <exception cref="FormatException">No entry of this layout; the message says where.</exception>
    public static LogEntry Parse(ReadOnlyMemory<byte> entry)
    {
        var bytes = entry.Span;
        if (bytes.Length is < HeadBytes or > MaxBytes) throw new FormatException($"an entry has {HeadBytes} to {MaxBytes} bytes, not {bytes.Length}");
        if (bytes[0] is not (Whole or Digests)) throw new FormatException($"an entry of layout {bytes[0]}; this build reads {Whole} and {Digests}");
        var isWhole = bytes[0] == Whole;
        int stream = BinaryPrimitives.ReadUInt16BigEndian(bytes[33..]), type = BinaryPrimitives.ReadUInt16BigEndian(bytes[35..]);
        long data = BinaryPrimitives.ReadUInt32BigEndian(bytes[37..]), metadata = BinaryPrimitives.ReadUInt32BigEndian(bytes[41..]);
        var length = HeadBytes + stream + type + (isWhole ? data + metadata : 2 * MerkleHash.Bytes);
        if (bytes.Length != length) throw new FormatException($"an entry whose lengths make {length} bytes has {bytes.Length}");
        // Each event has one entry, not two.
        if (!isWhole && HeadBytes + stream + type + data + metadata <= MaxBytes) throw new FormatException("an entry with digests where the event itself has room");
        var at = HeadBytes + stream + type;
        return new LogEntry(
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[9..]), new Guid(bytes.Slice(17, 16), bigEndian: true),
            Encoding.ASCII.GetString(bytes.Slice(HeadBytes, stream)), Encoding.ASCII.GetString(bytes.Slice(HeadBytes + stream, type)),
            isWhole ? entry.Slice(at, (int)data) : (ReadOnlyMemory<byte>?)null, isWhole ? entry.Slice(at + (int)data, (int)metadata) : (ReadOnlyMemory<byte>?)null);
    }
}
