using Reports.EventStore.EventStoreDb.Appending;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>One node: its connection, and the call on which appends go to it side by side. Thread safe.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly NodeChannel _channel;
    private readonly BatchAppends? _batches;

    public Node(NodeChannel channel, ConnectionString connection, TimeProvider time)
    {
        _channel = channel;
        if (channel.HasBatchAppend) _batches = new BatchAppends(channel, connection.Deadline, time);
        else Single = new SingleAppends(channel, connection.Deadline);
    }

    public NodeChannel Channel => _channel;

    private SingleAppends? Single { get; }

    /// <summary>One append, of a size that the server takes.</summary>
    public Task<WriteResult> WriteAsync(Write write, CancellationToken cancellation) =>
        _batches is not null ? _batches.WriteAsync(write, cancellation) : Single!.WriteAsync(write, cancellation);

    /// <summary>Closes it without waiting: its calls have failed, or are to.</summary>
    public void Abandon()
    {
        _batches?.Dispose();
        _channel.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_batches is not null) await _batches.CloseAsync();
        Abandon();
    }
}
