using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>Reads as the log gives them: without the server's own events, and an append in parts as a whole or not at all. Thread safe.</summary>
internal sealed class LogReads(ServerReads server, AppendJournal journal)
{
    /// <summary>Events asked for beyond those wanted: the journal's own, and some that were abandoned.</summary>
    private const int Spare = 4;

    /// <summary>The events of one stream.</summary>
    public async IAsyncEnumerable<EventPage> StreamAsync(
        StreamName stream, StreamRead read, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var isForwards = read.Direction == ReadDirection.Forwards;
        if (!isForwards && read.From is not null)
        {
            // Servers differ in what "backwards from beyond the end" is.
            if (await RevisionAsync(stream, cancellation) is not { } last) yield break;
            read = read with { From = Math.Min(last, read.From.Value) };
        }

        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        var name = stream.ToUtf8();
        var page = new PageOfEvents();
        var from = read.From;
        while (left > 0)
        {
            // An append in parts may be begun and completed while the server answers. What it sent before the first look and after
            // the last is right when the journal did not move in between; otherwise the page is asked for again.
            var state = await journal.LookAsync(cancellation);
            var (pageFrom, pageLeft) = (from, left);
            var hasMoved = false;
            var (wanted, received) = (left == long.MaxValue ? 0 : left + Spare, 0L);
            await foreach (var recorded in server.StreamAsync(stream, read with { From = from, MaxCount = wanted }, cancellation))
            {
                received++;
                if (!state.Hides(name, recorded.Revision) && !recorded.Type.Span.StartsWith("$"u8))
                {
                    page.Add(recorded);
                    left--;
                }

                from = isForwards ? recorded.Revision + 1 : recorded.Revision - 1;
                if (!page.IsFull && left > 0) continue;
                hasMoved = (await journal.LookAsync(cancellation)).Revision != state.Revision;
                if (hasMoved) break;
                yield return page.Take();
                (pageFrom, pageLeft) = (from, left);
                if (left == 0) yield break;
            }

            hasMoved = hasMoved || (!page.IsEmpty && (await journal.LookAsync(cancellation)).Revision != state.Revision);
            if (hasMoved)
            {
                page.Clear();
                (from, left) = (pageFrom, pageLeft);
                continue;
            }

            if (!page.IsEmpty) yield return page.Take();
            // With a bound some may have been left out by the journal, and more may follow.
            if (received < wanted || wanted == 0 || from < 0) yield break;
        }
    }

    /// <summary>The last revision of a stream that readers see; null for none.</summary>
    public async Task<long?> RevisionAsync(StreamName stream, CancellationToken cancellation)
    {
        while (true)
        {
            var before = await journal.LookAsync(cancellation);
            var last = await server.LastAsync(stream, cancellation);
            if (last is null) return null;
            if ((await journal.LookAsync(cancellation)).Revision == before.Revision) return before.Visible(stream, last.Value.Revision);
        }
    }

    /// <summary>The position of the last event that readers see.</summary>
    public async Task<Position> HeadAsync(EventFilter filter, CancellationToken cancellation)
    {
        await foreach (var page in BackwardsAsync(new LogRead(Direction: ReadDirection.Backwards, Filter: filter, MaxCount: 1), cancellation))
            if (page.Events.Length > 0)
                return page.Events.Span[0].Position;
        return Position.Start;
    }

    public IAsyncEnumerable<EventPage> AllAsync(LogRead read, CancellationToken cancellation) =>
        read.Direction == ReadDirection.Forwards ? ForwardsAsync(read, cancellation) : BackwardsAsync(read, cancellation);

    private async IAsyncEnumerable<EventPage> ForwardsAsync(LogRead read, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if ((read.After ?? read.From) is { Commit: long.MaxValue }) yield break;
        var to = read.To ?? Position.End;
        // Looked at first: a filtered read that went through to its end has seen all up to there.
        var head = read.Filter.IsEmpty || read.MaxCount > 0 ? Position.Start : await HeadAsync(EventFilter.None, cancellation);
        var state = await journal.LookAsync(cancellation);
        var selection = new Selection(read.Filter);
        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        var page = new PageOfEvents();
        var (last, isAfter) = read.After is { } after ? (after, true) : (read.From ?? Position.Start, false);
        var next = isAfter ? last : Position.Start;
        var awaitsEnd = false;
        for (var attempt = 0; ; attempt++)
        {
            if (state.Open is { } open && open.Begin < last) break;
            var count = left == long.MaxValue ? ServerReads.Unbounded : (ulong)left + Spare;
            var received = 0UL;
            var isDone = false;
            await using (var call = await server.OpenAsync(ReadRequests.OfAll(last, ReadDirection.Forwards, selection.OnServer, count), cancellation))
            {
                while (!isDone && await call.NextAsync(attempt, cancellation))
                {
                    if (call.Current.ContentCase != ReadResp.ContentOneofCase.Event) continue;
                    attempt = 0;
                    received++;
                    if (!EventConversion.IsOfLedger(call.Current.Event)) continue;
                    var recorded = server.Conversion.Convert(call.Current.Event);
                    if (recorded.Position < last || (isAfter && recorded.Position == last)) continue;
                    if (recorded.Position > to)
                    {
                        isDone = true;
                        break;
                    }

                    if (AppendJournal.IsOf(recorded))
                    {
                        state = await journal.LookAsync(cancellation);
                        awaitsEnd = AppendJournal.IsBegin(recorded);
                        // The log ends here, until this append has.
                        isDone = state.Open is { } begun && begun.Begin == recorded.Position;
                        (last, isAfter) = (recorded.Position, true);
                        continue;
                    }

                    (last, isAfter) = (recorded.Position, true);
                    if (!selection.Takes(recorded) || state.Hides(recorded.Stream.Span, recorded.Revision)) continue;
                    page.Add(recorded);
                    next = recorded.Position;
                    isDone = --left == 0;
                    if (page.IsFull) yield return page.Take();
                }

                if (!page.IsEmpty) yield return page.Take();
                if (isDone) break;
                // An append that had ended when its begin was read: the server may have looked before its last part was there.
                if (!call.IsLost && !awaitsEnd && received < count) break;
            }
        }

        if (left > 0 && head > Position.Start && (to < head ? to : head) is var reached && reached > next)
            yield return new EventPage(ReadOnlyMemory<RecordedEvent>.Empty, reached, CaughtUp: false);
    }

    private async IAsyncEnumerable<EventPage> BackwardsAsync(LogRead read, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (read.From == Position.Start) yield break;
        var to = read.To ?? Position.Start;
        var selection = new Selection(read.Filter);
        var left = read.MaxCount == 0 ? long.MaxValue : read.MaxCount;
        var page = new PageOfEvents();
        var isFirst = true;
        var last = read.From ?? Position.End;
        var state = await journal.LookAsync(cancellation);
        for (var attempt = 0; ; attempt++)
        {
            if (state.Open is { } open && open.Begin < last) last = open.Begin;
            var start = (Last: last, Left: left);
            var count = left == long.MaxValue ? ServerReads.Unbounded : (ulong)left + Spare;
            var received = 0UL;
            var (isDone, hasMoved) = (false, false);
            await using (var call = await server.OpenAsync(ReadRequests.OfAll(last, ReadDirection.Backwards, selection.OnServer, count), cancellation))
            {
                while (!isDone && !hasMoved && await call.NextAsync(attempt, cancellation))
                {
                    if (call.Current.ContentCase != ReadResp.ContentOneofCase.Event) continue;
                    attempt = 0;
                    received++;
                    if (!EventConversion.IsOfLedger(call.Current.Event)) continue;
                    var recorded = server.Conversion.Convert(call.Current.Event);
                    if (recorded.Position >= last) continue;
                    last = recorded.Position;
                    if (recorded.Position < to || (recorded.Position == to && to > Position.Start))
                    {
                        isDone = true;
                        break;
                    }

                    if (AppendJournal.IsOf(recorded) || !selection.Takes(recorded) || state.Hides(recorded.Stream.Span, recorded.Revision)) continue;
                    page.Add(recorded);
                    isDone = --left == 0;
                    if (!page.IsFull && !isDone) continue;
                    if (isFirst) hasMoved = await HasMovedAsync(state, cancellation);
                    if (hasMoved) break;
                    isFirst = false;
                    yield return page.Take();
                }

                // Until the first page has been given, an append in parts that was begun meanwhile is looked for.
                if (isFirst && !hasMoved && !page.IsEmpty) hasMoved = await HasMovedAsync(state, cancellation);
                if (hasMoved)
                {
                    page.Clear();
                    (last, left) = start;
                    state = await journal.LookAsync(cancellation);
                    continue;
                }

                if (!page.IsEmpty) yield return page.Take();
                isFirst = false;
                if (isDone || (!call.IsLost && received < count)) yield break;
            }
        }
    }

    private async Task<bool> HasMovedAsync(JournalState state, CancellationToken cancellation) =>
        (await journal.LookAsync(cancellation)).Revision != state.Revision;

    /// <summary>A filter, parted between the server and the reader of its answers.</summary>
    internal sealed class Selection
    {
        private readonly ImmutableArray<byte[]> _prefixes;
        private readonly ImmutableArray<byte[]> _types;

        public Selection(EventFilter filter)
        {
            _prefixes = Bytes(filter.StreamPrefixes);
            _types = Bytes(filter.Types);
            // What an append in parts says of itself is needed by every reader.
            OnServer = new ReadRequests.ServerFilter(
                filter.StreamPrefixes.IsDefaultOrEmpty ? [] : [.. filter.StreamPrefixes, AppendJournal.Stream.Value]);
        }

        public ReadRequests.ServerFilter OnServer { get; }

        public bool Takes(in RecordedEvent recorded)
        {
            if (!_prefixes.IsEmpty && !StartsWithAny(recorded.Stream.Span)) return false;
            if (_types.IsEmpty) return true;
            foreach (var type in _types)
                if (recorded.Type.Span.SequenceEqual(type))
                    return true;
            return false;
        }

        private bool StartsWithAny(ReadOnlySpan<byte> stream)
        {
            foreach (var prefix in _prefixes)
                if (stream.StartsWith(prefix))
                    return true;
            return false;
        }

        private static ImmutableArray<byte[]> Bytes(ImmutableArray<string> texts) =>
            texts.IsDefaultOrEmpty ? [] : [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];
    }
}
