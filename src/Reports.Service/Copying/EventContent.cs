using System.Buffers.Binary;
using System.Security.Cryptography;
using Reports.EventStore.Log;

namespace Reports.Service.Copying;

/// <summary>What an event is wherever it is stored: its stream, id, type, data and metadata. Positions and revisions are the store's.</summary>
internal static class EventContent
{
    private const int HeadBytes = 32;

    public static bool AreEqual(in RecordedEvent one, in RecordedEvent other) =>
        one.Id == other.Id
        && one.Stream.Span.SequenceEqual(other.Stream.Span)
        && one.Type.Span.SequenceEqual(other.Type.Span)
        && one.Data.Span.SequenceEqual(other.Data.Span)
        && one.Metadata.Span.SequenceEqual(other.Metadata.Span);

    /// <summary>Adds it to a hash, each text after its length, so that no two contents read alike.</summary>
    public static void AppendTo(IncrementalHash hash, in RecordedEvent recorded)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        recorded.Id.TryWriteBytes(head, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], recorded.Stream.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], recorded.Type.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[24..], recorded.Data.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[28..], recorded.Metadata.Length);
        hash.AppendData(head);
        hash.AppendData(recorded.Stream.Span);
        hash.AppendData(recorded.Type.Span);
        hash.AppendData(recorded.Data.Span);
        hash.AppendData(recorded.Metadata.Span);
    }
}
