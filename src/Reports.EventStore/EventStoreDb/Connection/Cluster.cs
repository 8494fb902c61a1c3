using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>
/// The node that is spoken to, and how another is found when it is lost: by gossip where the connection string asks for it, by the
/// leader that a node names, and by trying again. Thread safe.
/// </summary>
internal sealed class Cluster(ConnectionString connection, EventStoreDbOptions options) : IAsyncDisposable
{
    private readonly Backoff _backoff = new(connection.DiscoveryInterval, options.Time, options.Seed);
    private readonly SemaphoreSlim _finding = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private Node? _current;
    private NodeAddress? _leader;

    public ConnectionString Connection => connection;

    /// <summary>For messages.</summary>
    public string Name { get; } = connection.ToString();

    public CancellationToken Closed => _closed.Token;

    /// <summary>Asks a node, and another or the same again after what passes.</summary>
    /// <param name="ask">May run more than once.</param>
    /// <param name="append">What is appended, for messages; null for reads.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<T> AskAsync<T>(
        Func<Node, CancellationToken, Task<T>> ask, (StreamName Stream, ExpectedRevision Expected)? append, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var node = await NodeAsync(cancellation);
            try
            {
                return await ask(node, cancellation);
            }
            catch (RpcException e)
            {
                await AfterAsync(e, node, attempt, append, cancellation);
            }
        }
    }

    /// <summary>Throws what a failed call means, or waits until another may succeed.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="node">The node that was asked.</param>
    /// <param name="attempt">How many calls failed before, without one that brought something between.</param>
    /// <param name="append">What was appended, for messages; null for reads.</param>
    /// <param name="cancellation">The caller's own.</param>
    public async Task AfterAsync(
        RpcException failure, Node node, int attempt, (StreamName Stream, ExpectedRevision Expected)? append, CancellationToken cancellation)
    {
        ThrowIfEnded(cancellation);
        if (!ProtocolFailures.IsPassing(failure) || attempt + 1 >= connection.MaxDiscoverAttempts) throw ProtocolFailures.Tell(failure, Name, append);
        var leader = ProtocolFailures.LeaderOf(failure);
        Drop(node, leader);
        // A named leader is there now; anything else needs time to pass.
        if (leader is null || attempt > 0) await _backoff.WaitAsync(attempt, OrClosed(cancellation));
    }

    /// <summary>The node that is spoken to, found first where there is none.</summary>
    /// <exception cref="LogUnavailableException">None can be reached, or the one that is refuses.</exception>
    public async ValueTask<Node> NodeAsync(CancellationToken cancellation)
    {
        ThrowIfEnded(cancellation);
        if (Volatile.Read(ref _current) is { } current) return current;
        await _finding.WaitAsync(cancellation);
        try
        {
            if (_current is { } found) return found;
            ThrowIfEnded(cancellation);
            var node = await FindAsync(cancellation);
            Volatile.Write(ref _current, node);
            // Closed in between: nobody would close it later.
            if (_closed.IsCancellationRequested) Drop(node, null);
            ThrowIfEnded(cancellation);
            return node;
        }
        finally
        {
            _finding.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested) return;
        await _closed.CancelAsync();
        if (Interlocked.Exchange(ref _current, null) is { } node) await node.DisposeAsync();
    }

    private void ThrowIfEnded(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, typeof(EventStoreDbLog));
    }

    private void Drop(Node node, NodeAddress? leader)
    {
        _leader = leader;
        if (Interlocked.CompareExchange(ref _current, null, node) == node) node.Abandon();
    }

    private async Task<Node> FindAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            RpcException? failure = null;
            foreach (var address in await CandidatesAsync(e => failure = e, cancellation))
            {
                var channel = NodeChannel.Open(address, connection);
                try
                {
                    await channel.AskFeaturesAsync(OrClosed(cancellation));
                    return new Node(channel, connection, options.Time);
                }
                catch (RpcException e)
                {
                    channel.Dispose();
                    ThrowIfEnded(cancellation);
                    failure = e;
                    if (!ProtocolFailures.IsPassing(e) && e.StatusCode != StatusCode.DeadlineExceeded) throw ProtocolFailures.Tell(e, Name);
                }
                catch
                {
                    channel.Dispose();
                    throw;
                }
            }

            if (attempt + 1 >= connection.MaxDiscoverAttempts)
                throw failure is null
                    ? new LogUnavailableException($"{Name}: no node of the cluster is ready")
                    : ProtocolFailures.Tell(failure, Name);
            await _backoff.WaitAsync(attempt, OrClosed(cancellation));
        }
    }

    /// <summary>Where to try: the leader that was named, once; the members that gossip tells of; or the one host.</summary>
    private async Task<IReadOnlyList<NodeAddress>> CandidatesAsync(Action<RpcException> failed, CancellationToken cancellation)
    {
        if (_leader is { } leader)
        {
            _leader = null;
            return [leader];
        }

        if (!connection.Discovers) return connection.Hosts;
        foreach (var seed in _backoff.Shuffle(connection.Hosts))
        {
            using var channel = NodeChannel.Open(seed, connection);
            try
            {
                var known = await channel.Gossip.ReadAsync(new Empty(), channel.Call(connection.GossipTimeout, OrClosed(cancellation)));
                var members = NodeSelection.Order(known.Members, connection.Preference, _backoff.Shuffle);
                if (members.Count > 0) return members;
            }
            catch (RpcException e)
            {
                ThrowIfEnded(cancellation);
                if (!ProtocolFailures.IsPassing(e) && e.StatusCode != StatusCode.DeadlineExceeded) throw ProtocolFailures.Tell(e, Name);
                failed(e);
            }
        }

        return [];
    }

    /// <summary>What has no token of its own ends with the log.</summary>
    private CancellationToken OrClosed(CancellationToken cancellation) => cancellation.CanBeCanceled ? cancellation : _closed.Token;
}
