using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Events;

/// <summary>
/// Ids that follow from content: the same event of the same stream, in the same place of its fact's history, has the same id, so
/// that a retry or a second ingest can be told from something new.
/// </summary>
public static class EventIds
{
    private const int StackBytes = 2048;

    /// <summary>An RFC 9562 version 8 id from SHA-256 over the stream, the type, the data and what it replaces.</summary>
    /// <param name="replaces">The id of the event that this one corrects, retracts or follows; null for a first report.</param>
    public static Guid Of(StreamName stream, string type, ReadOnlySpan<byte> data, Guid? replaces = null)
    {
        var length = stream.Value.Length + type.Length + data.Length + 2 + (replaces is null ? 0 : 16);
        var buffer = length <= StackBytes ? stackalloc byte[length] : new byte[length];
        var at = Encoding.ASCII.GetBytes(stream.Value, buffer);
        buffer[at++] = 0;
        at += Encoding.ASCII.GetBytes(type, buffer[at..]);
        buffer[at++] = 0;
        replaces?.TryWriteBytes(buffer[at..], bigEndian: true, out _);
        if (replaces is not null) at += 16;
        data.CopyTo(buffer[at..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>An id for one run of a command, from what it was and when: deterministic under a given clock.</summary>
    public static Guid OfRun(string command, DateTimeOffset at)
    {
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, at.UtcTicks);
        return Of(new StreamName("run"), command, time);
    }
}
