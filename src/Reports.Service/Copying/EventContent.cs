using System.Buffers.Binary;
using System.Security.Cryptography;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Copying;

/// <summary>
/// What an event is wherever it is stored: its stream, id, type, data and the metadata of the ledger that recorded it first. Positions,
/// revisions, and what a server stamps on a copy, are the store's.
/// </summary>
internal static class EventContent
{
    private const int HeadBytes = 32;

    public static bool AreEqual(in RecordedEvent one, in RecordedEvent other) =>
        one.Id == other.Id
        && one.Stream.Span.SequenceEqual(other.Stream.Span)
        && one.Type.Span.SequenceEqual(other.Type.Span)
        && one.Data.Span.SequenceEqual(other.Data.Span)
        && EventMetadata.OriginalOf(one.Metadata).Span.SequenceEqual(EventMetadata.OriginalOf(other.Metadata).Span);

    /// <summary>Adds it to a hash, each text after its length, so that no two contents read alike.</summary>
    public static void AppendTo(IncrementalHash hash, in RecordedEvent recorded)
    {
        var metadata = EventMetadata.OriginalOf(recorded.Metadata).Span;
        Span<byte> head = stackalloc byte[HeadBytes];
        recorded.Id.TryWriteBytes(head, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], recorded.Stream.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], recorded.Type.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[24..], recorded.Data.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[28..], metadata.Length);
        hash.AppendData(head);
        hash.AppendData(recorded.Stream.Span);
        hash.AppendData(recorded.Type.Span);
        hash.AppendData(recorded.Data.Span);
        hash.AppendData(metadata);
    }
}
