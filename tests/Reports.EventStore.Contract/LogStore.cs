using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Where the log of one test is kept, and what kind of store it is.</summary>
public abstract class LogStore : IAsyncDisposable
{
    /// <summary>True when an append to several streams is one write (the embedded log).</summary>
    public virtual bool IsMultiStreamAtomic => true;

    /// <summary>True when positions count 1, 2, 3 … (the embedded log).</summary>
    public virtual bool IsPositionWithoutGaps => true;

    /// <summary>Opens a log that holds nothing. The test disposes of it, before it disposes of the store.</summary>
    public abstract ValueTask<IEventLog> OpenEmptyAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
