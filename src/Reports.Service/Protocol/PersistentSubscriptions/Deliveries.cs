using Google.Protobuf;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;
using Reports.Service.Protocol.Reading;
using Reports.Service.Protocol.Virtual;
using Message = Reports.EventStore.Protocol.PersistentSubscriptions.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>Makes the messages of one subscription. Not thread safe.</summary>
internal sealed class Deliveries(string source, bool hasStructuredIds, bool resolvesLinks)
{
    private readonly CreatedTicks _created = new();
    private readonly ByteString _source = ByteString.CopyFromUtf8(source);

    public ReadResp Of(Deliver deliver)
    {
        var sent = (SourceEvent)deliver.Event;
        var read = new ReadResp.Types.ReadEvent
        {
            CommitPosition = (ulong)sent.Recorded.Position.Commit,
            RetryCount = deliver.RetryCount,
        };
        if (sent.Link is null) read.Event = Event(sent);
        else if (resolvesLinks) (read.Event, read.Link) = (Event(sent), Link(sent, sent.Link));
        else read.Event = Link(sent, sent.Link);
        return new ReadResp { Event = read };
    }

    private Message Event(SourceEvent sent)
    {
        var recorded = sent.Recorded;
        return Placed(sent, new Message
        {
            Id = ProtocolIds.Of(recorded.Id, hasStructuredIds),
            StreamIdentifier = new StreamIdentifier { StreamName = ByteString.CopyFrom(recorded.Stream.Span) },
            StreamRevision = (ulong)recorded.Revision,
            Metadata = { { "type", recorded.TypeText }, { "content-type", RecordedMessage.Json } },
            CustomMetadata = UnsafeByteOperations.UnsafeWrap(recorded.Metadata),
            Data = UnsafeByteOperations.UnsafeWrap(recorded.Data),
        });
    }

    private Message Link(SourceEvent sent, byte[] data) => Placed(sent, new Message
    {
        Id = ProtocolIds.Of(sent.Id, hasStructuredIds),
        StreamIdentifier = new StreamIdentifier { StreamName = _source },
        StreamRevision = (ulong)sent.Place,
        Metadata = { { "type", VirtualLink.Type }, { "content-type", RecordedMessage.Octets } },
        Data = UnsafeByteOperations.UnsafeWrap(data),
    });

    /// <summary>A link stands where its target does, and was made with it.</summary>
    private Message Placed(SourceEvent sent, Message message)
    {
        var position = sent.Recorded.Position;
        (message.CommitPosition, message.PreparePosition) = ((ulong)position.Commit, (ulong)position.Prepare);
        message.Metadata.Add("created", _created.Of(sent.Recorded.Metadata));
        return message;
    }
}
