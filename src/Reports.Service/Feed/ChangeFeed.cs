using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Service.Feed;

/// <summary>
/// The changes of views, event by event, from any position of the log on. What is served is a function of the log alone; the feed keeps
/// nothing of its own but late batches. Whoever goes on from the same position shares one read of the log and one encoding of each change,
/// so that many followers of the head cost as much as one. A batch is whole before it is given: who writes it slowly holds it, and no read
/// of the log. Thread safe.
/// </summary>
public sealed class ChangeFeed(Ledger ledger) : IDisposable
{
    /// <summary>A batch ends with the event that reaches either …</summary>
    private const int ChangesTogether = 64;

    private const int EventsTogether = 512;

    /// <summary>Late batches that are kept; a change is some kilobytes.</summary>
    private const int BatchesKept = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Task<FeedBatch>> _late = [];
    private readonly Queue<(long After, Task<FeedBatch> Batch)> _order = new();
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>A place in the feed from which somebody goes on.</summary>
    /// <param name="after">The last that the follower has.</param>
    public FeedCursor From(FeedPoint after) => new(this, after);

    /// <summary>The changes of the next events after one, up to a position.</summary>
    /// <param name="previous">The position of an event; 0 for the first ones.</param>
    /// <param name="to">The last position to read.</param>
    /// <param name="cancellation">The follower went away.</param>
    internal async Task<FeedBatch> ReadAsync(long previous, long to, CancellationToken cancellation)
    {
        Task<FeedBatch> reading;
        lock (_gate)
        {
            if (!_late.TryGetValue(previous, out reading!))
            {
                // Of nobody alone: it goes on when the follower that asked first leaves.
                reading = Task.Run(() => ReadAfterAsync(previous, to, _stopped.Token), _stopped.Token);
                _late.Add(previous, reading);
                _order.Enqueue((previous, reading));
                while (_order.Count > BatchesKept) Forget(_order.Dequeue());
            }
        }

        try
        {
            var batch = await reading.WaitAsync(cancellation);
            // Of a place where nothing is yet.
            if (batch.Reached is null) Forget((previous, reading));
            return batch;
        }
        catch when (reading.IsFaulted)
        {
            Forget((previous, reading));
            throw;
        }
    }

    /// <summary>The position of the event before what comes next: a change is the difference to there, whatever position a follower names.</summary>
    internal async Task<long> BeforeAsync(FeedPoint point, CancellationToken cancellation)
    {
        if (point.Position == 0) return 0;
        // The event of the point is read again: it may have had more changes.
        if (ledger.Log.HasDensePositions) return point.Index == int.MaxValue ? point.Position : point.Position - 1;
        await foreach (var page in ledger.Log.ReadAllAsync(new LogRead(Position.At(point.Position), Direction: ReadDirection.Backwards, MaxCount: 1), cancellation))
            foreach (var recorded in page.Events.ToArray())
                return recorded.Position.Commit;
        return 0;
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private void Forget((long After, Task<FeedBatch> Batch) one)
    {
        lock (_gate)
            if (_late.GetValueOrDefault(one.After) == one.Batch)
                _late.Remove(one.After);
    }

    private async Task<FeedBatch> ReadAfterAsync(long previous, long to, CancellationToken cancellation)
    {
        var items = new List<FeedItem>();
        long? reached = null;
        var read = new LogRead(To: Position.At(to), MaxCount: EventsTogether) { After = previous == 0 ? null : Position.At(previous) };
        await foreach (var page in ledger.Log.ReadAllAsync(read, cancellation))
        {
            if (ledger.Views.Position < page.Next.Commit) await ledger.CatchUpAsync(cancellation);
            foreach (var recorded in page.Events.ToArray())
            {
                items.AddRange(ItemsOf(recorded, reached ?? previous));
                reached = recorded.Position.Commit;
                if (items.Count >= ChangesTogether) return new FeedBatch(items, reached);
            }
        }

        return new FeedBatch(items, reached);
    }

    private IEnumerable<FeedItem> ItemsOf(RecordedEvent recorded, long previous)
    {
        var (@event, metadata, stream) = (EventReader.Default.Read(recorded), EventMetadata.Parse(recorded.Metadata), recorded.StreamText);
        var source = stream.StartsWith("source-", StringComparison.Ordinal) ? stream["source-".Length..] : null;
        return ledger.Views.ChangesAt(@event, source, recorded.Position.Commit, previous).Select(c => new FeedItem(c, recorded.TypeText, stream, metadata));
    }
}
