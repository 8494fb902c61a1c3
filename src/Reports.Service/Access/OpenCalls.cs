using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Reports.Service.Access;

/// <summary>
/// Calls that stay open, such as subscriptions: each is ended within seconds once its key or token expired, or the key was revoked. Thread safe.
/// </summary>
internal sealed class OpenCalls(AccessControl access, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<OpenCall, byte> _open = new();

    /// <summary>Notes a call until it is disposed of.</summary>
    /// <param name="caller">Who made it.</param>
    /// <param name="end">Ends it; called at most once.</param>
    public IDisposable Begin(Caller caller, Action end)
    {
        var call = new OpenCall(this, caller, end);
        // Who showed nothing has nothing that could be revoked.
        if (caller.IsKnown) _open.TryAdd(call, 0);
        return call;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var (call, _) in _open)
                    if (!access.IsCurrent(call.Caller) && _open.TryRemove(call, out _))
                        call.End();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, and its calls with it.
        }
    }

    private sealed class OpenCall(OpenCalls calls, Caller caller, Action end) : IDisposable
    {
        public Caller Caller => caller;

        public void End() => end();

        public void Dispose() => calls._open.TryRemove(this, out _);
    }
}
