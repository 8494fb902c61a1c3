using CsCheck;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Tests.Protocol.PersistentSubscriptions;

public sealed class ConsumerGroupProperties
{
    private static readonly Gen<GroupSettings> Settings =
        from strategy in Gen.Enum<ConsumerStrategy>()
        from retries in Gen.Int[0, 4]
        from timeout in Gen.Int[0, 2000]
        from least in Gen.Int[0, 8]
        from more in Gen.Int[0, 8]
        from batch in Gen.Int[1, 12]
        from history in Gen.Int[0, 20]
        from live in Gen.Int[1, 20]
        from subscribers in Gen.Int[0, 3]
        select new GroupSettings
        {
            Strategy = strategy,
            MaxRetryCount = retries,
            // Zero is for ever: what a consumer never answers then, it keeps.
            MessageTimeout = TimeSpan.FromMilliseconds(timeout + 1),
            CheckpointAfter = TimeSpan.FromMilliseconds(500),
            MinCheckpointCount = least,
            MaxCheckpointCount = least + more,
            ReadBatchSize = batch,
            HistoryBufferSize = batch + history,
            LiveBufferSize = live,
            MaxSubscriberCount = subscribers,
        };

    [Fact]
    public void Nothing_is_lost_nothing_unfinished_is_passed_by_a_checkpoint_and_nothing_is_parked_twice() =>
        Gen.Select(Settings, Gen.Int[0, 60], Gen.Int[0, 300], Gen.Int).Sample(
            (settings, events, steps, seed) => new GroupSimulation(settings, events, seed).Run(steps), iter: 1000);

    [Fact]
    public void The_same_schedule_delivers_the_same() =>
        Gen.Select(Settings, Gen.Int).Sample(
            (settings, seed) =>
            {
                var (first, second) = (new GroupSimulation(settings, 40, seed), new GroupSimulation(settings, 40, seed));
                first.Run(150);
                second.Run(150);
                return first.Trace.SequenceEqual(second.Trace);
            },
            iter: 100);

    [Fact]
    public void One_consumer_that_acknowledges_gets_everything_once_and_in_order() =>
        Gen.Select(Settings, Gen.Int[1, 200], Gen.Int[1, 30]).Sample(
            (settings, count, room) =>
            {
                var group = new ConsumerGroup(settings, -1, [], TimeSpan.Zero);
                group.Join(1, room, TimeSpan.Zero);
                var got = new List<long>();
                for (var place = 0L; got.Count < count;)
                {
                    var events = Enumerable.Range(0, group.Room).TakeWhile(i => place + i < count).Select(i => Events.At(place + i)).ToArray();
                    place += events.Length;
                    group.Take(events, place - 1, place == count, TimeSpan.Zero);
                    foreach (var deliver in group.TakeEffects().OfType<Deliver>())
                    {
                        Assert.Equal(0, deliver.RetryCount);
                        got.Add(deliver.Event.Place);
                        group.Ack([deliver.Event.Id], TimeSpan.Zero);
                    }
                }

                return got.SequenceEqual(Enumerable.Range(0, count).Select(i => (long)i));
            },
            iter: 300);

    [Fact]
    public void Pinned_streams_stay_with_their_consumer_while_another_one_is_full() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 4], Gen.Int).Sample(
            (consumers, room, seed) =>
            {
                var settings = new GroupSettings { Strategy = ConsumerStrategy.Pinned };
                var group = new ConsumerGroup(settings, -1, [], TimeSpan.Zero);
                for (var i = 0; i < consumers; i++) group.Join(i, room, TimeSpan.Zero);
                var owners = new Dictionary<string, int>();
                var last = new Dictionary<string, long>();
                group.Take([.. Enumerable.Range(0, 100).Select(i => Events.At(i, $"stream-{(i + seed) % 11}"))], 99, true, TimeSpan.Zero);
                for (var seen = 0; seen < 100;)
                    foreach (var deliver in group.TakeEffects().OfType<Deliver>())
                    {
                        seen++;
                        var stream = deliver.Event.PinnedBy;
                        Assert.Equal(owners.TryGetValue(stream, out var owner) ? owner : owners[stream] = deliver.Consumer, deliver.Consumer);
                        Assert.True(last.GetValueOrDefault(stream, -1) < deliver.Event.Place);
                        last[stream] = deliver.Event.Place;
                        group.Ack([deliver.Event.Id], TimeSpan.Zero);
                    }

                return true;
            },
            iter: 200);
}

internal static class Events
{
    public static GroupEvent At(long place, string stream = "stream") => new(place, new Guid((int)place, 1, 0, new byte[8]), stream);
}
