using Google.Protobuf;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Message = Reports.EventStore.Protocol.Streams.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace Reports.Service.Protocol.Reading;

/// <summary>
/// An event as a message that is filled again for the next one. The message points into the page that the event came in: it is
/// serialized before the page is gone, and nothing of it is copied before that.
/// </summary>
internal sealed class RecordedMessage
{
    public const string Json = "application/json";
    public const string Octets = "application/octet-stream";

    private const string Type = "type";
    private const string ContentType = "content-type";
    private const string Created = "created";

    private readonly CreatedTicks _created = new();
    private readonly StreamIdentifier _stream = new();
    private byte[] _streamBytes = [];
    private byte[] _typeBytes = [];
    private string _type = "";

    public RecordedMessage(bool hasStructuredIds)
    {
        Message = new Message { Id = ProtocolIds.Of(Guid.Empty, hasStructuredIds), StreamIdentifier = _stream };
        Message.Metadata[ContentType] = Json;
    }

    public Message Message { get; }

    public void Fill(in RecordedEvent recorded)
    {
        ProtocolIds.Write(recorded.Id, Message.Id);
        SetStream(recorded.Stream.Span);
        SetType(recorded.Type.Span);
        Place(recorded.Revision, recorded.Position);
        Message.Metadata[Created] = _created.Of(recorded.Metadata);
        Message.CustomMetadata = UnsafeByteOperations.UnsafeWrap(recorded.Metadata);
        Message.Data = UnsafeByteOperations.UnsafeWrap(recorded.Data);
    }

    /// <summary>Fills in a link of a virtual stream to an event.</summary>
    public void FillLink(ReadOnlySpan<byte> stream, long revision, Guid id, ReadOnlyMemory<byte> data, in RecordedEvent target)
    {
        ProtocolIds.Write(id, Message.Id);
        SetStream(stream);
        SetType("$>"u8);
        // A link stands where its target does.
        Place(revision, target.Position);
        Message.Metadata[ContentType] = Octets;
        Message.Metadata[Created] = _created.Of(target.Metadata);
        Message.CustomMetadata = ByteString.Empty;
        Message.Data = UnsafeByteOperations.UnsafeWrap(data);
    }

    /// <summary>Lets go of the page, which is large: whoever waits for a slow reader must not hold it.</summary>
    public void Release() => (Message.Data, Message.CustomMetadata) = (ByteString.Empty, ByteString.Empty);

    private void Place(long revision, Position position)
    {
        Message.StreamRevision = (ulong)revision;
        Message.CommitPosition = (ulong)position.Commit;
        Message.PreparePosition = (ulong)position.Prepare;
    }

    private void SetStream(ReadOnlySpan<byte> stream)
    {
        if (stream.SequenceEqual(_streamBytes)) return;
        _streamBytes = stream.ToArray();
        _stream.StreamName = UnsafeByteOperations.UnsafeWrap(_streamBytes);
    }

    private void SetType(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual(_typeBytes)) return;
        _typeBytes = type.ToArray();
        _type = System.Text.Encoding.ASCII.GetString(type);
        Message.Metadata[Type] = _type;
    }
}
