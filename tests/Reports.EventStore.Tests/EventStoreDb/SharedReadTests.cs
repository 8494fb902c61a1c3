using System.Threading.Channels;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

/// <summary>What appends look at, and how often.</summary>
public sealed class SharedReadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_while_a_read_is_under_way_shares_the_next_which_begins_after_he_asked()
    {
        var reads = Channel.CreateUnbounded<TaskCompletionSource<int>>();
        var shared = new SharedRead<int>(() =>
        {
            var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            Assert.True(reads.Writer.TryWrite(read));
            return read.Task;
        });
        var first = shared.AskAsync(Cancellation);
        var (second, third) = (shared.AskAsync(Cancellation), shared.AskAsync(Cancellation));
        var one = await reads.Reader.ReadAsync(Cancellation);
        Assert.False(reads.Reader.TryPeek(out _));
        one.SetException(new InvalidOperationException("lost"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        var two = await reads.Reader.ReadAsync(Cancellation);
        var fourth = shared.AskAsync(Cancellation);
        two.SetResult(2);
        Assert.Equal((2, 2), (await second, await third));
        (await reads.Reader.ReadAsync(Cancellation)).SetResult(3);
        Assert.Equal(3, await fourth);
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_the_read_to_the_others()
    {
        var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = new SharedRead<int>(() => read.Task);
        using var stop = new CancellationTokenSource();
        var stopped = shared.AskAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        var other = shared.AskAsync(Cancellation);
        read.SetResult(1);
        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task An_append_that_expects_a_revision_looks_once_before_it_and_once_after_it()
    {
        await using var server = await ServerDouble.StartAsync();
        await using var log = await EventStoreDbLog.OpenAsync(server.ConnectionString, LedgerMode.Write, cancellation: Cancellation);
        var stream = new StreamName("source-a");
        await log.AppendAsync(stream, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation);
        var before = server.Behaviour.Reads;
        for (var i = 0; i < 10; i++) await log.AppendAsync(stream, ExpectedRevision.Exactly(i), TestEvents.Events(2 + i, 1), Cancellation);
        Assert.Equal(20, server.Behaviour.Reads - before);
    }

    [Fact]
    public async Task Appends_side_by_side_share_what_they_look_at()
    {
        await using var server = await ServerDouble.StartAsync();
        await using var log = await EventStoreDbLog.OpenAsync(server.ConnectionString, LedgerMode.Write, cancellation: Cancellation);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Behaviour.Gate = gate.Task;
        var appends = Enumerable.Range(0, 100).Select(i => log.AppendAsync(new StreamName($"source-{i}"), ExpectedRevision.NoStream, TestEvents.Events(i * 2, 2), Cancellation).AsTask()).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(appends), r => Assert.False(r.IsDuplicate));
        Assert.InRange(server.Behaviour.Reads, 3, 150);
    }
}
