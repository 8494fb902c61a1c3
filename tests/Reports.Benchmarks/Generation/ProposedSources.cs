using System.Globalization;
using Google.Protobuf;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using GoogleEmpty = Google.Protobuf.WellKnownTypes.Empty;

namespace Reports.Benchmarks.Generation;

/// <summary>Sources as a writer outside appends them: a header and facts whose data is 500 bytes each.</summary>
public static class ProposedSources
{
    /// <summary>Bytes of an event's data, as in the figures that the endpoint is compared with.</summary>
    public const int DataBytes = 500;

    /// <summary>What the facts speak of; taken before the clock runs.</summary>
    public const string Gazetteer = """
        places: [{ id: qadam, name: Qadam, kind: neighbourhood }]
        actors: [{ id: isil, name: ISIL, kind: armed-group }]
        outlets: [{ id: sana, name: SANA }]
        """;

    /// <summary>One append: a new source with its facts.</summary>
    /// <param name="number">Numbers the source, which numbers its events' ids.</param>
    /// <param name="events">Events, the header included.</param>
    public static BatchAppendReq Append(int number, int events)
    {
        using var serializer = new EventSerializer();
        var id = string.Create(CultureInfo.InvariantCulture, $"source-{number}");
        var stream = StreamName.Source(id);
        var request = new BatchAppendReq
        {
            CorrelationId = IdOf(EventIds.Of(stream, "append", [])),
            IsFinal = true,
            Options = new BatchAppendReq.Types.Options
            {
                StreamIdentifier = new StreamIdentifier { StreamName = ByteString.CopyFromUtf8(stream.Value) },
                NoStream = new GoogleEmpty(),
            },
        };
        for (var i = 0; i < events; i++)
        {
            LedgerEvent e = i == 0 ? Header(id) : Fact(i, serializer);
            var (type, data) = (EventTypes.NameOf(e), serializer.Serialize(e));
            request.ProposedMessages.Add(new BatchAppendReq.Types.ProposedMessage
            {
                Id = IdOf(EventIds.Of(stream, type, data)),
                Metadata = { ["type"] = type, ["content-type"] = "application/json" },
                Data = UnsafeByteOperations.UnsafeWrap(data),
            });
        }

        return request;
    }

    private static SourceReported Header(string id) => new(new SourceHeader
    {
        Id = id,
        Outlet = "sana",
        Title = "A title",
        Published = new NodaTime.LocalDate(2018, 3, 14),
        Language = "en",
        Sha256 = new string('0', 64),
    });

    private static ControlReported Fact(int number, EventSerializer serializer)
    {
        var fact = new ControlFact
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"fact-{number}"),
            Place = "qadam",
            Actor = "isil",
            Relation = Relation.Took,
            On = ValidTime.Parse("2018-03-13"),
            Note = "n",
        };
        return new ControlReported(fact with { Note = new string('n', DataBytes - serializer.Serialize(fact).Length + 1) });
    }

    private static UUID IdOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new UUID
        {
            Structured = new UUID.Types.Structured
            {
                MostSignificantBits = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes),
                LeastSignificantBits = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            },
        };
    }
}
