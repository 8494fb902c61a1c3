using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Appends to several streams.</summary>
public abstract class MultiStreamContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task Every_stream_gets_its_events_in_order()
    {
        await Append(B, ExpectedRevision.NoStream, Event(50));
        var results = await Log.AppendAsync(
            [
                new StreamAppend(A, ExpectedRevision.NoStream, Events(1, 2)),
                new StreamAppend(B, ExpectedRevision.Exactly(0), Events(3, 1)),
                new StreamAppend(A, ExpectedRevision.Exactly(1), Events(4, 1)),
            ],
            Cancellation);
        Assert.Equal([1L, 1, 2], results.Select(r => r.Revision));
        Assert.Equal([50, 1, 2, 3, 4], await StoredInAll());
        Assert.Equal([1, 2, 4], await Stored(A));
        Assert.Equal(results[^1].Position, await Log.HeadAsync(Cancellation));
    }

    [Fact]
    public async Task One_refusal_refuses_all_of_it_where_the_store_can()
    {
        if (!Store.IsMultiStreamAtomic) Assert.Skip("this store appends stream by stream");
        await Append(B, ExpectedRevision.NoStream, Event(50));
        var e = await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Log.AppendAsync(
            [new StreamAppend(A, ExpectedRevision.NoStream, Events(1, 2)), new StreamAppend(B, ExpectedRevision.NoStream, Events(3, 1))], Cancellation));
        Assert.Equal(B, e.Stream);
        Assert.Equal([50], await StoredInAll());
        Assert.Null(await Log.RevisionAsync(A, Cancellation));
    }

    [Fact]
    public async Task Every_item_is_checked_against_the_limits_before_any_is_written()
    {
        await Assert.ThrowsAsync<LimitExceededException>(async () => await Log.AppendAsync(
            [
                new StreamAppend(A, ExpectedRevision.NoStream, Events(1, 2)),
                new StreamAppend(B, ExpectedRevision.NoStream, [Event(3) with { Data = new byte[LogLimits.EventBytes + 1] }]),
            ],
            Cancellation));
        Assert.Empty(await ReadAll());
    }

    [Fact]
    public async Task A_retry_of_all_of_it_writes_nothing()
    {
        StreamAppend[] appends =
            [new StreamAppend(A, ExpectedRevision.NoStream, Events(1, 2)), new StreamAppend(B, ExpectedRevision.NoStream, Events(3, 2))];
        var first = await Log.AppendAsync(appends, Cancellation);
        var again = await Log.AppendAsync(appends, Cancellation);
        Assert.All(again, r => Assert.True(r.IsDuplicate));
        Assert.Equal(first.Select(r => (r.Revision, r.Position)), again.Select(r => (r.Revision, r.Position)));
        Assert.Equal([1, 2, 3, 4], await StoredInAll());
    }

    [Fact]
    public async Task A_retry_with_something_new_writes_only_that()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        var results = await Log.AppendAsync(
            [new StreamAppend(A, ExpectedRevision.NoStream, Events(1, 2)), new StreamAppend(B, ExpectedRevision.NoStream, Events(3, 2))], Cancellation);
        Assert.Equal([true, false], results.Select(r => r.IsDuplicate));
        Assert.Equal([1, 2, 3, 4], await StoredInAll());
    }

    [Fact]
    public async Task Nothing_to_append_is_no_failure() => Assert.Empty(await Log.AppendAsync([], Cancellation));
}
