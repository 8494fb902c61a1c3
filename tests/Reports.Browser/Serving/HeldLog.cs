using System.Runtime.CompilerServices;
using Reports.EventStore.Log;

namespace Reports.Browser.Serving;

/// <summary>A log that can be held while it is read from its beginning to an end, as a replay does, after so many events.</summary>
public sealed class HeldLog(IEventLog log) : IEventLog
{
    /// <summary>Events that are read before it is held.</summary>
    public const int Before = 100;

    private TaskCompletionSource? _gate;
    private int _reads;

    /// <summary>How often it was held.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public string Name => log.Name;

    public bool HasDensePositions => log.HasDensePositions;

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate!.SetResult();

    /// <summary>What comes next is not what was written.</summary>
    public void Damage() => _gate!.SetException(new LogDamagedException($"{Name}: the checksum of position {Before + 1} is wrong"));

    public async IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_gate is { } gate && read is { From: null, After: null, To: not null, Direction: ReadDirection.Forwards })
        {
            await foreach (var page in log.ReadAllAsync(read with { To = Position.At(Before) }, cancellation)) yield return page;
            Interlocked.Increment(ref _reads);
            await gate.Task.WaitAsync(cancellation);
            read = read with { From = Position.At(Before + 1) };
        }

        await foreach (var page in log.ReadAllAsync(read, cancellation)) yield return page;
    }

    public ValueTask<AppendResult> AppendAsync(StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        log.AppendAsync(stream, expected, events, cancellation);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) => log.AppendAsync(appends, cancellation);

    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) => log.ReadStreamAsync(stream, read, cancellation);

    public IAsyncEnumerable<EventPage> SubscribeAsync(Position after, EventFilter filter = default, CancellationToken cancellation = default) => log.SubscribeAsync(after, filter, cancellation);

    public ValueTask<Position> HeadAsync(CancellationToken cancellation = default) => log.HeadAsync(cancellation);

    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) => log.RevisionAsync(stream, cancellation);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
