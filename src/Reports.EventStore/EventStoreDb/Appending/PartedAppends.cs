using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// Appends that are larger than a server takes at once, written in parts between a begin and an end in the
/// <see cref="AppendJournal"/>: readers see all of the events or none. Where the writer stopped in between, the same append goes on
/// from there, and any other that needs the place abandons it. Thread safe.
/// </summary>
internal sealed class PartedAppends(Cluster cluster, ServerReads server, LogReads reads, AppendJournal journal, EventStoreDbOptions options)
{
    /// <summary>Begins like the server's own, so that no reader takes it for a fact.</summary>
    private const string Fence = "$reports-fence";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    public async Task<AppendResult> AppendAsync(StreamAppend append, EventToAppend[] events, int most, CancellationToken cancellation)
    {
        if (events.Any(e => e.Data.Length + e.Metadata.Length > most)) throw new WriteTooLargeException(most);
        var ids = OpenAppend.Fingerprint(events);
        while (true)
        {
            var state = await journal.LookAsync(cancellation);
            if (state.Open is { } open)
            {
                var isSame = open.Run.Stream == append.Stream.Value && open.Ids.Span.SequenceEqual(ids);
                if (!isSame) await EndAsync(state, cancellation);
                else if (await GoOnAsync(state, append, events, most, cancellation) is { } finished) return finished;
                continue;
            }

            var last = (await server.LastAsync(append.Stream, cancellation))?.Revision;
            var visible = state.Visible(append.Stream, last);
            if (!IsExpected(append.Expected, visible))
            {
                if (await RetriedAsync(append, events, cancellation) is { } duplicate) return duplicate;
                // What was read of the stream may be of an append in parts that was begun after the look at the journal.
                if ((await journal.LookAsync(cancellation)).Revision != state.Revision) continue;
                throw new WrongExpectedRevisionException(append.Stream, append.Expected, visible);
            }

            if ((append.Expected.IsAny || append.Expected.IsStreamExists) && await RetriedAsync(append, events, cancellation) is { } retried) return retried;
            var run = new StreamRun(append.Stream.Value, (last ?? -1) + 1, (last ?? -1) + events.Length);
            if (await journal.BeginAsync(state, run, ids, cancellation) is not { } begun) continue;
            // What was written between the look and the begin is not of this append.
            if ((await server.LastAsync(append.Stream, cancellation))?.Revision is { } moved && moved >= run.From && await WrittenAsync(begun, cancellation) == 0)
            {
                await CloseAsync(begun, cancellation);
                continue;
            }

            if (await GoOnAsync(begun, append, events, most, cancellation) is { } result) return result;
        }
    }

    /// <summary>Waits until the append that is open has ended, and abandons it when its writer seems gone.</summary>
    public async Task EndAsync(JournalState state, CancellationToken cancellation)
    {
        var started = options.Time.GetTimestamp();
        while (options.Time.GetElapsedTime(started) < options.AbandonAfter)
        {
            await Task.Delay(LookInterval, options.Time, cancellation);
            if ((await journal.LookAsync(cancellation)).Revision != state.Revision) return;
        }

        await CloseAsync(state, cancellation);
    }

    /// <summary>
    /// Ends an append for its writer: completes it where all of it is there, and abandons it otherwise. Before that a fence in its
    /// stream makes sure that its writer, if it was only slow, cannot write on.
    /// </summary>
    private async Task CloseAsync(JournalState state, CancellationToken cancellation)
    {
        var run = state.Open!.Run;
        var stream = new StreamName(run.Stream);
        while (true)
        {
            var written = await WrittenAsync(state, cancellation);
            var end = run.From + written;
            if (end > run.To)
            {
                await journal.CompleteAsync(state, cancellation);
                return;
            }

            var next = await AtAsync(stream, end, cancellation);
            if (next is null)
            {
                if (!await FenceAsync(stream, end, cancellation)) continue;
            }
            else if (!IsFence(next.Value))
            {
                // Somebody else's event stands there: a fence as good as any.
                end--;
            }

            await journal.AbandonAsync(state, end < run.From ? null : run with { To = end }, cancellation);
            return;
        }
    }

    private async Task<bool> FenceAsync(StreamName stream, long revision, CancellationToken cancellation)
    {
        var data = System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"v":1,"revision":{{revision}}}"""));
        var expected = revision == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(revision - 1);
        var write = new Write(stream, expected, new[] { new EventToAppend(Events.EventIds.Of(stream, Fence, data), Fence, data, "{}"u8.ToArray()) });
        return (await cluster.AskAsync((node, token) => node.WriteAsync(write, token), (stream, expected), cancellation)).Refusal is null;
    }

    private static bool IsFence(in RecordedEvent recorded) => recorded.TypeText == Fence;

    /// <summary>Writes what is missing, and the end. Null when the append was abandoned on the way: it begins anew.</summary>
    private async Task<AppendResult?> GoOnAsync(JournalState begun, StreamAppend append, EventToAppend[] events, int most, CancellationToken cancellation)
    {
        var run = begun.Open!.Run;
        var position = Position.Start;
        for (var at = (int)await WrittenAsync(begun, cancellation); at < events.Length;)
        {
            var count = PartLength(events.AsSpan(at), most);
            var expected = run.From + at == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(run.From + at - 1);
            var write = new Write(append.Stream, expected, events.AsMemory(at, count));
            WriteResult result;
            try
            {
                result = await cluster.AskAsync((node, token) => node.WriteAsync(write, token), (append.Stream, expected), cancellation);
            }
            catch (WriteTooLargeException e) when (count > 1)
            {
                // The server takes less than was known.
                most = Math.Min(e.Most, most / 2);
                continue;
            }
            catch (WriteTooLargeException)
            {
                await CloseAsync(begun, cancellation);
                throw;
            }

            if (result.Refusal is null)
            {
                at += count;
                position = result.Position;
                continue;
            }

            // Another process goes on with the same append, and was faster; or somebody else writes to the stream.
            var written = (int)await WrittenAsync(begun, cancellation);
            if (written > at)
            {
                at = written;
                continue;
            }

            await CloseAsync(begun, cancellation);
            return null;
        }

        if (position == Position.Start) position = (await AtAsync(append.Stream, run.To, cancellation))!.Value.Position;
        var finished = new AppendResult(run.To, position, IsDuplicate: false);
        if (await journal.CompleteAsync(begun, cancellation) is not null) return finished;
        // Somebody else ended it.
        var now = await journal.LookAsync(cancellation);
        return now.Abandoned.Any(r => r.Stream == run.Stream && r.From == run.From) ? null : finished;
    }

    /// <summary>How many of the open append's events are there, one after another from its first place on.</summary>
    private async Task<long> WrittenAsync(JournalState state, CancellationToken cancellation)
    {
        var open = state.Open!;
        var written = 0L;
        await foreach (var recorded in server.StreamAsync(new StreamName(open.Run.Stream), new StreamRead(open.Run.From), cancellation))
        {
            if (recorded.Revision != open.Run.From + written || !open.Holds(recorded.Revision, recorded.Id)) break;
            written++;
        }

        return written;
    }

    private async Task<RecordedEvent?> AtAsync(StreamName stream, long revision, CancellationToken cancellation)
    {
        await foreach (var recorded in server.StreamAsync(stream, new StreamRead(revision, MaxCount: 1), cancellation)) return recorded;
        return null;
    }

    /// <summary>The answer to an append that was made before, as readers see the stream; null when it was not.</summary>
    private async Task<AppendResult?> RetriedAsync(StreamAppend append, EventToAppend[] events, CancellationToken cancellation)
    {
        var isExact = !append.Expected.IsAny && !append.Expected.IsStreamExists;
        var stored = new List<(Guid Id, long Revision, Position Position)>();
        await foreach (var page in reads.StreamAsync(append.Stream, new StreamRead(isExact ? append.Expected.Value + 1 : 0, MaxCount: isExact ? events.Length : 0), cancellation))
            foreach (var recorded in page.Events.ToArray())
                stored.Add((recorded.Id, recorded.Revision, recorded.Position));
        for (var first = 0; first + events.Length <= stored.Count; first++)
        {
            if (Enumerable.Range(0, events.Length).All(i => stored[first + i].Id == events[i].Id))
                return new AppendResult(stored[first + events.Length - 1].Revision, stored[first + events.Length - 1].Position, IsDuplicate: true);
            if (isExact) break;
        }

        return null;
    }

    private static bool IsExpected(ExpectedRevision expected, long? visible) =>
        expected.IsAny || (expected.IsStreamExists ? visible is not null : expected.Value == (visible ?? -1));

    /// <summary>How many of the events go together: as many as fit, and one at least.</summary>
    internal static int PartLength(ReadOnlySpan<EventToAppend> events, int most)
    {
        var size = 0L;
        for (var i = 0; i < events.Length; i++)
        {
            size += Write.SizeOf(events[i]);
            if (size > most) return Math.Max(1, i);
        }

        return events.Length;
    }
}
