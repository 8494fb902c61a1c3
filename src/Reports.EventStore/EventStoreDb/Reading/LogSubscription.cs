using System.Runtime.CompilerServices;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>
/// Follows the log: reads up to its head, says that it is caught up, and subscribes from there; after a lost connection the same
/// again from where it was. So nothing is missed or given twice, whether or not a server says when a subscriber is caught up.
/// </summary>
internal sealed class LogSubscription(ServerReads server, LogReads reads)
{
    public async IAsyncEnumerable<EventPage> FollowAsync(
        Position after, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var selection = new LogReads.Selection(filter);
        var next = after.Commit == long.MaxValue ? await reads.HeadAsync(EventFilter.None, cancellation) : after;
        while (true)
        {
            await foreach (var page in reads.AllAsync(new LogRead(Filter: filter) { After = next }, cancellation))
            {
                next = page.Next > next ? page.Next : next;
                yield return page;
            }

            yield return CaughtUp(next);
            await foreach (var page in LiveAsync(next, filter, selection, cancellation))
            {
                next = page.Next > next ? page.Next : next;
                yield return page;
            }
        }
    }

    /// <summary>What comes after a position, until the connection is lost, or an append in parts has ended that was begun meanwhile.</summary>
    private async IAsyncEnumerable<EventPage> LiveAsync(
        Position after, EventFilter filter, LogReads.Selection selection, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var page = new PageOfEvents();
        var next = after;
        var hasNews = false;
        var waitsForEnd = false;
        await using var call = await server.OpenAsync(ReadRequests.Subscription(after, selection.OnServer), cancellation);
        while (true)
        {
            if (!page.IsEmpty && (page.IsFull || !call.HasNext)) yield return page.Take();
            if (hasNews && !waitsForEnd && !call.HasNext)
            {
                // Servers say once that a subscriber is caught up, or never: the head says it each time.
                hasNews = false;
                if (await ReachedAsync(next, filter, cancellation) is { } reached)
                {
                    next = reached;
                    yield return CaughtUp(next);
                }
            }

            if (!await call.NextAsync(0, cancellation)) break;
            switch (call.Current.ContentCase)
            {
                case ReadResp.ContentOneofCase.Event when EventConversion.IsOfLedger(call.Current.Event):
                    var recorded = server.Conversion.Convert(call.Current.Event);
                    if (recorded.Position <= after) continue;
                    if (AppendJournal.IsOf(recorded))
                    {
                        if (AppendJournal.IsBegin(recorded))
                        {
                            // What comes until its end may be of it. Afterwards all is read anew from before it.
                            waitsForEnd = true;
                            continue;
                        }

                        if (!page.IsEmpty) yield return page.Take();
                        yield break;
                    }

                    if (waitsForEnd) continue;
                    hasNews = true;
                    if (!selection.Takes(recorded)) continue;
                    page.Add(recorded);
                    next = recorded.Position;
                    break;
                case ReadResp.ContentOneofCase.Checkpoint when !waitsForEnd:
                    var checkpoint = new Position(Wire.Number(call.Current.Checkpoint.CommitPosition), Wire.Number(call.Current.Checkpoint.PreparePosition));
                    if (checkpoint <= next) continue;
                    if (!page.IsEmpty) yield return page.Take();
                    next = checkpoint;
                    yield return new EventPage(ReadOnlyMemory<RecordedEvent>.Empty, next, CaughtUp: false);
                    break;
                default:
                    continue;
            }
        }

        if (!page.IsEmpty) yield return page.Take();
    }

    /// <summary>How far a subscriber is that has seen all up to a position, when that is all there is for it; null when more must come.</summary>
    private async Task<Position?> ReachedAsync(Position seen, EventFilter filter, CancellationToken cancellation)
    {
        var head = await reads.HeadAsync(EventFilter.None, cancellation);
        if (head <= seen) return seen;
        if (filter.IsEmpty) return null;
        // Looked at after the head: what it shows up to there is all of the filter's.
        return await reads.HeadAsync(filter, cancellation) <= seen ? head : null;
    }

    private static EventPage CaughtUp(Position next) => new(ReadOnlyMemory<RecordedEvent>.Empty, next, CaughtUp: true);
}
