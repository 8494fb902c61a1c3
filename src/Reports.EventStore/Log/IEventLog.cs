using System.Runtime.CompilerServices;

namespace Reports.EventStore.Log;

/// <summary>
/// An append-only log of events in streams. Appends are atomic and durable before they are acknowledged;
/// positions have no gaps in the embedded adapter and strictly increase in every adapter. Thread safe.
/// </summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>What the log is and where, for messages: a file path or a connection string without secrets.</summary>
    string Name { get; }

    /// <summary>True where positions count 1, 2, 3 … (the embedded log): any of them up to the head can be asked for.</summary>
    bool HasDensePositions { get; }

    /// <summary>
    /// Appends all of <paramref name="events"/> to <paramref name="stream"/>, or none. When the task completes the events are
    /// durable. A retry of the same event ids with the same expectation succeeds without writing (see <see cref="AppendResult.IsDuplicate"/>).
    /// </summary>
    /// <exception cref="WrongExpectedRevisionException">The stream is not at <paramref name="expected"/>.</exception>
    /// <exception cref="LimitExceededException">An event or the batch is larger than the log takes; nothing was written.</exception>
    /// <exception cref="LogRefusedException">The store takes only what it has checked, and refuses the events.</exception>
    /// <exception cref="LogReadOnlyException">The log was opened for reading.</exception>
    /// <exception cref="LogDamagedException">What is stored is not what was written; nothing was written.</exception>
    /// <exception cref="LogUnavailableException">The store cannot be reached, is full, or a write failed; nothing was acknowledged.</exception>
    ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default);

    /// <summary>
    /// Appends to several streams in one atomic, durable write where the store can (the embedded log); otherwise stream by
    /// stream in order, stopping at the first failure. Every item is checked before anything is written.
    /// </summary>
    ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default);

    /// <summary>
    /// Reads one stream, page by page. A stream that does not exist yields nothing.
    /// A page is valid until the next one is asked for.
    /// </summary>
    IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default);

    /// <summary>
    /// Reads several streams whole, in the order asked for, each as <see cref="ReadStreamAsync"/> would: for many short ones, where a read of
    /// each costs more than its events. A page may hold events of several, one after another; a stream that does not exist yields nothing.
    /// A page is valid until the next one is asked for.
    /// </summary>
    async IAsyncEnumerable<EventPage> ReadStreamsAsync(
        IReadOnlyList<StreamName> streams, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var stream in streams)
            await foreach (var page in ReadStreamAsync(stream, default, cancellation))
                yield return page;
    }

    /// <summary>Reads the whole log in order, page by page. A page is valid until the next one is asked for.</summary>
    IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, CancellationToken cancellation = default);

    /// <summary>
    /// Follows the log: everything after <paramref name="after"/>, then what is appended. Yields pages; a page with
    /// <see cref="EventPage.CaughtUp"/> says that the head was reached. Ends only by cancellation or failure.
    /// </summary>
    IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default);

    /// <summary>The position of the last event, or <see cref="Position.Start"/> when there is none.</summary>
    ValueTask<Position> HeadAsync(CancellationToken cancellation = default);

    /// <summary>The revision of the last event of a stream, or null when it does not exist.</summary>
    ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default);
}
