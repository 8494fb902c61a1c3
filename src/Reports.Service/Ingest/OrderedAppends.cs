using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Service.Ingest;

/// <summary>
/// Appends of one writer, one after another: while some are written and the views take them, the next are made. What is under way is
/// bounded. Not thread safe; the caller holds the ledger's gate until <see cref="EndAsync"/> or <see cref="StopAsync"/> is done.
/// </summary>
internal sealed class OrderedAppends(Ledger ledger)
{
    /// <summary>Those that wait together are written in one transaction, which writes a page once that several of them change.</summary>
    private const int MostUnderWay = 6;

    private readonly Queue<(Task Taken, IReadOnlyList<StreamAppend> Appends)> _underWay = new();
    private readonly HashSet<StreamName> _streams = [];
    private Task _last = Task.CompletedTask;

    /// <summary>True while an append to the stream is under way: what the ledger holds of it is about to change.</summary>
    public bool Touches(StreamName stream) => _streams.Contains(stream);

    /// <summary>Begins an append, once there is room for one more. Its memory must stay as it is until what follows by <see cref="Then"/> runs.</summary>
    /// <exception cref="LogException">An earlier one failed.</exception>
    public async Task AddAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        while (_underWay.Count >= MostUnderWay) await EndFirstAsync();
        var written = ledger.Log.AppendAsync(appends, cancellation).AsTask();
        _last = TakeAsync(_last, written, appends);
        _underWay.Enqueue((_last, appends));
        foreach (var append in appends) _streams.Add(append.Stream);
        // Several at once keep their order in a file; a cluster gives no such promise.
        if (!ledger.Log.HasDensePositions) await EndAsync();
    }

    /// <summary>Runs something when all that was added is durable and in the views.</summary>
    public void Then(Action action) => _last = ThenAsync(_last, action);

    /// <summary>Waits until all that was added is durable and in the views.</summary>
    /// <exception cref="LogException">One of them failed.</exception>
    public async Task EndAsync()
    {
        while (_underWay.Count > 0) await EndFirstAsync();
        await _last;
    }

    /// <summary>Waits until nothing is under way, whatever comes of it: after a failure, which is told already.</summary>
    public Task StopAsync() => _last.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task EndFirstAsync()
    {
        var (taken, appends) = _underWay.Dequeue();
        await taken;
        foreach (var append in appends) _streams.Remove(append.Stream);
    }

    private async Task TakeAsync(Task before, Task<IReadOnlyList<AppendResult>> written, IReadOnlyList<StreamAppend> appends)
    {
        try
        {
            await before;
        }
        catch
        {
            // The gate is held until the log has answered this one too.
            await written.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        await ledger.TakeAppendedAsync(appends, await written);
    }

    private static async Task ThenAsync(Task before, Action action)
    {
        await before;
        action();
    }
}
