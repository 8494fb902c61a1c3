using System.Buffers.Binary;
using Google.Protobuf.Collections;
using Reports.EventStore.Protocol;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>Values of this project as the protocol writes them.</summary>
internal static class Wire
{
    /// <summary>The type that this project's events have there: JSON, so that projections and other clients read them.</summary>
    private const string ContentType = "application/json";

    /// <summary>Big-endian halves of the text form, most significant first.</summary>
    public static UUID Id(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new UUID
        {
            Structured = new UUID.Types.Structured
            {
                MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes),
                LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            },
        };
    }

    /// <exception cref="FormatException">No id, or one in neither form.</exception>
    public static Guid Id(UUID? id)
    {
        if (id is { ValueCase: UUID.ValueOneofCase.String } && Guid.TryParse(id.String, out var parsed)) return parsed;
        if (id is not { ValueCase: UUID.ValueOneofCase.Structured }) throw new FormatException("an id that is none");
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.Structured.MostSignificantBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.Structured.LeastSignificantBits);
        return new Guid(bytes, bigEndian: true);
    }

    public static void AddMetadata(MapField<string, string> metadata, string type)
    {
        metadata.Add("type", type);
        metadata.Add("content-type", ContentType);
    }

    /// <exception cref="FormatException">More than 63 bits, which no server counts to.</exception>
    public static long Number(ulong value) => value <= long.MaxValue ? (long)value : throw new FormatException($"the number {value}, which is too large");
}
