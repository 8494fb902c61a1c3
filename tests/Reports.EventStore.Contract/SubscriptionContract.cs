using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Following the log.</summary>
public abstract class SubscriptionContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task A_subscription_to_an_empty_log_is_caught_up_at_once()
    {
        await using var pages = Log.SubscribeAsync(Position.Start, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await pages.MoveNextAsync());
        Assert.True(pages.Current.CaughtUp);
        Assert.Equal(0, pages.Current.Events.Length);
    }

    [Fact]
    public async Task It_yields_what_is_there_then_says_so_then_what_comes()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 5));
        await using var pages = Log.SubscribeAsync(Position.Start, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal([1, 2, 3, 4, 5], await UntilCaughtUp(pages));
        await Append(B, ExpectedRevision.NoStream, Events(6, 2));
        Assert.Equal([6, 7], await UntilCaughtUp(pages));
        await Append(B, ExpectedRevision.Exactly(1), Events(8, 1));
        Assert.Equal([8], await UntilCaughtUp(pages));
    }

    [Fact]
    public async Task It_starts_after_its_position()
    {
        var at = await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        await Append(A, ExpectedRevision.Exactly(2), Events(4, 2));
        await using var pages = Log.SubscribeAsync(at.Position, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal([4, 5], await UntilCaughtUp(pages));
    }

    [Fact]
    public async Task From_the_end_it_yields_only_what_comes()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 3));
        await using var pages = Log.SubscribeAsync(Position.End, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Empty(await UntilCaughtUp(pages));
        await Append(A, ExpectedRevision.Exactly(2), Events(4, 2));
        Assert.Equal([4, 5], await UntilCaughtUp(pages));
    }

    [Fact]
    public async Task A_filtered_one_is_caught_up_at_the_head_whatever_was_left_out()
    {
        await Append(A, ExpectedRevision.NoStream, Events(1, 2));
        await Append(B, ExpectedRevision.NoStream, Events(3, 4));
        await using var pages = Log.SubscribeAsync(Position.Start, new EventFilter(["source-a"], []), Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal([1, 2], await UntilCaughtUp(pages));
        Assert.Equal(await Log.HeadAsync(Cancellation), pages.Current.Next);
        await Append(B, ExpectedRevision.Exactly(3), Events(7, 1));
        await Append(A, ExpectedRevision.Exactly(1), Events(8, 1));
        var seen = new List<int>();
        while (seen.Count == 0) seen.AddRange(await UntilCaughtUp(pages));
        Assert.Equal([8], seen);
    }

    [Fact]
    public async Task While_others_append_there_is_no_gap_and_no_double()
    {
        const int Writers = 4, Batches = 30;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var followers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Follow(Writers * Batches * 3), Cancellation)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Batches; i++)
                await Append(new StreamName($"source-{w}"), ExpectedRevision.Any, Events((w * 10_000) + (i * 3), 3));
        }, Cancellation)));
        var truth = await StoredInAll();
        foreach (var follower in followers) Assert.Equal(truth, await follower);
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var pages = Log.SubscribeAsync(Position.Start, cancellation: cancelled.Token).GetAsyncEnumerator(Cancellation);
        Assert.Empty(await UntilCaughtUp(pages));
        var next = pages.MoveNextAsync().AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Closing_the_log_ends_it()
    {
        await using var pages = Log.SubscribeAsync(Position.Start, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Empty(await UntilCaughtUp(pages));
        var next = pages.MoveNextAsync().AsTask();
        await Log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
    }

    private async Task<List<int>> Follow(int count)
    {
        var seen = new List<int>();
        await foreach (var page in Log.SubscribeAsync(Position.Start, cancellation: Cancellation))
        {
            seen.AddRange(page.Events.ToArray().Select(TestEvents.NumberOf));
            if (seen.Count >= count) break;
        }

        return seen;
    }

    private static async Task<List<int>> UntilCaughtUp(IAsyncEnumerator<EventPage> pages)
    {
        var seen = new List<int>();
        while (await pages.MoveNextAsync())
        {
            seen.AddRange(pages.Current.Events.ToArray().Select(TestEvents.NumberOf));
            if (pages.Current.CaughtUp) return seen;
        }

        Assert.Fail("the subscription ended");
        return seen;
    }
}
