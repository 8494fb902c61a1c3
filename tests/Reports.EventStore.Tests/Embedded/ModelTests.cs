using CsCheck;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>The log against a list: however appends are batched, and wherever it is closed and opened again.</summary>
public sealed class ModelTests
{
    private enum Kind
    {
        Append,
        WrongRevision,
        Retry,
        Reopen,
        Read,
    }

    private static readonly Gen<(Kind Kind, int Stream, int Count)[]> Steps = Gen.Select(
        Gen.Frequency((6, Gen.Const(Kind.Append)), (1, Gen.Const(Kind.WrongRevision)), (1, Gen.Const(Kind.Retry)), (1, Gen.Const(Kind.Reopen)), (2, Gen.Const(Kind.Read))),
        Gen.Int[0, 3],
        Gen.Int[1, 7]).Array[1, 25];

    [Fact]
    public Task It_is_a_list_of_events_whatever_the_batches_and_wherever_it_is_opened_again() => Steps.SampleAsync(RunAsync, iter: 60, threads: 1);

    private static async Task RunAsync((Kind Kind, int Stream, int Count)[] steps)
    {
        using var folder = new TemporaryFolder();
        var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write);
        try
        {
            var model = new List<(int Stream, int Number)>();
            EventToAppend[] last = [];
            var lastStream = -1;
            long before = -1;
            foreach (var (kind, stream, count) in steps)
            {
                var revision = model.Count(e => e.Stream == stream) - 1L;
                switch (kind)
                {
                    case Kind.Append:
                        last = TestEvents.Events(model.Count, count);
                        (lastStream, before) = (stream, revision);
                        var result = await log.AppendAsync(Name(stream), Expect(revision), last);
                        model.AddRange(Enumerable.Range(model.Count, count).Select(n => (stream, n)));
                        Assert.Equal((revision + count, Position.At(model.Count), false), (result.Revision, result.Position, result.IsDuplicate));
                        break;
                    case Kind.WrongRevision:
                        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () =>
                            await log.AppendAsync(Name(stream), ExpectedRevision.Exactly(revision + 1 + count), TestEvents.Events(model.Count, count)));
                        break;
                    case Kind.Retry when last.Length > 0:
                        Assert.True((await log.AppendAsync(Name(lastStream), Expect(before), last)).IsDuplicate);
                        break;
                    case Kind.Reopen:
                        await log.DisposeAsync();
                        log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write);
                        break;
                    case Kind.Read:
                        await Compare(model.Where(e => e.Stream == stream), log.ReadStreamAsync(Name(stream)));
                        Assert.Equal(revision < 0 ? null : revision, await log.RevisionAsync(Name(stream)));
                        await Compare(model.Skip(count), log.ReadAllAsync(new LogRead(Position.At(count + 1))));
                        break;
                }
            }

            await Compare(model, log.ReadAllAsync());
            Assert.Equal(Position.At(model.Count), await log.HeadAsync());
        }
        finally
        {
            await log.DisposeAsync();
        }
    }

    private static StreamName Name(int stream) => new($"source-{stream}");

    private static ExpectedRevision Expect(long revision) => revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(revision);

    private static async Task Compare(IEnumerable<(int Stream, int Number)> expected, IAsyncEnumerable<EventPage> pages)
    {
        var found = new List<(int, int)>();
        await foreach (var page in pages)
            foreach (var e in page.Events.ToArray())
                found.Add((e.StreamText[^1] - '0', TestEvents.NumberOf(e)));
        Assert.Equal(expected, found);
    }
}
