using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Integrity;

/// <summary>When a checkpoint is signed without being asked for: after so many events, or so long after the last, whichever is first.</summary>
/// <param name="Events">Events since the last checkpoint; at least 1.</param>
/// <param name="Time">Time since the last one was signed here, if anything was recorded since.</param>
public sealed record CheckpointSchedule(long Events, TimeSpan Time);

/// <summary>
/// Signs checkpoints by a schedule. It has no timer of its own: whoever hosts it (watch, a service) asks from time to time, and after
/// what it records. One caller at a time.
/// </summary>
public sealed class ScheduledCheckpoints(IMediator mediator, TimeProvider time, IEventLog log, IntegrityFiles files, CheckpointSchedule schedule)
{
    private long? _size;
    // Of a log whose positions do not count events: those counted so far, and up to where.
    private long _counted;
    private Position _reached = Position.Start;
    private long _signed = time.GetTimestamp();

    /// <summary>Signs when it is due.</summary>
    /// <param name="isLast">True to sign whatever was recorded since the last one, such as when the host ends.</param>
    /// <param name="cancellation">Stops it; nothing is signed then.</param>
    /// <returns>The checkpoint; null when none was due.</returns>
    public async Task<SignedCheckpoint?> SignIfDueAsync(bool isLast = false, CancellationToken cancellation = default)
    {
        _size ??= files.History.Sizes() is [.., var last] ? last : 0;
        var count = log.HasDensePositions ? (await log.HeadAsync(cancellation)).Commit : await CountAsync(cancellation);
        var unsigned = count - _size.Value;
        if (unsigned <= 0 || (!isLast && unsigned < schedule.Events && time.GetElapsedTime(_signed) < schedule.Time)) return null;
        var signed = await mediator.Send(new SignCheckpoint(log, files), cancellation);
        (_size, _signed) = (Math.Max(count, signed.Checkpoint.Size), time.GetTimestamp());
        return signed;
    }

    /// <summary>Goes on counting where it was, at first where the tree is.</summary>
    private async Task<long> CountAsync(CancellationToken cancellation)
    {
        if (_counted == 0 && files.Tiles.Read() is { } tree) (_counted, _reached) = (tree.Size, tree.Last);
        await foreach (var page in log.ReadAllAsync(_reached == Position.Start ? default : new LogRead { After = _reached }, cancellation))
            (_counted, _reached) = (_counted + page.Events.Length, page.Next);
        return _counted;
    }
}
