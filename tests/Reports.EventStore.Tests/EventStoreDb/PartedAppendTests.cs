using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

/// <summary>Appends that are larger than the server takes: readers see all of the events or none, whatever becomes of the writer.</summary>
public sealed class PartedAppendTests : IAsyncLifetime
{
    private static readonly StreamName A = new("source-a");
    private static readonly StreamName B = new("source-b");
    private readonly List<IAsyncDisposable> _opened = [];
    private ServerDouble _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EventToAppend[] Large => Padded(1, 40);

    public async ValueTask InitializeAsync()
    {
        _server = await ServerDouble.StartAsync();
        // Some three of the padded events at once.
        _server.Behaviour.MaxAppendBytes = 3300;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened)) await opened.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_written_in_parts_and_read_as_one(bool isAny)
    {
        var log = await OpenAsync();
        await log.AppendAsync(B, ExpectedRevision.NoStream, TestEvents.Events(90, 1), Cancellation);
        var result = await log.AppendAsync(A, isAny ? ExpectedRevision.Any : ExpectedRevision.NoStream, Large, Cancellation);
        Assert.False(result.IsDuplicate);
        Assert.Equal(39, result.Revision);
        Assert.Equal(Enumerable.Range(1, 40), await StreamAsync(log, A));
        Assert.Equal([90, .. Enumerable.Range(1, 40)], await AllAsync(log));
        Assert.Equal(result.Position, await log.HeadAsync(Cancellation));
        Assert.Equal(39, await log.RevisionAsync(A, Cancellation));
        Assert.Equal(40, (await log.AppendAsync(A, ExpectedRevision.Exactly(39), TestEvents.Events(41, 1), Cancellation)).Revision);
    }

    [Fact]
    public async Task A_retry_of_it_is_told_from_a_new_one()
    {
        var log = await OpenAsync();
        var first = await log.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        var again = await log.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        Assert.True(again.IsDuplicate);
        Assert.Equal((first.Revision, first.Position), (again.Revision, again.Position));
        Assert.True((await log.AppendAsync(A, ExpectedRevision.Any, Large, Cancellation)).IsDuplicate);
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, Padded(2, 39), Cancellation));
        Assert.Equal(40, (await StreamAsync(log, A)).Count);
    }

    [Fact]
    public async Task Readers_beside_it_see_all_or_nothing()
    {
        var (writer, reader) = (await OpenAsync(), await OpenAsync());
        await writer.AppendAsync(B, ExpectedRevision.NoStream, TestEvents.Events(90, 1), Cancellation);
        var counts = new List<int>();
        _server.Behaviour.BeforeAppend = stream =>
        {
            if (stream != A.Value) return;
            var seen = Task.Run(async () => (
                All: (await AllAsync(reader)).Count, Stream: (await StreamAsync(reader, A)).Count, Back: (await AllAsync(reader, new LogRead(Direction: ReadDirection.Backwards))).Count,
                Revision: await reader.RevisionAsync(A, Cancellation), Head: await reader.HeadAsync(Cancellation))).GetAwaiter().GetResult();
            Assert.Equal((1, 0, 1, null), (seen.All, seen.Stream, seen.Back, seen.Revision));
            Assert.Equal((long)_server.Store.Stream("source-b")![0].Position, seen.Head.Commit);
            lock (counts) counts.Add(seen.All);
        };
        await writer.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        Assert.True(counts.Count > 10);
        Assert.Equal(41, (await AllAsync(reader)).Count);
    }

    [Fact]
    public async Task A_subscriber_gets_it_whole()
    {
        var (writer, reader) = (await OpenAsync(), await OpenAsync());
        await using var pages = reader.SubscribeAsync(Position.Start, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await pages.MoveNextAsync() && pages.Current.CaughtUp);
        await writer.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        await writer.AppendAsync(B, ExpectedRevision.NoStream, TestEvents.Events(90, 1), Cancellation);
        var seen = new List<int>();
        while (!seen.Contains(90))
        {
            Assert.True(await pages.MoveNextAsync());
            seen.AddRange(pages.Current.Events.ToArray().Select(TestEvents.NumberOf));
        }

        Assert.Equal([.. Enumerable.Range(1, 40), 90], seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    public async Task What_a_writer_left_in_the_middle_is_hidden_and_the_same_append_goes_on(int writes)
    {
        await StopAfterAsync(writes);
        var log = await OpenAsync();
        Assert.Empty(await AllAsync(log));
        Assert.Empty(await StreamAsync(log, A));
        Assert.Null(await log.RevisionAsync(A, Cancellation));
        Assert.Equal(Position.Start, await log.HeadAsync(Cancellation));
        var result = await log.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        Assert.Equal(39, result.Revision);
        Assert.Equal(Enumerable.Range(1, 40), await StreamAsync(log, A));
        Assert.Equal(Enumerable.Range(1, 40), await AllAsync(log));
        Assert.Equal(40, _server.Store.Stream("source-a")!.Count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public async Task What_a_writer_left_in_the_middle_is_abandoned_by_another_append(int count)
    {
        await StopAfterAsync(5);
        // The same first events: the server alone would take them for a retry.
        var log = await OpenAsync(abandonAfter: TimeSpan.Zero);
        EventToAppend[] other = [.. Padded(1, 2), .. Padded(200, count - 2)];
        var result = await log.AppendAsync(A, ExpectedRevision.NoStream, other, Cancellation);
        int[] expected = [1, 2, .. Enumerable.Range(200, count - 2)];
        Assert.Equal(expected, await StreamAsync(log, A));
        Assert.Equal(expected, await AllAsync(log));
        Assert.Equal(expected.Reverse(), await AllAsync(log, new LogRead(Direction: ReadDirection.Backwards)));
        Assert.Equal(result.Revision, await log.RevisionAsync(A, Cancellation));
        Assert.True((await log.AppendAsync(A, ExpectedRevision.NoStream, other, Cancellation)).IsDuplicate);
        await log.AppendAsync(A, ExpectedRevision.Exactly(result.Revision), TestEvents.Events(300, 1), Cancellation);
        Assert.Equal([.. expected, 300], await StreamAsync(log, A));
    }

    [Fact]
    public async Task Another_stream_does_not_wait_for_what_a_writer_left()
    {
        await StopAfterAsync(5);
        var log = await OpenAsync();
        await log.AppendAsync(B, ExpectedRevision.NoStream, TestEvents.Events(90, 1), Cancellation);
        Assert.Equal([90], await StreamAsync(log, B));
    }

    [Fact]
    public async Task A_writer_that_was_only_slow_writes_its_append_anew_when_it_was_abandoned()
    {
        var slow = await OpenAsync();
        var isFirst = true;
        _server.Behaviour.BeforeAppend = stream =>
        {
            if (stream != A.Value || !isFirst || (_server.Store.Stream("source-a")?.Count ?? 0) < 9) return;
            isFirst = false;
            var other = Task.Run(() => OpenAsync(abandonAfter: TimeSpan.Zero)).GetAwaiter().GetResult();
            Task.Run(async () => await other.AppendAsync(B, ExpectedRevision.NoStream, Padded(100, 20), Cancellation)).GetAwaiter().GetResult();
        };
        await slow.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation);
        Assert.False(isFirst);
        Assert.Equal(Enumerable.Range(1, 40), await StreamAsync(slow, A));
        Assert.Equal([.. Enumerable.Range(100, 20), .. Enumerable.Range(1, 40)], await AllAsync(slow));
    }

    [Fact]
    public async Task Two_processes_with_the_same_append_write_it_once()
    {
        var logs = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        var results = await Task.WhenAll(logs.Select(log => Task.Run(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, Large, Cancellation), Cancellation)));
        Assert.Single(results.Select(r => (r.Revision, r.Position)).Distinct());
        Assert.Equal(40, _server.Store.Stream("source-a")!.Count);
        Assert.Equal(Enumerable.Range(1, 40), await AllAsync(logs[0]));
    }

    [Fact]
    public async Task One_event_that_the_server_does_not_take_is_refused_and_nothing_is_hidden()
    {
        var log = await OpenAsync();
        var large = TestEvents.Event(2) with { Data = new byte[4000] };
        await Assert.ThrowsAsync<LimitExceededException>(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, [large], Cancellation));
        await Assert.ThrowsAsync<LimitExceededException>(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, [TestEvents.Event(1), large], Cancellation));
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation);
        Assert.Equal([1], await StreamAsync(log, A));
    }

    [Fact]
    public void Parts_are_as_large_as_fits_and_never_empty()
    {
        var events = TestEvents.Events(1, 10);
        var size = Write.SizeOf(events[0]);
        Assert.Equal(1, PartedAppends.PartLength(events, 1));
        Assert.Equal(1, PartedAppends.PartLength(events, (2 * size) - 1));
        Assert.Equal(2, PartedAppends.PartLength(events, 2 * size));
        Assert.Equal(10, PartedAppends.PartLength(events, 100 * size));
    }

    private static EventToAppend[] Padded(int first, int count) => [.. Enumerable.Range(first, count).Select(n => TestEvents.Event(n) with
    {
        Data = System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{n}{new string(' ', 1000)}}}"),
    })];

    /// <summary>Begins the append, and stops for ever after some writes of its parts.</summary>
    private async Task StopAfterAsync(int writes)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var left = writes;
        _server.Behaviour.BeforeAppend = stream =>
        {
            if (stream == A.Value && left-- == 0) stop.Cancel();
            if (stop.IsCancellationRequested) throw new OperationCanceledException();
        };
        var log = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, Large, stop.Token));
        _server.Behaviour.BeforeAppend = null;
    }

    private async Task<EventStoreDbLog> OpenAsync(TimeSpan? abandonAfter = null)
    {
        var log = await EventStoreDbLog.OpenAsync(
            _server.ConnectionString + "&discoveryInterval=5", LedgerMode.Write,
            new EventStoreDbOptions { Seed = 1, AppendBytes = 5000, AbandonAfter = abandonAfter ?? TimeSpan.FromMinutes(1) }, Cancellation);
        lock (_opened) _opened.Add(log);
        return log;
    }

    private static Task<List<int>> AllAsync(EventStoreDbLog log, LogRead read = default) => NumbersAsync(log.ReadAllAsync(read, Cancellation));

    private static Task<List<int>> StreamAsync(EventStoreDbLog log, StreamName stream) => NumbersAsync(log.ReadStreamAsync(stream, cancellation: Cancellation));

    private static async Task<List<int>> NumbersAsync(IAsyncEnumerable<EventPage> pages)
    {
        var numbers = new List<int>();
        await foreach (var page in pages) numbers.AddRange(page.Events.ToArray().Select(TestEvents.NumberOf));
        return numbers;
    }
}
