using Reports.EventStore.Embedded;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>What a ledger holds, to compare every answer with.</summary>
internal sealed class Truth
{
    private readonly List<RecordedEvent> _events = [];

    public IReadOnlyList<RecordedEvent> Events => _events;

    public static async Task<Truth> OfAsync(IEventLog log)
    {
        var truth = new Truth();
        await foreach (var page in log.ReadAllAsync(default, TestContext.Current.CancellationToken))
            foreach (var e in page.Events.ToArray())
                truth._events.Add(e.Copy());
        return truth;
    }

    /// <summary>Asks a ledger everything; what it does not refuse must be so. Returns the first refusal, or null when there was none.</summary>
    public async Task<LogException?> AskAsync(string path, LedgerMode mode = LedgerMode.Read)
    {
        LogException? first = null;
        EmbeddedLog log;
        try
        {
            log = EmbeddedLog.Open(path, mode);
        }
        catch (LogException refusal)
        {
            return refusal;
        }

        await using (log)
        {
            await Try(async () => Assert.Equal(_events[^1].Position, await log.HeadAsync()));
            await Try(() => Compare(_events, log.ReadAllAsync()));
            await Try(() => Compare(Enumerable.Reverse(_events), log.ReadAllAsync(new LogRead(Direction: ReadDirection.Backwards))));
            foreach (var stream in _events.GroupBy(e => e.StreamText))
            {
                var name = new StreamName(stream.Key);
                await Try(async () =>
                {
                    Assert.Equal(stream.Last().Revision, await log.RevisionAsync(name));
                    await Compare(stream, log.ReadStreamAsync(name, new StreamRead(MaxCount: 500)));
                    await Compare(stream.Reverse(), log.ReadStreamAsync(name, new StreamRead(null, ReadDirection.Backwards, 500)));
                });
            }

            await Try(() => log.VerifyAsync());
            await Try(async () => Assert.Null(await log.RevisionAsync(new StreamName("source-nobody"))));
        }

        return first;

        async Task Try(Func<Task> ask)
        {
            try
            {
                await ask();
            }
            catch (LogException refusal)
            {
                first ??= refusal;
            }
        }
    }

    private static async Task Compare(IEnumerable<RecordedEvent> expected, IAsyncEnumerable<EventPage> pages)
    {
        // What came before a refusal was given out, and must be so as well.
        using var truth = expected.GetEnumerator();
        await foreach (var page in pages)
            foreach (var e in page.Events.ToArray())
            {
                Assert.True(truth.MoveNext(), "more events than were appended");
                Assert.Equal(truth.Current.Position, e.Position);
                Assert.Equal(truth.Current.Revision, e.Revision);
                Assert.Equal(truth.Current.Id, e.Id);
                Assert.True(truth.Current.Stream.Span.SequenceEqual(e.Stream.Span), "another stream");
                Assert.True(truth.Current.Type.Span.SequenceEqual(e.Type.Span), "another type");
                Assert.True(truth.Current.Data.Span.SequenceEqual(e.Data.Span), "other data");
                Assert.True(truth.Current.Metadata.Span.SequenceEqual(e.Metadata.Span), "other metadata");
            }

        Assert.False(truth.MoveNext(), "fewer events than were appended");
    }
}
