using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// Appends to one stream at a time, each repeated until it is known to be there or refused: a server tells a repeated append by the
/// ids of its events. Thread safe.
/// </summary>
internal sealed class LogAppends(Cluster cluster, ServerReads server, LogReads reads, AppendJournal journal, EventStoreDbOptions options)
{
    private const int Gates = 256;

    /// <summary>Looks at a journal that others move, before this is said instead of tried again.</summary>
    private const int MostTries = 50;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly PartedAppends _parted = new(cluster, server, reads, journal, options);
    // Appends side by side share what they look at.
    private readonly SharedRead<JournalState> _looks = new(() => journal.LookAsync(CancellationToken.None));
    private readonly SharedRead<Position> _tails = new(() => server.TailAsync(CancellationToken.None));
    private int _most = options.AppendBytes;
    private JournalState? _known;

    /// <exception cref="LimitExceededException">A name that readers would take for the server's own.</exception>
    public static void CheckNames(IReadOnlyList<StreamAppend> appends)
    {
        foreach (var append in appends)
        {
            if (append.Stream.Value[0] == '$' || append.Stream == AppendJournal.Stream)
                throw new LimitExceededException($"the stream '{append.Stream}' is not one of a ledger: names that begin with '$' are the server's, and '{AppendJournal.Stream}' is the log's own");
            foreach (var e in append.Events)
                if (e.Type[0] == '$')
                    throw new LimitExceededException($"the event type '{e.Type}' begins with '$', as the server's own do");
        }
    }

    public async Task<AppendResult> AppendAsync(StreamAppend append, CancellationToken cancellation)
    {
        // One at a time for each stream: so a retry beside its first try is told from it.
        var gate = _gates[(uint)string.GetHashCode(append.Stream.Value, StringComparison.Ordinal) % Gates];
        await gate.WaitAsync(cancellation);
        try
        {
            if (append.Events.Count == 0) return await NothingAsync(append, cancellation);
            var events = append.Events as EventToAppend[] ?? [.. append.Events];
            long size = 0;
            foreach (ref readonly var e in events.AsSpan()) size += Write.SizeOf(e);
            // One event is never parted, and the server says whether it takes it.
            if (events.Length == 1 || size <= Volatile.Read(ref _most))
            {
                try
                {
                    return await WholeAsync(append, events, cancellation);
                }
                catch (WriteTooLargeException e)
                {
                    if (events.Length == 1) throw TooLarge(append, e.Most);
                    Learn(e.Most);
                }
            }

            while (true)
            {
                try
                {
                    return await _parted.AppendAsync(append, events, Volatile.Read(ref _most), cancellation);
                }
                catch (WriteTooLargeException e)
                {
                    if (e.Most >= Volatile.Read(ref _most) || events.Any(one => one.Data.Length + one.Metadata.Length > e.Most)) throw TooLarge(append, e.Most);
                    Learn(e.Most);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private LimitExceededException TooLarge(StreamAppend append, int most) =>
        new($"{cluster.Name} takes at most {most} bytes in one append, and an event for the stream '{append.Stream}' is larger");

    private void Learn(int most)
    {
        if (most > 0 && most < Volatile.Read(ref _most)) Volatile.Write(ref _most, most);
    }

    private async Task<AppendResult> NothingAsync(StreamAppend append, CancellationToken cancellation)
    {
        var last = await reads.RevisionAsync(append.Stream, cancellation);
        var expected = append.Expected;
        if (!expected.IsAny && !(expected.IsStreamExists && last is not null) && expected.Value != (last ?? -1))
            throw new WrongExpectedRevisionException(append.Stream, expected, last);
        return new AppendResult(last ?? -1, Position.Start, IsDuplicate: false);
    }

    /// <summary>
    /// What the journal said, at an append that expects a revision, when this process last looked: where it has moved since, the look
    /// after the append sees that, as it sees one that moves meanwhile. Others may be taken anywhere, and look first.
    /// </summary>
    private async Task<JournalState> BeforeAsync(StreamAppend append, bool isFirst, CancellationToken cancellation) =>
        isFirst && !append.Expected.IsAny && !append.Expected.IsStreamExists && Volatile.Read(ref _known) is { Open: null } known
            ? known
            : await _looks.AskAsync(cancellation);

    private async Task<AppendResult> WholeAsync(StreamAppend append, EventToAppend[] events, CancellationToken cancellation)
    {
        var (stream, name) = (append.Stream, append.Stream.ToUtf8());
        ExpectedRevision? beyond = null;
        for (var tries = 0; ; tries++)
        {
            var look = BeforeAsync(append, isFirst: tries == 0, cancellation);
            var tail = await _tails.AskAsync(cancellation);
            var before = await look;
            if (before.Open is { } open && open.Run.Stream == stream.Value)
            {
                await _parted.EndAsync(before, cancellation);
                continue;
            }

            var write = new Write(stream, beyond ?? before.ForServer(stream, append.Expected), events);
            var result = await cluster.AskAsync((node, token) => node.WriteAsync(write, token), (stream, append.Expected), cancellation);
            var after = await _looks.AskAsync(cancellation);
            Volatile.Write(ref _known, after);
            var hasMoved = after.Revision != before.Revision;
            if (result.Refusal is { } refusal)
            {
                // An append in parts came between: what the server holds of it may not count.
                if ((hasMoved || beyond is not null) && tries < MostTries)
                {
                    beyond = null;
                    continue;
                }

                throw new WrongExpectedRevisionException(stream, append.Expected, before.Visible(stream, refusal.Last));
            }

            if (!after.Hides(name, result.Revision)) return new AppendResult(result.Revision, result.Position, result.Position <= tail);
            if (tries >= MostTries) throw new LogUnavailableException($"{cluster.Name}: others append to the stream '{stream}' without end");
            // The server took it for a retry of events that do not count: they are written again, after those.
            if (after.Open is null && (append.Expected.IsAny || append.Expected.IsStreamExists) && await server.LastAsync(stream, cancellation) is { } last)
                beyond = ExpectedRevision.Exactly(last.Revision);
        }
    }
}
