using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Reads of the whole log.</summary>
public abstract class ReadAllContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task An_empty_log_yields_nothing()
    {
        Assert.Empty(await ReadAll());
        Assert.Empty(await ReadAll(new LogRead(Direction: ReadDirection.Backwards)));
        Assert.Empty(await ReadAll(new LogRead(Position.End, Direction: ReadDirection.Backwards, MaxCount: 1)));
    }

    [Fact]
    public async Task Forwards_the_first_position_is_inclusive_and_so_is_the_last()
    {
        var at = await Fill();
        Assert.Equal(Enumerable.Range(1, 10), Numbers(await ReadAll()));
        Assert.Equal(Enumerable.Range(1, 10), Numbers(await ReadAll(new LogRead(Position.Start))));
        Assert.Equal([4, 5, 6], Numbers(await ReadAll(new LogRead(at[3], at[5]))));
        Assert.Equal([10], Numbers(await ReadAll(new LogRead(at[9], Position.End))));
        Assert.Equal([1, 2], Numbers(await ReadAll(new LogRead(To: at[1]))));
        Assert.Empty(await ReadAll(new LogRead(Position.End)));
        Assert.Empty(await ReadAll(new LogRead(at[5], at[3])));
    }

    [Fact]
    public async Task After_a_position_comes_only_what_is_after_it()
    {
        var at = await Fill();
        Assert.Equal(Enumerable.Range(1, 10), Numbers(await ReadAll(new LogRead { After = Position.Start })));
        Assert.Equal([5, 6, 7, 8, 9, 10], Numbers(await ReadAll(new LogRead { After = at[3] })));
        Assert.Equal([5, 6], Numbers(await ReadAll(new LogRead(To: at[5]) { After = at[3] })));
        Assert.Equal([6, 8], Numbers(await ReadAll(new LogRead(Filter: new EventFilter(["source-b"], []), MaxCount: 2) { After = at[4] })));
        Assert.Empty(await ReadAll(new LogRead { After = at[9] }));
        Assert.Empty(await ReadAll(new LogRead { After = Position.End }));
    }

    [Fact]
    public async Task Backwards_the_first_position_is_exclusive_and_so_is_the_last()
    {
        var at = await Fill();
        Assert.Equal(Enumerable.Range(1, 10).Reverse(), Numbers(await ReadAll(new LogRead(Direction: ReadDirection.Backwards))));
        Assert.Equal(Enumerable.Range(1, 10).Reverse(), Numbers(await ReadAll(new LogRead(Position.End, Direction: ReadDirection.Backwards))));
        Assert.Equal([3, 2, 1], Numbers(await ReadAll(new LogRead(at[3], Direction: ReadDirection.Backwards))));
        Assert.Equal([9, 8], Numbers(await ReadAll(new LogRead(at[9], at[6], ReadDirection.Backwards))));
        Assert.Empty(await ReadAll(new LogRead(at[0], Direction: ReadDirection.Backwards)));
        Assert.Empty(await ReadAll(new LogRead(Position.Start, Direction: ReadDirection.Backwards)));
        Assert.Empty(await ReadAll(new LogRead(null, Position.End, ReadDirection.Backwards)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(5000)]
    public async Task A_count_bounds_both_directions(int count)
    {
        await Fill();
        Assert.Equal(Enumerable.Range(1, 10).Take(count), Numbers(await ReadAll(new LogRead(MaxCount: count))));
        Assert.Equal(
            Enumerable.Range(1, 10).Reverse().Take(count), Numbers(await ReadAll(new LogRead(Direction: ReadDirection.Backwards, MaxCount: count))));
    }

    [Fact]
    public async Task A_filter_takes_any_of_its_prefixes_and_any_of_its_types()
    {
        await Append(new StreamName("place-x"), ExpectedRevision.NoStream, Event(1, "Defined"), Event(2, "Moved"));
        await Append(new StreamName("actor-x"), ExpectedRevision.NoStream, Event(3, "Defined"), Event(4, "Moved"));
        await Append(new StreamName("source-x"), ExpectedRevision.NoStream, Event(5, "Defined"), Event(6, "Definedness"));
        Assert.Equal([1, 2], await Filtered(["place-"], []));
        Assert.Equal([1, 2, 3, 4], await Filtered(["place-", "actor-"], []));
        Assert.Equal([1, 3, 5], await Filtered([], ["Defined"]));
        Assert.Equal([3, 4], await Filtered(["actor-", "act"], ["Defined", "Moved"]));
        Assert.Empty(await Filtered(["x"], []));
        Assert.Empty(await Filtered([], ["defined"]));
        Assert.Equal([5, 3], Numbers(await ReadAll(
            new LogRead(Direction: ReadDirection.Backwards, Filter: new EventFilter([], ["Defined"]), MaxCount: 2))));
    }

    [Fact]
    public async Task A_filtered_read_says_how_far_it_went()
    {
        await Append(A, ExpectedRevision.NoStream, Event(1));
        await Append(B, ExpectedRevision.NoStream, Events(2, 9));
        var next = Position.Start;
        await foreach (var page in Log.ReadAllAsync(new LogRead(Filter: new EventFilter(["source-a"], [])), Cancellation)) next = page.Next;
        Assert.Equal(await Log.HeadAsync(Cancellation), next);
    }

    [Fact]
    public async Task A_page_is_that_of_the_log_until_the_next_one()
    {
        for (var i = 0; i < 10; i++) await Append(A, ExpectedRevision.Any, Events(1 + (i * 1000), 1000));
        var seen = 0;
        await foreach (var page in Log.ReadAllAsync(default, Cancellation))
        {
            for (var i = 0; i < page.Events.Length; i++) Assert.Equal(++seen, TestEvents.NumberOf(page.Events.Span[i]));
            if (page.Events.Length > 0) Assert.Equal(page.Events.Span[^1].Position, page.Next);
            Assert.False(page.CaughtUp);
        }

        Assert.Equal(10_000, seen);
    }

    private async Task<IReadOnlyList<int>> Filtered(string[] prefixes, string[] types) =>
        Numbers(await ReadAll(new LogRead(Filter: new EventFilter([.. prefixes], [.. types]))));

    private async Task<List<Position>> Fill()
    {
        for (var i = 1; i <= 10; i += 2)
        {
            await Append(A, ExpectedRevision.Any, Event(i));
            await Append(B, ExpectedRevision.Any, Event(i + 1));
        }

        return (await ReadAll()).Select(e => e.Position).ToList();
    }
}
