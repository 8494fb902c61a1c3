using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>Many at once.</summary>
public abstract class ConcurrencyContract(LogStore store) : EventLogContract(store)
{
    [Fact]
    public async Task Of_many_that_expect_the_same_one_is_taken()
    {
        for (var round = 0; round < 20; round++)
        {
            var expected = round == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(round - 1);
            var number = round * 100;
            var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                try
                {
                    await Append(A, expected, Event(number + i));
                    return 1;
                }
                catch (WrongExpectedRevisionException)
                {
                    return 0;
                }
            }, Cancellation)));
            Assert.Equal(1, taken.Sum());
        }

        Assert.Equal(20, (await Read(A)).Count);
    }

    [Fact]
    public async Task Batches_of_many_writers_are_not_mixed()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++) await Append(A, ExpectedRevision.Any, Events((w * 1000) + (i * 4), 4));
        }, Cancellation)));
        var numbers = await Stored(A);
        Assert.Equal(8 * 25 * 4, numbers.Count);
        foreach (var batch in numbers.Chunk(4)) Assert.Equal(Enumerable.Range(batch[0], 4), batch);
        for (var w = 0; w < 8; w++) Assert.Equal(Enumerable.Range(w * 1000, 100), numbers.Where(n => n / 1000 == w));
    }

    [Fact]
    public async Task A_retry_beside_its_first_try_is_written_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var stream = new StreamName($"source-{round}");
            var events = Events(round * 10, 3);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
                async () => await Append(stream, ExpectedRevision.NoStream, events), Cancellation)));
            Assert.Equal(3, results.Count(r => r.IsDuplicate));
            Assert.Single(results.Select(r => r.Position).Distinct());
            Assert.Equal(3, (await Read(stream)).Count);
        }
    }

    [Fact]
    public async Task Readers_beside_writers_see_a_prefix()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var seen = new List<IReadOnlyList<int>>();
            while (!stop.IsCancellationRequested) seen.Add(await StoredInAll());
            return seen;
        }, Cancellation)).ToArray();
        for (var i = 0; i < 60; i++) await Append(i % 2 == 0 ? A : B, ExpectedRevision.Any, Events(i * 10, 10));
        await stop.CancelAsync();
        var truth = await StoredInAll();
        foreach (var reader in readers)
            foreach (var seen in await reader)
            {
                Assert.Equal(truth.Take(seen.Count), seen);
                Assert.Equal(0, seen.Count % 10);
            }
    }
}
