using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>
/// Signs checkpoints beside a ledger that is served: on a task of its own, so that no append waits for it, and a last time when it is
/// disposed. What cannot be signed is told and tried again: a server does not end for it.
/// </summary>
/// <param name="checkpoints">The schedule.</param>
/// <param name="time">The clock by which it looks.</param>
/// <param name="signed">Told each checkpoint.</param>
/// <param name="failed">Told why one could not be signed; the same reason once.</param>
public sealed class CheckpointSigning(ScheduledCheckpoints checkpoints, TimeProvider time, Action<SignedCheckpoint> signed, Action<Exception> failed) : IAsyncDisposable
{
    /// <summary>Between two looks at the schedule.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private Task? _signing;
    private string? _told;

    /// <summary>Begins to look at the schedule. Called once.</summary>
    public void Start()
    {
        // Made here, so that whoever drives the clock finds it.
        var timer = new PeriodicTimer(Interval, time);
        _signing = Task.Run(async () =>
        {
            using var looking = timer;
            try
            {
                while (await looking.WaitForNextTickAsync(_ending.Token)) await SignAsync(isLast: false, _ending.Token);
            }
            catch (OperationCanceledException)
            {
                // The last one is signed by whoever disposes.
            }
        });
    }

    /// <summary>Signs what was recorded since the last one. Whoever appends has ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        using var ending = _ending;
        // Never started: nothing was served either.
        if (_signing is null) return;
        await ending.CancelAsync();
        await _signing;
        await SignAsync(isLast: true, CancellationToken.None);
    }

    private async Task SignAsync(bool isLast, CancellationToken cancellation)
    {
        try
        {
            if (await checkpoints.SignIfDueAsync(isLast, cancellation) is { } one) signed(one);
            _told = null;
        }
        catch (Exception e) when (e is LogException or RefusedException or IOException or UnauthorizedAccessException)
        {
            if (_told != e.Message) failed(e);
            _told = e.Message;
        }
    }
}
