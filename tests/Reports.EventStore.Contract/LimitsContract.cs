using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>What is too large is refused whole, and nothing is worse for it.</summary>
public abstract class LimitsContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task An_event_of_the_largest_size_is_taken_and_one_byte_more_refused()
    {
        var metadata = new byte[100];
        Array.Fill(metadata, (byte)' ');
        var data = new byte[LogLimits.EventBytes - metadata.Length];
        Array.Fill(data, (byte)'1');
        var large = Event(1) with { Data = data, Metadata = metadata };
        await Append(A, ExpectedRevision.NoStream, large);
        await Assert.ThrowsAsync<LimitExceededException>(async () =>
            await Append(A, ExpectedRevision.Exactly(0), Event(2), Event(3) with { Data = data, Metadata = new byte[101] }));
        var e = Assert.Single(await Read(A));
        Assert.True(e.Data.Span.SequenceEqual(data));
    }

    [Fact]
    public async Task An_append_of_too_many_events_is_refused_whole()
    {
        await Assert.ThrowsAsync<LimitExceededException>(async () => await Append(A, ExpectedRevision.NoStream, Events(1, LogLimits.BatchEvents + 1)));
        Assert.Empty(await ReadAll());
    }

    [Fact]
    public async Task An_append_of_too_many_bytes_is_refused_whole()
    {
        var data = new byte[LogLimits.EventBytes];
        var events = Enumerable.Range(1, (LogLimits.BatchBytes / LogLimits.EventBytes) + 1)
            .Select(n => Event(n) with { Data = data, Metadata = default }).ToArray();
        await Assert.ThrowsAsync<LimitExceededException>(async () => await Append(A, ExpectedRevision.NoStream, events));
        Assert.Empty(await ReadAll());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Has space")]
    [InlineData("Ünicode")]
    [InlineData("Line\n")]
    public async Task An_event_type_is_printable_ascii(string type)
    {
        await Assert.ThrowsAsync<LimitExceededException>(async () => await Append(A, ExpectedRevision.NoStream, Event(1, type)));
        await Assert.ThrowsAsync<LimitExceededException>(async () => await Append(A, ExpectedRevision.NoStream, Event(1, new string('x', LogLimits.TypeLength + 1))));
        await Append(A, ExpectedRevision.NoStream, Event(1, new string('x', LogLimits.TypeLength)));
    }

    [Fact]
    public async Task A_stream_without_a_name_is_refused_and_the_log_goes_on()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Append(default, ExpectedRevision.Any, Event(1)));
        await Append(A, ExpectedRevision.NoStream, Event(1));
    }

    [Fact]
    public async Task The_longest_stream_name_is_taken()
    {
        var stream = new StreamName(new string('s', StreamName.MaxLength));
        await Append(stream, ExpectedRevision.NoStream, Event(1));
        Assert.Equal([1], await Stored(stream));
    }
}
