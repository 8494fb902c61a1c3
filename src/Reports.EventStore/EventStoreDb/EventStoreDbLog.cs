using System.Diagnostics;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb;

/// <summary>
/// A log on an EventStoreDB or KurrentDB, over its public gRPC protocol. Many processes may read and write one at once: expected
/// revisions keep them apart. Positions are the server's, and have gaps; so may revisions, where an append in parts was abandoned.
/// Thread safe.
/// </summary>
public sealed class EventStoreDbLog : IEventLog
{
    private readonly Cluster _cluster;
    private readonly ServerReads _server;
    private readonly LogReads _reads;
    private readonly LogAppends _appends;
    private readonly SessionAppends _sessions;
    private readonly bool _isWritten;

    private EventStoreDbLog(ConnectionString connection, EventStoreDbOptions options, bool isWritten)
    {
        _cluster = new Cluster(connection, options);
        _server = new ServerReads(_cluster);
        var journal = new AppendJournal(_cluster, _server);
        _reads = new LogReads(_server, journal);
        _appends = new LogAppends(_cluster, _server, _reads, journal, options);
        _sessions = new SessionAppends(_cluster, _server, connection, options);
        _isWritten = isWritten;
    }

    /// <summary>The connection string without its password.</summary>
    public string Name => _cluster.Name;

    /// <inheritdoc/>
    public bool HasDensePositions => false;

    /// <summary>Connects, so that what is wrong with the address, the certificate or the user is said at once.</summary>
    /// <exception cref="ConnectionStringException">The connection string says nothing clear.</exception>
    /// <exception cref="LogUnavailableException">No server can be reached, or it refuses.</exception>
    public static async Task<EventStoreDbLog> OpenAsync(
        string connection, LedgerMode mode, EventStoreDbOptions? options = null, CancellationToken cancellation = default)
    {
        var log = new EventStoreDbLog(ConnectionString.Parse(connection), options ?? new EventStoreDbOptions(), mode == LedgerMode.Write);
        try
        {
            await log._cluster.NodeAsync(cancellation);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        (await AppendAsync([new StreamAppend(stream, expected, events)], cancellation))[0];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        if (!_isWritten) throw new LogReadOnlyException($"{Name} was opened for reading");
        AppendLimits.Check(appends);
        LogAppends.CheckNames(appends);
        using var trace = AppendTelemetry.Begin(Name);
        var started = Stopwatch.GetTimestamp();
        var results = await _sessions.AppendAsync(appends, cancellation) ?? await AppendEachAsync(appends, cancellation);
        AppendTelemetry.Record(appends, results, started);
        return results;
    }

    private async Task<IReadOnlyList<AppendResult>> AppendEachAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        var results = new AppendResult[appends.Count];
        for (var i = 0; i < appends.Count; i++) results[i] = await _appends.AppendAsync(appends[i], cancellation);
        return results;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        _reads.StreamAsync(stream, read, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, CancellationToken cancellation = default) =>
        _reads.AllAsync(read, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default) =>
        new LogSubscription(_server, _reads).FollowAsync(after, filter, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Position> HeadAsync(CancellationToken cancellation = default) => await _reads.HeadAsync(EventFilter.None, cancellation);

    /// <inheritdoc/>
    public async ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) =>
        await _reads.RevisionAsync(stream, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
