using System.Buffers.Binary;
using System.IO.Hashing;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Checkpoints;

namespace Reports.Service.Ledgers;

/// <summary>
/// Tells a log from others, and from itself after a change, without reading it whole: hashes the event at a position, and those
/// 1, 3, 7, 15 … before it, each with its id, metadata and data. Recorded events never change, so that one log gives one digest.
/// </summary>
internal static class LogDigest
{
    /// <summary>What a checkpoint of this log at a position says it was made from; null when the log does not reach that far.</summary>
    public static async Task<CheckpointOrigin?> OriginAsync(Ledger ledger, long position, CancellationToken cancellation)
    {
        var hash = new XxHash3();
        for (long at = position, step = 1; at > 0; at -= step, step *= 2)
        {
            if (await ledger.EventAtAsync(at, cancellation) is not { } recorded) return null;
            Append(hash, recorded);
        }

        return new CheckpointOrigin(position, hash.GetCurrentHashAsUInt64(), typeof(EventDecoder).Module.ModuleVersionId);
    }

    private static void Append(XxHash3 hash, in RecordedEvent recorded)
    {
        Span<byte> numbers = stackalloc byte[48];
        numbers.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(numbers, recorded.Position.Commit);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], recorded.Revision);
        recorded.Id.TryWriteBytes(numbers[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[32..], recorded.Stream.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[36..], recorded.Type.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[40..], recorded.Data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[44..], recorded.Metadata.Length);
        hash.Append(numbers);
        hash.Append(recorded.Stream.Span);
        hash.Append(recorded.Type.Span);
        hash.Append(recorded.Data.Span);
        hash.Append(recorded.Metadata.Span);
    }
}
