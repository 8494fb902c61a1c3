using System.Runtime.CompilerServices;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>Reads as a server answers them, taken up again where a connection was lost. Thread safe.</summary>
internal sealed class ServerReads(Cluster cluster)
{
    public const ulong Unbounded = long.MaxValue;

    public EventConversion Conversion { get; } = new(cluster.Name);

    public Cluster Cluster => cluster;

    /// <summary>The events of a stream, whatever the journal says of them.</summary>
    public async IAsyncEnumerable<RecordedEvent> StreamAsync(
        StreamName stream, StreamRead read, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        var from = read.From;
        for (var attempt = 0; left > 0; attempt++)
        {
            await using var call = await OpenAsync(ReadRequests.OfStream(stream, read with { From = from }, (ulong)left), cancellation);
            while (await call.NextAsync(attempt, cancellation))
            {
                if (call.Current.ContentCase != ReadResp.ContentOneofCase.Event) continue;
                var recorded = Conversion.Convert(call.Current.Event);
                attempt = 0;
                left--;
                from = read.Direction == ReadDirection.Forwards ? recorded.Revision + 1 : recorded.Revision - 1;
                yield return recorded;
            }

            if (!call.IsLost || from < 0) yield break;
        }
    }

    /// <summary>The last event of a stream, whatever the journal says of it; null when there is none.</summary>
    public async Task<RecordedEvent?> LastAsync(StreamName stream, CancellationToken cancellation)
    {
        await foreach (var recorded in StreamAsync(stream, new StreamRead(Direction: ReadDirection.Backwards, MaxCount: 1), cancellation)) return recorded;
        return null;
    }

    /// <summary>Where the log ends now, the server's own events included.</summary>
    public async Task<Position> TailAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var call = await OpenAsync(ReadRequests.OfTail(), cancellation);
            while (await call.NextAsync(attempt, cancellation))
                if (call.Current.ContentCase == ReadResp.ContentOneofCase.Event && (call.Current.Event.Link ?? call.Current.Event.Event) is not null)
                    return EventConversion.PositionOf(call.Current.Event);
            if (!call.IsLost) return Position.Start;
        }
    }

    public async Task<ReadCall> OpenAsync(ReadReq request, CancellationToken cancellation)
    {
        var node = await cluster.NodeAsync(cancellation);
        return new ReadCall(cluster, node, request, cancellation);
    }
}

/// <summary>One call of <c>Streams.Read</c>. Not thread safe.</summary>
internal sealed class ReadCall : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly Node _node;
    private readonly CancellationTokenSource _stop;
    private readonly AsyncServerStreamingCall<ReadResp> _call;
    private Task<bool>? _next;

    public ReadCall(Cluster cluster, Node node, ReadReq request, CancellationToken cancellation)
    {
        _cluster = cluster;
        _node = node;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cluster.Closed);
        _call = node.Channel.Streams.Read(request, node.Channel.Call(Timeout.InfiniteTimeSpan, _stop.Token));
    }

    public ReadResp Current => _call.ResponseStream.Current;

    /// <summary>True when the call ended because the connection did: another one goes on where this one stopped.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether the next answer is there already.</summary>
    public bool HasNext => (_next ??= _call.ResponseStream.MoveNext(CancellationToken.None)).IsCompleted;

    /// <summary>Waits for the next answer. False when the call ended; then <see cref="IsLost"/> says whether there may be more.</summary>
    /// <exception cref="LogException">The server refused.</exception>
    public async ValueTask<bool> NextAsync(int attempt, CancellationToken cancellation)
    {
        var next = _next ?? _call.ResponseStream.MoveNext(CancellationToken.None);
        _next = null;
        try
        {
            return await next;
        }
        catch (RpcException e)
        {
            await _cluster.AfterAsync(e, _node, attempt, null, cancellation);
            IsLost = true;
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A call that is not read to its end is told so, or the server would go on sending.
        await _stop.CancelAsync();
        if (_next is { } next)
        {
            try
            {
                await next;
            }
            catch (RpcException)
            {
                // Cancelled, by the line above.
            }
        }

        _call.Dispose();
        _stop.Dispose();
    }
}
