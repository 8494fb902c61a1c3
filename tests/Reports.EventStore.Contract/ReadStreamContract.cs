using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Reads of one stream.</summary>
public abstract class ReadStreamContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task A_stream_that_does_not_exist_yields_nothing()
    {
        await Append(A, ExpectedRevision.NoStream, Event(1));
        Assert.Empty(await Read(Missing));
        Assert.Empty(await Read(Missing, new StreamRead(Direction: ReadDirection.Backwards)));
        Assert.Empty(await Read(Missing, new StreamRead(5, MaxCount: 2)));
    }

    [Theory]
    [InlineData(null, 0, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(0L, 0, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(2L, 0, new[] { 3, 4, 5 })]
    [InlineData(4L, 0, new[] { 5 })]
    [InlineData(5L, 0, new int[0])]
    [InlineData(1L, 2, new[] { 2, 3 })]
    [InlineData(4L, 9, new[] { 5 })]
    public async Task Forwards_from_a_revision_inclusive(long? from, long count, int[] expected)
    {
        await Interleave();
        Assert.Equal(expected, Numbers(await Read(A, new StreamRead(from, MaxCount: count))));
    }

    [Theory]
    [InlineData(null, 0, new[] { 5, 4, 3, 2, 1 })]
    [InlineData(4L, 0, new[] { 5, 4, 3, 2, 1 })]
    [InlineData(99L, 0, new[] { 5, 4, 3, 2, 1 })]
    [InlineData(2L, 0, new[] { 3, 2, 1 })]
    [InlineData(0L, 0, new[] { 1 })]
    [InlineData(3L, 2, new[] { 4, 3 })]
    [InlineData(null, 1, new[] { 5 })]
    public async Task Backwards_from_a_revision_inclusive(long? from, long count, int[] expected)
    {
        await Interleave();
        Assert.Equal(expected, Numbers(await Read(A, new StreamRead(from, ReadDirection.Backwards, count))));
    }

    [Fact]
    public async Task A_long_stream_is_read_whole_in_both_directions()
    {
        for (var i = 0; i < 5; i++) await Append(A, ExpectedRevision.Any, Events(1 + (i * 1000), 1000));
        Assert.Equal(Enumerable.Range(1, 5000), await Stored(A));
        Assert.Equal(Enumerable.Range(1, 5000).Reverse(), Numbers(await Read(A, new StreamRead(Direction: ReadDirection.Backwards))));
    }

    [Fact]
    public async Task A_reader_that_stops_early_leaves_the_log_usable()
    {
        for (var i = 0; i < 3; i++) await Append(A, ExpectedRevision.Any, Events(1 + (i * 3000), 3000));
        for (var i = 0; i < 40; i++)
            await foreach (var page in Log.ReadStreamAsync(A, cancellation: Cancellation))
            {
                Assert.True(page.Events.Length > 0);
                break;
            }

        await Append(A, ExpectedRevision.Exactly(8999), Event(9001));
        Assert.Equal(9001, (await Read(A)).Count);
    }

    [Fact]
    public async Task A_cancelled_read_ends()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 100));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Copy(Log.ReadStreamAsync(A, cancellation: cancelled.Token)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Copy(Log.ReadAllAsync(default, cancelled.Token)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Copy(Log.ReadAllAsync(new LogRead(MaxCount: 5), cancelled.Token)));
    }

    [Fact]
    public async Task Several_streams_are_read_whole_in_the_order_asked_for()
    {
        await Interleave();
        for (var i = 0; i < 4; i++) await Append(C, ExpectedRevision.Any, Events(1001 + (i * 1000), 1000));
        var read = await Copy(Log.ReadStreamsAsync([B, Missing, C, A, B], Cancellation));
        int[] b = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109];
        Assert.Equal([.. b, .. Enumerable.Range(1001, 4000), 1, 2, 3, 4, 5, .. b], Numbers(read));
        Assert.Equal(Enumerable.Range(0, 10).Select(r => (B.Value, (long)r)), read.Take(10).Select(e => (e.StreamText, e.Revision)));
        Assert.Equal(read.Take(10).Select(e => (e.Position, e.Id)), (await Read(B)).Select(e => (e.Position, e.Id)));
        Assert.Empty(await Copy(Log.ReadStreamsAsync([], Cancellation)));
        Assert.Empty(await Copy(Log.ReadStreamsAsync([Missing, Missing], Cancellation)));
    }

    private static readonly StreamName C = new("source-c");

    private async Task Interleave()
    {
        for (var i = 0; i < 5; i++)
        {
            await Append(A, ExpectedRevision.Any, Event(i + 1));
            await Append(B, ExpectedRevision.Any, Events(100 + (i * 2), 2));
        }
    }
}
