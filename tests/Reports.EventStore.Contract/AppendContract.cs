using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Appends, and what the expected revision refuses.</summary>
public abstract class AppendContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task An_append_to_a_new_stream_counts_revisions_from_zero()
    {
        var result = await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        Assert.Equal(2, result.Revision);
        Assert.False(result.IsDuplicate);
        var events = await Read(A);
        Assert.Equal([0L, 1, 2], events.Select(e => e.Revision));
        Assert.Equal(result.Position, events[^1].Position);
    }

    [Fact]
    public async Task What_was_appended_is_read_back_verbatim()
    {
        var data = Encoding.UTF8.GetBytes("""{ "text" : "قدم — \u0000 \" ' ; DROP", "n": 1.10 }""");
        var metadata = Encoding.UTF8.GetBytes("""{"$correlationId":"x", "b":[ ]}""");
        await Append(A, ExpectedRevision.NoStream, new EventToAppend(TestEvents.IdOf(9), "Type-1.x", data, metadata));
        var e = Assert.Single(await Read(A));
        Assert.Equal(data, e.Data.ToArray());
        Assert.Equal(metadata, e.Metadata.ToArray());
        Assert.Equal("Type-1.x", e.TypeText);
        Assert.Equal("source-a", e.StreamText);
        Assert.Equal(TestEvents.IdOf(9), e.Id);
    }

    [Fact]
    public async Task Metadata_may_be_empty()
    {
        await Append(A, ExpectedRevision.NoStream, Event(1) with { Metadata = default });
        await Append(A, ExpectedRevision.Exactly(0), Event(2));
        Assert.Equal([1, 2], await Stored(A));
        Assert.Equal(0, (await Read(A))[0].Metadata.Length);
    }

    [Fact]
    public async Task Positions_increase_across_streams()
    {
        var first = await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        var second = await Append(B, ExpectedRevision.NoStream, Events(3, 2));
        var third = await Append(A, ExpectedRevision.Exactly(1), Events(5, 1));
        Assert.True(first.Position < second.Position && second.Position < third.Position);
        var positions = (await ReadAll()).Select(e => e.Position).ToList();
        Assert.Equal(positions.Order().Distinct(), positions);
        if (Store.IsPositionWithoutGaps) Assert.Equal([1L, 2, 3, 4, 5], positions.Select(p => p.Commit));
        Assert.Equal(third.Position, await Log.HeadAsync(Cancellation));
    }

    [Fact]
    public async Task The_head_of_an_empty_log_is_the_start() => Assert.Equal(Position.Start, await Log.HeadAsync(Cancellation));

    [Fact]
    public async Task The_revision_of_a_stream_is_that_of_its_last_event()
    {
        Assert.Null(await Log.RevisionAsync(A, Cancellation));
        await Append(A, ExpectedRevision.NoStream, Events(1, 4));
        Assert.Equal(3, await Log.RevisionAsync(A, Cancellation));
        Assert.Null(await Log.RevisionAsync(B, Cancellation));
    }

    [Fact]
    public async Task No_stream_is_refused_when_there_is_one()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        var e = await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.NoStream, Event(7)));
        Assert.Equal(A, e.Stream);
        Assert.Equal(1, e.Actual);
        Assert.Equal([1, 2], await Stored(A));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(99)]
    public async Task A_revision_is_refused_unless_it_is_the_last(int expected)
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        var e = await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.Exactly(expected), Event(7)));
        Assert.Equal(1, e.Actual);
        Assert.Equal([1, 2], await Stored(A));
    }

    [Fact]
    public async Task A_revision_is_refused_for_a_stream_that_does_not_exist()
    {
        var e = await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.Exactly(0), Event(1)));
        Assert.Null(e.Actual);
        Assert.Empty(await ReadAll());
    }

    [Fact]
    public async Task Stream_exists_is_refused_when_there_is_none_and_taken_when_there_is()
    {
        await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.StreamExists, Event(1)));
        await Append(A, ExpectedRevision.NoStream, Event(1));
        Assert.Equal(1, (await Append(A, ExpectedRevision.StreamExists, Event(2))).Revision);
    }

    [Fact]
    public async Task Any_is_always_taken()
    {
        Assert.Equal(0, (await Append(A, ExpectedRevision.Any, Event(1))).Revision);
        Assert.Equal(1, (await Append(A, ExpectedRevision.Any, Event(2))).Revision);
    }

    [Fact]
    public async Task An_append_of_nothing_makes_no_stream()
    {
        await Append(A, ExpectedRevision.NoStream);
        await Append(A, ExpectedRevision.Any);
        Assert.Null(await Log.RevisionAsync(A, Cancellation));
        Assert.Equal(Position.Start, await Log.HeadAsync(Cancellation));
        Assert.Equal(0, (await Append(A, ExpectedRevision.NoStream, Event(1))).Revision);
    }

    [Fact]
    public async Task A_refused_append_leaves_the_log_ready_for_the_next()
    {
        await Append(A, ExpectedRevision.NoStream, Event(1));
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<WrongExpectedRevisionException>(async () => await Append(A, ExpectedRevision.Exactly(50 + i), Event(100 + i)));
        var result = await Append(A, ExpectedRevision.Exactly(0), Event(2));
        Assert.Equal(1, result.Revision);
        if (Store.IsPositionWithoutGaps) Assert.Equal(Position.At(2), result.Position);
    }

    [Fact]
    public async Task A_stream_name_is_a_name_and_not_a_prefix()
    {
        await Append(new StreamName("source-a"), ExpectedRevision.NoStream, Event(1));
        await Append(new StreamName("source-ab"), ExpectedRevision.NoStream, Event(2));
        await Append(new StreamName("SOURCE-A"), ExpectedRevision.NoStream, Event(3));
        await Append(new StreamName("source-%"), ExpectedRevision.NoStream, Event(4));
        Assert.Equal([1], await Stored(new StreamName("source-a")));
        Assert.Equal([2], await Stored(new StreamName("source-ab")));
        Assert.Equal([3], await Stored(new StreamName("SOURCE-A")));
        Assert.Equal([4], await Stored(new StreamName("source-%")));
    }
}
