using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.Service.Appending;
using Reports.Service.Protocol.Reading;

namespace Reports.Service.Protocol.Appending;

/// <summary>The events of one append as they come in, part by part, within the limits of one append.</summary>
internal sealed class ProposedBatch(string stream, ExpectedRevision expected, DateTimeOffset deadline)
{
    private readonly List<ProposedEvent> _events = [];

    public string Stream { get; } = stream;

    public ExpectedRevision Expected { get; } = expected;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Bytes taken so far, with what each event costs beside its own.</summary>
    public int Bytes { get; private set; }

    /// <exception cref="RpcException">Too large, or something of the event is missing.</exception>
    public void Add(UUID? id, MapField<string, string> metadata, ByteString custom, ByteString data)
    {
        if (!metadata.TryGetValue("type", out var type) || !metadata.TryGetValue("content-type", out var contentType))
            throw ProtocolErrors.MissingMetadata("an event's metadata has type and content-type");
        Add(id, type, contentType, custom, data);
    }

    /// <inheritdoc cref="Add(UUID, MapField{string, string}, ByteString, ByteString)"/>
    public void Add(UUID? id, string type, string contentType, ByteString custom, ByteString data)
    {
        if (!ProtocolIds.TryRead(id, out var eventId) || eventId == Guid.Empty) throw ProtocolErrors.Invalid("an event has an id, a UUID that is not all zeros");
        if (type.Length is 0 or > LogLimits.TypeLength || type.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw ProtocolErrors.Invalid($"an event type has 1 to {LogLimits.TypeLength} printable ASCII characters");
        if (contentType != RecordedMessage.Json) throw ProtocolErrors.Invalid($"the events of a ledger are {RecordedMessage.Json}, not '{contentType}'");
        if (data.Length + custom.Length > LogLimits.EventBytes)
            throw ProtocolErrors.TooLarge(LogLimits.EventBytes, $"an event of {data.Length + custom.Length} bytes; at most {LogLimits.EventBytes}");
        Bytes += data.Length + custom.Length + ProtocolLimits.EventBytesBeside;
        if (Bytes > ProtocolLimits.AppendBytes) throw ProtocolErrors.TooLarge(ProtocolLimits.AppendBytes, $"an append of more than {ProtocolLimits.AppendBytes} bytes");
        _events.Add(new ProposedEvent(eventId, type, data.Memory, custom.Memory));
    }

    public ProposedAppend Of(string author) => new(Stream, Expected, _events, author, Deadline);
}
