using System.Buffers.Binary;
using Reports.EventStore.Protocol;

namespace Reports.Service.Protocol;

/// <summary>Ids as the protocol has them: a text, or the halves of the text's digits, most significant first.</summary>
internal static class ProtocolIds
{
    public static bool TryRead(UUID? uuid, out Guid id)
    {
        switch (uuid?.ValueCase)
        {
            case UUID.ValueOneofCase.String: return Guid.TryParse(uuid.String, out id);
            case UUID.ValueOneofCase.Structured:
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteInt64BigEndian(bytes, uuid.Structured.MostSignificantBits);
                BinaryPrimitives.WriteInt64BigEndian(bytes[8..], uuid.Structured.LeastSignificantBits);
                id = new Guid(bytes, bigEndian: true);
                return true;
            default:
                id = default;
                return false;
        }
    }

    public static UUID Of(Guid id, bool isStructured)
    {
        var uuid = isStructured ? new UUID { Structured = new UUID.Types.Structured() } : new UUID();
        Write(id, uuid);
        return uuid;
    }

    /// <summary>Puts an id into a message that is used again, in the form that the message has.</summary>
    public static void Write(Guid id, UUID uuid)
    {
        if (uuid.ValueCase != UUID.ValueOneofCase.Structured)
        {
            uuid.String = id.ToString();
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        uuid.Structured.MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes);
        uuid.Structured.LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}
