using System.Runtime.CompilerServices;
using System.Text;
using Grpc.Core;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Client = global::EventStore.Client;

namespace Reports.EventStore.EventStoreDb.Official;

/// <summary>
/// A log on EventStoreDB through the server's own client, the package EventStore.Client.Grpc.Streams. Built instead of the adapter
/// with <c>-p:EventStoreClient=official</c>. The client finds nodes, follows the leader and connects again; what it cannot do is
/// refused: an append larger than the server takes, and a ledger in which the adapter wrote such appends in parts. Thread safe.
/// </summary>
public sealed class OfficialEventLog : IEventLog
{
    private const int PageEvents = 512;
    private const int Tries = 10;
    private const int Gates = 256;

    /// <summary>Where the adapter announces appends in parts.</summary>
    private const string Journal = "reports-appends";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    private readonly Client.EventStoreClient _client;
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly bool _isWritten;

    private OfficialEventLog(Client.EventStoreClient client, string name, bool isWritten)
    {
        _client = client;
        Name = name;
        _isWritten = isWritten;
    }

    /// <summary>The connection string without its password.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public bool HasDensePositions => false;

    /// <summary>Connects, so that what is wrong with the address, the certificate or the user is said at once.</summary>
    /// <exception cref="Connection.ConnectionStringException">The connection string says nothing clear.</exception>
    /// <exception cref="LogUnavailableException">No server can be reached, or it refuses.</exception>
    /// <exception cref="LogForeignException">The ledger holds appends in parts.</exception>
    public static async Task<OfficialEventLog> OpenAsync(string connection, LedgerMode mode, CancellationToken cancellation = default)
    {
        // Read by our own rules first: their messages hold no password, and name what is wrong.
        var name = Connection.ConnectionString.Parse(connection).ToString();
        Client.EventStoreClientSettings settings;
        try
        {
            settings = Client.EventStoreClientSettings.Create(connection);
        }
        catch (Client.ConnectionStringParseException e)
        {
            throw new Connection.ConnectionStringException($"the connection string is one that the official client does not take ({e.GetType().Name})");
        }

        var log = new OfficialEventLog(new Client.EventStoreClient(settings), name, mode == LedgerMode.Write);
        try
        {
            if (await log.RawRevisionAsync(Journal, cancellation) is not null)
                throw new LogForeignException($"{name} holds appends in parts (the stream {Journal}), which the build with the official client does not read");
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
    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        ThrowIfEnded(cancellation);
        if (!_isWritten) throw new LogReadOnlyException($"{Name} was opened for reading");
        AppendLimits.Check(appends);
        foreach (var append in appends)
            if (append.Stream.Value.StartsWith('$') || append.Stream.Value == Journal || append.Events.Any(e => e.Type.StartsWith('$')))
                throw new LimitExceededException($"the stream '{append.Stream}': names that begin with '$' are the server's, and '{Journal}' is the log's own");
        var results = new AppendResult[appends.Count];
        for (var i = 0; i < appends.Count; i++) results[i] = await AppendAsync(appends[i], cancellation);
        return results;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventPage> ReadStreamAsync(
        StreamName stream, StreamRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ThrowIfEnded(cancellation);
        var isForwards = read.Direction == ReadDirection.Forwards;
        if (!isForwards && read.From is not null)
        {
            if (await RevisionAsync(stream, cancellation) is not { } last) yield break;
            read = read with { From = Math.Min(last, read.From.Value) };
        }

        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        var from = read.From is { } at ? Client.StreamPosition.FromInt64(at) : isForwards ? Client.StreamPosition.Start : Client.StreamPosition.End;
        var page = new List<RecordedEvent>(PageEvents);
        for (var attempt = 0; left > 0; attempt++)
        {
            var isLost = false;
            var position = from;
            await using var messages = _client
                .ReadStreamAsync(isForwards ? Client.Direction.Forwards : Client.Direction.Backwards, stream.Value, position, left, cancellationToken: cancellation)
                .Messages.GetAsyncEnumerator(cancellation);
            while (true)
            {
                var (has, lost) = await NextAsync(messages, attempt, cancellation);
                isLost = lost;
                if (!has) break;
                if (messages.Current is not Client.StreamMessage.Event(var resolved)) continue;
                attempt = 0;
                left--;
                from = isForwards
                    ? resolved.Event.EventNumber.Next()
                    : resolved.Event.EventNumber == Client.StreamPosition.Start ? Client.StreamPosition.Start : resolved.Event.EventNumber - 1;
                if (!isForwards && resolved.Event.EventNumber == Client.StreamPosition.Start) left = 0;
                page.Add(Convert(resolved));
                if (page.Count < PageEvents) continue;
                yield return PageOf(page);
                page.Clear();
            }

            if (!isLost) break;
        }

        if (page.Count > 0) yield return PageOf(page);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ThrowIfEnded(cancellation);
        var isForwards = read.Direction == ReadDirection.Forwards;
        if (isForwards ? (read.After ?? read.From) is { Commit: long.MaxValue } : read.From == Position.Start) yield break;
        var head = isForwards && !read.Filter.IsEmpty && read.MaxCount == 0 ? await HeadAsync(cancellation) : Position.Start;
        var to = read.To ?? (isForwards ? Position.End : Position.Start);
        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        // Forwards a server starts with the event at the position, backwards before it; what was seen is left out.
        var (last, isAfter) = read.After is { } after ? (after, true) : (read.From ?? (isForwards ? Position.Start : Position.End), !isForwards);
        var next = read.After ?? Position.Start;
        var page = new List<RecordedEvent>(PageEvents);
        for (var attempt = 0; left > 0; attempt++)
        {
            var isLost = false;
            await using var messages = _client
                .ReadAllAsync(isForwards ? Client.Direction.Forwards : Client.Direction.Backwards, ToClient(last, isForwards), FilterOf(read.Filter), cancellationToken: cancellation)
                .Messages.GetAsyncEnumerator(cancellation);
            while (left > 0)
            {
                var (has, lost) = await NextAsync(messages, attempt, cancellation);
                isLost = lost;
                if (!has) break;
                if (messages.Current is not Client.StreamMessage.Event(var resolved) || !IsOfLedger(resolved)) continue;
                attempt = 0;
                var recorded = Convert(resolved);
                var order = isForwards ? recorded.Position.CompareTo(last) : last.CompareTo(recorded.Position);
                if (order < 0 || (order == 0 && isAfter)) continue;
                (last, isAfter) = (recorded.Position, true);
                if (isForwards ? recorded.Position > to : recorded.Position <= to)
                {
                    left = 0;
                    break;
                }

                if (!Takes(read.Filter, recorded)) continue;
                next = recorded.Position;
                left--;
                page.Add(recorded);
                if (page.Count < PageEvents) continue;
                yield return PageOf(page);
                page.Clear();
            }

            if (!isLost) break;
        }

        if (page.Count > 0) yield return PageOf(page);
        var reached = to < head ? to : head;
        if (head > Position.Start && reached > next) yield return new EventPage(ReadOnlyMemory<RecordedEvent>.Empty, reached, CaughtUp: false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventPage> SubscribeAsync(
        Position after, EventFilter filter = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = after.Commit == long.MaxValue ? await HeadAsync(cancellation) : after;
        while (true)
        {
            await foreach (var page in ReadAllAsync(new LogRead(Filter: filter) { After = next }, cancellation))
            {
                next = page.Next > next ? page.Next : next;
                yield return page;
            }

            yield return new EventPage(ReadOnlyMemory<RecordedEvent>.Empty, next, CaughtUp: true);
            // From here each event is taken as the news that there is more, and what there is is read: the head says when that is all.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
            var start = next == Position.Start ? Client.FromAll.Start : Client.FromAll.After(new Client.Position((ulong)next.Commit, (ulong)next.Prepare));
            await using var live = _client.SubscribeToAll(start, filterOptions: new Client.SubscriptionFilterOptions(FilterOf(filter)), cancellationToken: stop.Token);
            await using var messages = live.Messages.GetAsyncEnumerator(stop.Token);
            while (true)
            {
                var (has, _) = await NextAsync(messages, 0, cancellation);
                if (!has) break;
                if (messages.Current is Client.StreamMessage.Event(var resolved) && IsOfLedger(resolved) && Takes(filter, Convert(resolved))) break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Position> HeadAsync(CancellationToken cancellation = default)
    {
        await foreach (var page in ReadAllAsync(new LogRead(Direction: ReadDirection.Backwards, MaxCount: 1), cancellation))
            return page.Events.Span[0].Position;
        return Position.Start;
    }

    /// <inheritdoc/>
    public async ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) => await RawRevisionAsync(stream.Value, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested) return;
        await _closed.CancelAsync();
        await _client.DisposeAsync();
    }

    private async Task<AppendResult> AppendAsync(StreamAppend append, CancellationToken cancellation)
    {
        var (stream, expected) = (append.Stream, append.Expected);
        if (append.Events.Count == 0)
        {
            var last = await RevisionAsync(stream, cancellation);
            if (!expected.IsAny && !(expected.IsStreamExists && last is not null) && expected.Value != (last ?? -1))
                throw new WrongExpectedRevisionException(stream, expected, last);
            return new AppendResult(last ?? -1, Position.Start, IsDuplicate: false);
        }

        var events = append.Events.Select(e => new Client.EventData(Client.Uuid.FromGuid(e.Id), e.Type, e.Data, e.Metadata)).ToArray();
        var gate = _gates[(uint)string.GetHashCode(stream.Value, StringComparison.Ordinal) % Gates];
        await gate.WaitAsync(cancellation);
        try
        {
            var tail = await TailAsync(cancellation);
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    var result = expected.Value switch
                    {
                        -1 => await _client.AppendToStreamAsync(stream.Value, Client.StreamState.NoStream, events, Throwing, cancellationToken: cancellation),
                        -2 => await _client.AppendToStreamAsync(stream.Value, Client.StreamState.Any, events, Throwing, cancellationToken: cancellation),
                        -4 => await _client.AppendToStreamAsync(stream.Value, Client.StreamState.StreamExists, events, Throwing, cancellationToken: cancellation),
                        _ => await _client.AppendToStreamAsync(stream.Value, Client.StreamRevision.FromInt64(expected.Value), events, Throwing, cancellationToken: cancellation),
                    };
                    var position = new Position((long)result.LogPosition.CommitPosition, (long)result.LogPosition.PreparePosition);
                    return new AppendResult(result.NextExpectedStreamRevision.ToInt64(), position, position <= tail);
                }
                catch (Client.WrongExpectedVersionException e)
                {
                    throw new WrongExpectedRevisionException(stream, expected, e.ActualVersion is >= 0 ? e.ActualVersion : null);
                }
                catch (Client.MaximumAppendSizeExceededException e)
                {
                    throw new LimitExceededException($"{Name} takes at most {e.MaxAppendSize} bytes in one append; the build with the official client does not part it");
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    await AfterAsync(e, attempt, cancellation);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whatever the connection string says of it: a refusal that is no exception would read like success.</summary>
    private static void Throwing(Client.EventStoreClientOperationOptions options) => options.ThrowOnAppendFailure = true;

    /// <summary>Where the log ends, the server's own events included.</summary>
    private async Task<Position> TailAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var messages = _client
                .ReadAllAsync(Client.Direction.Backwards, Client.Position.End, 1, cancellationToken: cancellation).Messages.GetAsyncEnumerator(cancellation);
            while (true)
            {
                var (has, isLost) = await NextAsync(messages, attempt, cancellation);
                if (has && messages.Current is Client.StreamMessage.Event(var resolved) && resolved.OriginalPosition is { } at)
                    return new Position((long)at.CommitPosition, (long)at.PreparePosition);
                if (has) continue;
                if (isLost) break;
                return Position.Start;
            }
        }
    }

    private async Task<long?> RawRevisionAsync(string stream, CancellationToken cancellation)
    {
        ThrowIfEnded(cancellation);
        for (var attempt = 0; ; attempt++)
        {
            await using var messages = _client
                .ReadStreamAsync(Client.Direction.Backwards, stream, Client.StreamPosition.End, 1, cancellationToken: cancellation)
                .Messages.GetAsyncEnumerator(cancellation);
            while (true)
            {
                var (has, isLost) = await NextAsync(messages, attempt, cancellation);
                if (has && messages.Current is Client.StreamMessage.Event(var resolved)) return resolved.Event.EventNumber.ToInt64();
                if (has) continue;
                if (isLost) break;
                return null;
            }
        }
    }

    /// <summary>The next message; or false, and whether the connection was lost.</summary>
    private async ValueTask<(bool Has, bool IsLost)> NextAsync(IAsyncEnumerator<Client.StreamMessage> messages, int attempt, CancellationToken cancellation)
    {
        try
        {
            return (await messages.MoveNextAsync(), false);
        }
        catch (Exception e) when (e is RpcException or Client.NotLeaderException or Client.DiscoveryException or Client.AccessDeniedException
            or Client.NotAuthenticatedException or Client.StreamDeletedException or OperationCanceledException or ObjectDisposedException)
        {
            await AfterAsync(e, attempt, cancellation);
            return (false, true);
        }
    }

    /// <summary>Throws what a failure means, or waits until another try may succeed.</summary>
    private async Task AfterAsync(Exception failure, int attempt, CancellationToken cancellation)
    {
        ThrowIfEnded(cancellation);
        var isPassing = failure is Client.NotLeaderException or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Aborted or StatusCode.Internal };
        if (!isPassing || attempt + 1 >= Tries)
        {
            throw failure switch
            {
                Client.AccessDeniedException => new LogUnavailableException($"{Name} refuses access: give user:password@ in the connection string, and TLS", failure),
                Client.NotAuthenticatedException => new LogUnavailableException($"{Name} does not accept the user or the password", failure),
                Client.StreamDeletedException deleted => new LogUnavailableException($"{Name}: the stream '{deleted.Stream}' was deleted for ever there, which no ledger does", failure),
                Client.DiscoveryException => new LogUnavailableException($"{Name}: no node of the cluster is ready", failure),
                RpcException { StatusCode: StatusCode.DeadlineExceeded } => new LogUnavailableException($"{Name} did not answer in time (defaultDeadline)", failure),
                RpcException rpc => new LogUnavailableException($"{Name} cannot be reached ({rpc.Status.StatusCode}: {Domain.Text.SafeText.Show(rpc.Status.Detail)})", failure),
                _ => new LogUnavailableException($"{Name} failed: {Domain.Text.SafeText.Show(failure.Message)}", failure),
            };
        }

        await Task.Delay(FirstWait * Math.Min(10, 1 << Math.Min(attempt, 4)), TimeProvider.System, cancellation);
    }

    private void ThrowIfEnded(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
    }

    private static Client.Position ToClient(Position position, bool isForwards)
    {
        if (position == Position.Start && isForwards) return Client.Position.Start;
        return position == Position.End ? Client.Position.End : new Client.Position((ulong)position.Commit, (ulong)position.Prepare);
    }

    /// <summary>A server filters by streams or by types, not by both.</summary>
    private static Client.IEventFilter FilterOf(EventFilter filter)
    {
        if (!filter.StreamPrefixes.IsDefaultOrEmpty) return Client.StreamFilter.Prefix([.. filter.StreamPrefixes]);
        return filter.Types.IsDefaultOrEmpty ? Client.EventTypeFilter.ExcludeSystemEvents() : Client.EventTypeFilter.Prefix([.. filter.Types]);
    }

    private static bool Takes(EventFilter filter, in RecordedEvent recorded)
    {
        var (stream, type) = (recorded.StreamText, recorded.TypeText);
        return (filter.StreamPrefixes.IsDefaultOrEmpty || filter.StreamPrefixes.Any(p => stream.StartsWith(p, StringComparison.Ordinal)))
            && (filter.Types.IsDefaultOrEmpty || filter.Types.Contains(type, StringComparer.Ordinal));
    }

    private static bool IsOfLedger(Client.ResolvedEvent resolved) =>
        resolved.Link is null && !resolved.Event.EventStreamId.StartsWith('$') && !resolved.Event.EventType.StartsWith('$');

    private static RecordedEvent Convert(Client.ResolvedEvent resolved)
    {
        var e = resolved.Event;
        var at = resolved.OriginalPosition ?? e.Position;
        return new RecordedEvent(
            new Position((long)at.CommitPosition, (long)at.PreparePosition), e.EventNumber.ToInt64(), e.EventId.ToGuid(),
            Encoding.UTF8.GetBytes(e.EventStreamId), Encoding.UTF8.GetBytes(e.EventType), e.Data, e.Metadata);
    }

    private static EventPage PageOf(List<RecordedEvent> events) => new(events.ToArray(), events[^1].Position, CaughtUp: false);
}
