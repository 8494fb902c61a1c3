using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>
/// What a retry does. EventStoreDB's own rules, which its clients test as "event number e expected revision": ids are compared,
/// content is not.
/// </summary>
public abstract class IdempotencyContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task A_retry_with_the_same_expectation_writes_nothing_and_answers_as_before()
    {
        await Append(B, ExpectedRevision.NoStream, Event(50));
        var first = await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        await Append(A, ExpectedRevision.Exactly(2), Events(4, 2));
        var again = await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        Assert.True(again.IsDuplicate);
        Assert.Equal(first.Revision, again.Revision);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal([1, 2, 3, 4, 5], await Stored(A));
    }

    [Fact]
    public async Task A_retry_from_a_revision_is_told_from_the_events_after_it()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 5));
        var again = await Append(A, ExpectedRevision.Exactly(1), Events(3, 2));
        Assert.True(again.IsDuplicate);
        Assert.Equal(3, again.Revision);
        Assert.Equal([1, 2, 3, 4, 5], await Stored(A));
    }

    [Fact]
    public async Task The_head_of_an_earlier_batch_is_a_retry()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        var again = await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        Assert.True(again.IsDuplicate);
        Assert.Equal(1, again.Revision);
    }

    [Fact]
    public async Task More_events_than_were_written_are_no_retry()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.NoStream, Events(1, 3)));
        Assert.Equal([1, 2], await Stored(A));
    }

    [Fact]
    public async Task Other_events_are_no_retry()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.NoStream, Event(1), Event(9)));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.Exactly(0), Event(3)));
        Assert.Equal([1, 2, 3], await Stored(A));
    }

    [Fact]
    public async Task The_same_id_at_the_end_of_the_stream_is_written_again()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        var result = await Append(A, ExpectedRevision.Exactly(1), Event(1));
        Assert.False(result.IsDuplicate);
        Assert.Equal(2, result.Revision);
        Assert.Equal([1, 2, 1], await Stored(A));
    }

    [Fact]
    public async Task An_expectation_beyond_the_end_is_no_retry()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.Exactly(5), Event(1)));
    }

    [Fact]
    public async Task With_any_a_run_that_is_in_the_stream_is_a_retry()
    {
        await Append(A, ExpectedRevision.Any, Events(1, 4));
        var again = await Append(A, ExpectedRevision.Any, Events(2, 2));
        Assert.True(again.IsDuplicate);
        Assert.Equal([1, 2, 3, 4], await Stored(A));
        var exists = await Append(A, ExpectedRevision.StreamExists, Events(4, 1));
        Assert.True(exists.IsDuplicate);
    }

    [Fact]
    public async Task With_any_a_later_run_is_found_as_well_as_the_first()
    {
        // 1 stands twice: first before 2, then before 3. The run 1, 3 is there.
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        await Append(A, ExpectedRevision.Exactly(1), Event(1), Event(3));
        var again = await Append(A, ExpectedRevision.Any, Event(1), Event(3));
        Assert.True(again.IsDuplicate);
        Assert.Equal([1, 2, 1, 3], await Stored(A));
    }

    [Fact]
    public async Task The_same_ids_in_another_stream_are_not_a_retry()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        Assert.False((await Append(B, ExpectedRevision.NoStream, Events(1, 2))).IsDuplicate);
        Assert.Equal([1, 2], await Stored(B));
    }

    [Fact]
    public async Task Ids_are_compared_and_content_is_not()
    {
        await Append(A, ExpectedRevision.NoStream, Event(1));
        var again = await Append(A, ExpectedRevision.NoStream, Event(2) with { Id = TestEvents.IdOf(1) });
        Assert.True(again.IsDuplicate);
        Assert.Equal([1], await Stored(A));
    }

    [Fact]
    public async Task An_id_may_stand_twice_in_one_batch()
    {
        var result = await Append(A, ExpectedRevision.NoStream, Event(1), Event(1), Event(2));
        Assert.Equal(2, result.Revision);
        Assert.True((await Append(A, ExpectedRevision.NoStream, Event(1), Event(1), Event(2))).IsDuplicate);
        Assert.Equal([1, 1, 2], await Stored(A));
    }
}
