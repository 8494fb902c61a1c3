using Microsoft.Extensions.Hosting;
using Reports.EventStore.Log;

namespace Reports.Service.Protocol;

/// <summary>
/// The head of the log, watched once for all subscribers: each waits for it and then pulls what it wants from the log, so that
/// a slow one holds nothing but its own place. Thread safe.
/// </summary>
internal sealed class LogHead(IEventLog log) : BackgroundService
{
    /// <summary>No event has such a type: the watch wants to know how far the log goes, not what it says.</summary>
    private static readonly EventFilter Nothing = new([], ["\0"]);

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;
    private Exception? _failure;

    /// <summary>The last position seen.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Waits until the log goes beyond a position.</summary>
    /// <exception cref="LogException">The log cannot be watched any more.</exception>
    public async Task WaitBeyondAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            // Taken before the look: a move during it wakes the wait below.
            var moved = Volatile.Read(ref _moved).Task;
            if (Position > position) return;
            if (Volatile.Read(ref _failure) is { } failure) throw new LogUnavailableException($"{log.Name} cannot be followed any more: {failure.Message}", failure);
            await moved.WaitAsync(cancellation);
        }
    }

    /// <summary>Starts where the log ends, so that nobody waits for what is there already.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Move((await log.HeadAsync(cancellationToken)).Commit);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var page in log.SubscribeAsync(EventStore.Log.Position.At(Position), Nothing, stoppingToken))
                Move(page.Next.Commit);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, and its subscriptions with it.
        }
        catch (Exception e)
        {
            Serilog.Log.Error(e, "{Ledger} cannot be followed any more", log.Name);
            Volatile.Write(ref _failure, e);
            Wake();
        }
    }

    private void Move(long position)
    {
        if (position <= Position) return;
        Volatile.Write(ref _position, position);
        Wake();
    }

    private void Wake() =>
        Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
