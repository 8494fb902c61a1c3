using System.Buffers.Binary;
using System.IO.Hashing;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Checkpoints;

namespace Reports.Service.Ledgers;

/// <summary>
/// Tells a log from others, and from itself after a change, without reading it whole: hashes the last 64 events up to a position,
/// and those 64, 128, 256 … before it, each with its id, metadata and data. The metadata has the microsecond and the command of
/// the recording, which no two ledgers share that went apart before. Where positions have gaps none can be counted back to: there it
/// hashes the first event and the last 64.
/// </summary>
internal static class LogDigest
{
    private const int Run = 64;

    /// <summary>What a checkpoint of this log at a position says it was made from; null when the log does not reach that far.</summary>
    public static async Task<CheckpointOrigin?> OriginAsync(Ledger ledger, long position, CancellationToken cancellation)
    {
        var hash = new XxHash3();
        if (!ledger.Log.HasDensePositions) return await AppendGappedAsync(hash, ledger.Log, position, cancellation) ? Origin(position, hash) : null;
        var last = 0L;
        var run = new LogRead(Position.At(Math.Max(1, position - Run + 1)), Position.At(position));
        if (position > 0)
            await foreach (var page in ledger.Log.ReadAllAsync(run, cancellation))
                last = Append(hash, page.Events.Span);
        if (last != position) return null;
        for (long back = Run; back < position; back *= 2)
        {
            if (await ledger.EventAtAsync(position - back, cancellation) is not { } recorded) return null;
            Append(hash, [recorded]);
        }

        return Origin(position, hash);
    }

    /// <returns>False where this log has no event at the position.</returns>
    private static async Task<bool> AppendGappedAsync(XxHash3 hash, IEventLog log, long position, CancellationToken cancellation)
    {
        if (position == 0) return true;
        // Servers refuse positions of other logs, each in its own way; one that cannot be reached is told of by the next read.
        try
        {
            if ((await log.HeadAsync(cancellation)).Commit < position) return false;
            await foreach (var page in log.ReadAllAsync(new LogRead(MaxCount: 1), cancellation)) Append(hash, page.Events.Span);
            var last = 0L;
            await foreach (var page in log.ReadAllAsync(new LogRead(Position.At(position), Position.At(position), MaxCount: 1), cancellation))
                if (!page.Events.IsEmpty) last = Append(hash, page.Events.Span);
            await foreach (var page in log.ReadAllAsync(new LogRead(Position.At(position), Direction: ReadDirection.Backwards, MaxCount: Run - 1), cancellation))
                Append(hash, page.Events.Span);
            return last == position;
        }
        catch (LogException e) when (e is LogUnavailableException or LogRefusedException)
        {
            Serilog.Log.Debug(e, "{Ledger} has nothing at position {Position}", log.Name, position);
            return false;
        }
    }

    private static CheckpointOrigin Origin(long position, XxHash3 hash) =>
        new(position, hash.GetCurrentHashAsUInt64(), typeof(EventDecoder).Module.ModuleVersionId);

    private static long Append(XxHash3 hash, ReadOnlySpan<RecordedEvent> events)
    {
        foreach (ref readonly var recorded in events) Append(hash, recorded);
        return events.IsEmpty ? 0 : events[^1].Position.Commit;
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
