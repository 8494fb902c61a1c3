using System.Runtime.CompilerServices;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Changes;
using Reports.Service.Ledgers;

namespace Reports.Service.Feed;

/// <summary>
/// The changes of views, event by event, from any position of the log on. What is served is a function of the log alone; the feed keeps
/// nothing of its own but the changes of late positions, so that many followers of the head cost as much as one. Thread safe.
/// </summary>
public sealed class ChangeFeed(Ledger ledger)
{
    private const int PositionsKept = 2048;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, IReadOnlyList<FeedItem>> _late = [];
    private readonly Queue<long> _order = new();

    /// <summary>The changes after a point, up to a position, in order; after each event a mark, whether or not it changed something.</summary>
    /// <param name="after">The last that the follower has.</param>
    /// <param name="to">The last position to read.</param>
    /// <param name="cancellation">The follower went away.</param>
    public async IAsyncEnumerable<(long Position, IReadOnlyList<FeedItem> Items)> ReadAsync(
        FeedPoint after, long to, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // The event of the point is read again: it may have had more changes, and the next event needs its position.
        var from = Math.Max(0, after.Position - 1);
        var previous = 0L;
        if (after.Position > 1 && !ledger.Log.HasDensePositions) previous = await BeforeAsync(after.Position, cancellation);
        else if (after.Position > 0) previous = from;
        var read = new LogRead(To: Position.At(to)) { After = previous == 0 ? null : Position.At(previous) };
        if (previous >= to) yield break;
        await foreach (var page in ledger.Log.ReadAllAsync(read, cancellation))
        {
            if (ledger.Views.Position < page.Next.Commit) await ledger.CatchUpAsync(cancellation);
            foreach (var recorded in page.Events.ToArray())
            {
                var position = recorded.Position.Commit;
                if (position < after.Position)
                {
                    previous = position;
                    continue;
                }

                var items = ItemsOf(recorded, previous);
                previous = position;
                yield return (position, position == after.Position ? [.. items.Where(i => i.Change.Index > after.Index)] : items);
            }
        }
    }

    private IReadOnlyList<FeedItem> ItemsOf(RecordedEvent recorded, long previous)
    {
        var position = recorded.Position.Commit;
        lock (_gate)
            if (_late.TryGetValue(position, out var known)) return known;
        var (@event, metadata) = (EventReader.Default.Read(recorded), EventMetadata.Parse(recorded.Metadata));
        var stream = recorded.StreamText;
        var source = stream.StartsWith("source-", StringComparison.Ordinal) ? stream["source-".Length..] : null;
        FeedItem[] items = [.. ledger.Views.ChangesAt(@event, source, position, previous).Select(c => new FeedItem(c, recorded.TypeText, stream, metadata))];
        lock (_gate)
        {
            if (!_late.TryAdd(position, items)) return _late[position];
            _order.Enqueue(position);
            while (_order.Count > PositionsKept) _late.Remove(_order.Dequeue());
        }

        return items;
    }

    private async Task<long> BeforeAsync(long position, CancellationToken cancellation)
    {
        await foreach (var page in ledger.Log.ReadAllAsync(new LogRead(Position.At(position), Direction: ReadDirection.Backwards, MaxCount: 1), cancellation))
            foreach (var recorded in page.Events.ToArray())
                return recorded.Position.Commit;
        return 0;
    }
}

/// <summary>A change with what was recorded of its event.</summary>
/// <param name="Change">The change.</param>
/// <param name="EventType">The stored type of the event.</param>
/// <param name="Stream">The stream of the event.</param>
/// <param name="Recorded">Who recorded it, and when.</param>
public sealed record FeedItem(Change Change, string EventType, string Stream, EventMetadata Recorded)
{
    public FeedPoint Point => new(Change.Position, Change.Index);
}

/// <summary>A point of the feed: a change, or the end of an event that changed nothing more. What comes after it is what a follower lacks.</summary>
/// <param name="Position">The position of the event; 0 before the first.</param>
/// <param name="Index">The change of the event; <see cref="int.MaxValue"/> for all of them.</param>
public readonly record struct FeedPoint(long Position, int Index)
{
    /// <summary>A position alone stands for everything up to and with it.</summary>
    public static bool TryParse(string text, out FeedPoint point)
    {
        point = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (!long.TryParse(dot < 0 ? text : text[..dot], System.Globalization.NumberStyles.None, culture, out var position)) return false;
        var index = int.MaxValue;
        if (dot >= 0 && !int.TryParse(text[(dot + 1)..], System.Globalization.NumberStyles.None, culture, out index)) return false;
        point = new FeedPoint(position, index);
        return true;
    }

    public override string ToString() => Index == int.MaxValue
        ? Position.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Position}.{Index}");
}
