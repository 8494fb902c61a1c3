using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Tests.Protocol.PersistentSubscriptions;

public sealed class ConsumerGroupTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);

    private static readonly GroupSettings Plain = new() { MinCheckpointCount = 1, MaxCheckpointCount = 3 };

    [Fact]
    public void Round_robin_gives_to_each_in_turn_and_skips_who_is_full()
    {
        var group = Group(Plain, (1, 1), (2, 3), (3, 3));
        Assert.Equal("1:0 2:1 3:2 2:3 3:4 2:5 3:6", Take(group, 0, 9));
    }

    [Fact]
    public void Dispatch_to_single_fills_the_first_before_the_second()
    {
        var group = Group(Plain with { Strategy = ConsumerStrategy.DispatchToSingle }, (1, 2), (2, 2));
        Assert.Equal("1:0 1:1 2:2 2:3", Take(group, 0, 6));
        group.Ack([Events.At(0).Id], Start);
        Assert.Equal("1:4", Deliveries(group));
    }

    [Fact]
    public void An_event_that_is_not_answered_in_time_is_delivered_again_and_then_parked()
    {
        var group = Group(Plain with { MaxRetryCount = 2, MessageTimeout = TimeSpan.FromSeconds(5) }, (1, 10));
        Assert.Equal("1:0", Take(group, 0, 1));
        Assert.Equal(Start + TimeSpan.FromSeconds(5), group.Due);
        group.Tick(Start + TimeSpan.FromSeconds(4.999));
        Assert.Empty(group.TakeEffects());
        group.Tick(Start + TimeSpan.FromSeconds(5));
        Assert.Equal("1:0/1", Deliveries(group));
        group.Tick(Start + TimeSpan.FromSeconds(10));
        Assert.Equal("1:0/2", Deliveries(group));
        group.Tick(Start + TimeSpan.FromSeconds(15));
        var effects = group.TakeEffects();
        Assert.Equal("retried 2 times: no answer within the message timeout", Assert.IsType<Park>(effects[0]).Reason);
        Assert.Equal(new Checkpoint(0), effects[1]);
    }

    [Fact]
    public void Without_a_timeout_a_consumer_may_take_as_long_as_it_likes()
    {
        var group = Group(Plain with { MessageTimeout = TimeSpan.Zero }, (1, 10));
        Take(group, 0, 1);
        Assert.Null(group.Due);
        group.Tick(TimeSpan.FromDays(365));
        Assert.Empty(group.TakeEffects());
    }

    [Fact]
    public void A_checkpoint_waits_for_the_first_event_that_is_not_done()
    {
        var group = Group(Plain, (1, 10));
        Take(group, 0, 5);
        group.Ack([Events.At(1).Id, Events.At(2).Id, Events.At(3).Id], Start);
        Assert.Empty(group.TakeEffects());
        group.Ack([Events.At(0).Id], Start);
        Assert.Equal([new Checkpoint(3)], group.TakeEffects());
    }

    [Fact]
    public void Fewer_events_than_the_most_are_checkpointed_after_a_time_and_fewer_than_the_least_not_at_all()
    {
        var settings = Plain with { MinCheckpointCount = 2, MaxCheckpointCount = 5, CheckpointAfter = TimeSpan.FromSeconds(2), MessageTimeout = TimeSpan.Zero };
        var group = Group(settings, (1, 10));
        Take(group, 0, 5);
        group.Ack([Events.At(0).Id], Start);
        Assert.Null(group.Due);
        group.Ack([Events.At(1).Id], Start);
        Assert.Equal(Start + TimeSpan.FromSeconds(2), group.Due);
        group.Tick(Start + TimeSpan.FromSeconds(1));
        Assert.Empty(group.TakeEffects());
        group.Tick(Start + TimeSpan.FromSeconds(2));
        Assert.Equal([new Checkpoint(1)], group.TakeEffects());
        group.Ack([Events.At(2).Id], Start + TimeSpan.FromSeconds(60));
        Assert.Empty(group.TakeEffects());
        group.Flush(Start + TimeSpan.FromSeconds(60));
        Assert.Equal([new Checkpoint(2)], group.TakeEffects());
    }

    [Fact]
    public void Places_without_events_are_checkpointed_so_that_they_are_not_scanned_again()
    {
        var group = Group(Plain, (1, 10));
        group.Take([], 20_000, false, Start + TimeSpan.FromSeconds(3));
        Assert.Equal([new Checkpoint(20_000)], group.TakeEffects());
    }

    [Fact]
    public void What_a_consumer_held_that_leaves_goes_to_another_one_before_anything_new()
    {
        var group = Group(Plain, (1, 2));
        Take(group, 0, 4);
        group.Join(2, 3, Start);
        Assert.Equal("2:2 2:3", Deliveries(group));
        group.Leave(1, Start);
        Assert.Equal("2:0/1", Deliveries(group));
        group.Ack([Events.At(2).Id], Start);
        Assert.Equal("2:1/1", Deliveries(group));
    }

    [Fact]
    public void A_late_acknowledgement_ends_a_retry()
    {
        var group = Group(Plain with { MessageTimeout = TimeSpan.FromSeconds(1) }, (1, 1));
        Take(group, 0, 2);
        group.Leave(1, Start);
        group.Ack([Events.At(0).Id], Start);
        group.Join(2, 5, Start);
        Assert.Equal("2:1", Deliveries(group));
    }

    [Fact]
    public void A_refusal_of_what_somebody_else_holds_by_now_decides_nothing()
    {
        var group = Group(Plain with { MessageTimeout = TimeSpan.FromSeconds(1) }, (1, 1), (2, 1));
        Take(group, 0, 1);
        group.Tick(Start + TimeSpan.FromSeconds(1));
        Assert.Equal("2:0/1", Deliveries(group));
        group.Nack(1, [Events.At(0).Id], NackAction.Park, "", Start + TimeSpan.FromSeconds(1));
        Assert.Empty(group.TakeEffects());
    }

    [Fact]
    public void Stop_ends_the_subscription_and_leaves_the_event_to_others()
    {
        var group = Group(Plain, (1, 1), (2, 1));
        Take(group, 0, 1);
        group.Nack(1, [Events.At(0).Id], NackAction.Stop, "", Start);
        Assert.Equal(1, Assert.Single(group.TakeEffects().OfType<Drop>()).Consumer);
        Assert.Equal([2], group.Consumers.Select(c => c.Id));
        Assert.Equal(1, group.InFlightCount);
    }

    [Fact]
    public void A_replayed_event_is_settled_when_it_is_done_and_parked_anew_when_it_is_refused_again()
    {
        var group = Group(Plain, (1, 5));
        group.Replay([(7, Events.At(3)), (8, Events.At(4))], Start);
        Assert.Equal("1:3 1:4", Deliveries(group));
        group.Ack([Events.At(3).Id], Start);
        Assert.Equal([new Settle(7)], group.TakeEffects());
        group.Nack(1, [Events.At(4).Id], NackAction.Park, "still odd", Start);
        Assert.Equal([new Park(Events.At(4), "still odd", 8)], group.TakeEffects());
    }

    [Fact]
    public void Two_events_with_one_id_are_delivered_one_after_the_other()
    {
        var group = Group(Plain, (1, 5));
        group.Take([Events.At(0), Events.At(1) with { Id = Events.At(0).Id }], 1, true, Start);
        Assert.Equal("1:0", Deliveries(group));
        group.Ack([Events.At(0).Id], Start);
        Assert.Equal("1:1", Deliveries(group));
    }

    [Fact]
    public void Nothing_is_read_while_nobody_listens_or_the_buffer_is_full()
    {
        var group = new ConsumerGroup(Plain with { ReadBatchSize = 2, HistoryBufferSize = 3, LiveBufferSize = 1 }, -1, [], Start);
        Assert.Equal(0, group.Room);
        group.Join(1, 1, Start);
        Assert.Equal(2, group.Room);
        group.Take([Events.At(0), Events.At(1), Events.At(2)], 2, false, Start);
        Assert.Equal(1, group.Room);
        group.Take([Events.At(3)], 3, true, Start);
        Assert.Equal(0, group.Room);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(0, 50, true)]
    public void No_more_consumers_join_than_the_settings_say(int most, int joining, bool isTaken)
    {
        var group = new ConsumerGroup(Plain with { MaxSubscriberCount = most }, -1, [], Start);
        for (var i = 0; i < joining - 1; i++) group.Join(i, 1, Start);
        Assert.Equal(isTaken, group.TakesAnother);
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_named()
    {
        Assert.Null(new GroupSettings().Problem());
        Assert.Equal("max_checkpoint_count is 1; it is from 10 to 2147483647", new GroupSettings { MaxCheckpointCount = 1 }.Problem());
        Assert.Equal("history_buffer_size is 5; it is from 20 to 100000", new GroupSettings { HistoryBufferSize = 5 }.Problem());
        Assert.Equal("message_timeout_ms is -1; it is from 0 to 2147483647", new GroupSettings { MessageTimeout = TimeSpan.FromMilliseconds(-1) }.Problem());
    }

    private static ConsumerGroup Group(GroupSettings settings, params (int Id, int Room)[] consumers)
    {
        var group = new ConsumerGroup(settings, -1, [], Start);
        foreach (var (id, room) in consumers) group.Join(id, room, Start);
        return group;
    }

    private static string Take(ConsumerGroup group, long from, int count)
    {
        group.Take([.. Enumerable.Range(0, count).Select(i => Events.At(from + i))], from + count - 1, true, Start);
        return Deliveries(group);
    }

    private static string Deliveries(ConsumerGroup group) => string.Join(' ', group.TakeEffects().OfType<Deliver>()
        .Select(d => d.RetryCount == 0 ? $"{d.Consumer}:{d.Event.Place}" : $"{d.Consumer}:{d.Event.Place}/{d.RetryCount}"));
}
