using Grpc.Core;
using Reports.EventStore.Groups;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Appending;
using Reports.Service.Tests.Appending;
using Action = Reports.EventStore.Protocol.PersistentSubscriptions.ReadReq.Types.Nack.Types.Action;

namespace Reports.Service.Tests.Protocol.PersistentSubscriptions;

/// <summary>Groups of consumers over a real socket, as clients of the protocol use them.</summary>
public sealed class PersistentSubscriptionTests : IAsyncLifetime
{
    private const string Source = "source-s1";

    private Endpoint _endpoint = null!;
    private GroupCalls _groups = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        await _endpoint.AppendSourceAsync("s1", facts: 4);
        _groups = new GroupCalls(_endpoint);
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task A_subscriber_is_confirmed_gets_what_is_there_and_then_what_is_appended()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal("source-s1::maps", subscriber.Id);
        Assert.Equal(["source-s1@0", "source-s1@1", "source-s1@2", "source-s1@3", "source-s1@4"], await subscriber.TakeAsync(5));
        await _endpoint.AppendAsync(Source, o => o.Any = new Empty(), Retraction(1));
        Assert.Equal(["source-s1@5"], await subscriber.TakeAsync(1));
        var status = await _groups.UntilAsync(Source, "maps", s => s.LastCheckpointedEventPosition == "5");
        Assert.Equal(("Live", 6, "0"), (status.Status, status.TotalItems, status.StartFrom));
        Assert.Equal(("amira", 10), (status.Connections[0].Username, status.Connections[0].AvailableSlots));
    }

    [Fact]
    public async Task An_event_comes_whole_with_the_ids_in_the_form_that_was_asked_for()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps", isStructured: false);
        var (read, _) = await subscriber.EventAsync();
        var recorded = (await _endpoint.Workspace.EventsAsync()).Single(e => e.Recorded.StreamText == Source && e.Recorded.Revision == 0).Recorded;
        Assert.Equal(recorded.Id.ToString(), read.Event.Id.String);
        Assert.Equal(recorded.Data.ToArray(), read.Event.Data.ToByteArray());
        Assert.Equal(recorded.Metadata.ToArray(), read.Event.CustomMetadata.ToByteArray());
        Assert.Equal(("SourceReported", "application/json"), (read.Event.Metadata["type"], read.Event.Metadata["content-type"]));
        Assert.NotEqual("0", read.Event.Metadata["created"]);
        Assert.Equal((ulong)recorded.Position.Commit, read.CommitPosition);
        Assert.Equal(ReadResp.Types.ReadEvent.CountOneofCase.RetryCount, read.CountCase);
    }

    [Fact]
    public async Task No_more_is_in_flight_than_the_subscriber_takes_and_two_share_the_work()
    {
        await _groups.CreateAsync(Source, "maps");
        using var first = await Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 2);
        using var second = await Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 1);
        var status = await _groups.UntilAsync(Source, "maps", s => s.TotalInFlightMessages == 3);
        Assert.Equal([2, 1], status.Connections.Select(c => c.InFlightMessages));
        var held = await first.TakeAsync(2, acknowledged: false);
        held.AddRange(await second.TakeAsync(3));
        Assert.Equal(["source-s1@0", "source-s1@1", "source-s1@2", "source-s1@3", "source-s1@4"], held.Order());
    }

    [Fact]
    public async Task A_group_goes_on_after_a_restart_where_it_was_and_keeps_what_it_parked()
    {
        await _groups.CreateAsync(Source, "maps");
        await _groups.CreateAllAsync("everything");
        using (var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 1))
        {
            await subscriber.TakeAsync(1);
            var (odd, _) = await subscriber.EventAsync();
            await subscriber.NackAsync(odd, Action.Park, "odd");
            await subscriber.TakeAsync(1);
            await _groups.UntilAsync(Source, "maps", s => s is { LastCheckpointedEventPosition: "2", ParkedMessageCount: 1 });
        }

        await _endpoint.RestartAsync();
        _groups = new GroupCalls(_endpoint);
        Assert.Equal(["$all::everything", "source-s1::maps"], await _groups.ListAsync());
        Assert.Equal(1, (await _groups.StatusAsync(Source, "maps")).ParkedMessageCount);
        using var again = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal(["source-s1@3", "source-s1@4"], await again.TakeAsync(2));
        await _groups.ReplayAsync(Source, "maps");
        Assert.Equal(["source-s1@1"], await again.TakeAsync(1));
        await _groups.UntilAsync(Source, "maps", s => s.ParkedMessageCount == 0);
    }

    [Fact]
    public async Task What_is_refused_is_retried_parked_skipped_or_ends_the_subscription()
    {
        await _groups.CreateAsync(Source, "maps", s => s.MaxRetryCount = 1);
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 1);
        var (zero, _) = await subscriber.EventAsync();
        await subscriber.NackAsync(zero, Action.Retry, "later");
        var (again, text) = await subscriber.EventAsync();
        Assert.Equal("source-s1@0/1", text);
        await subscriber.NackAsync(again, Action.Retry, "later");
        var (one, oneText) = await subscriber.EventAsync();
        Assert.Equal("source-s1@1", oneText);
        await subscriber.NackAsync(one, Action.Skip);
        var (two, twoText) = await subscriber.EventAsync();
        Assert.Equal("source-s1@2", twoText);
        Assert.Equal(1, (await _groups.UntilAsync(Source, "maps", s => s.LastCheckpointedEventPosition == "1")).ParkedMessageCount);
        await subscriber.NackAsync(two, Action.Stop);
        var end = await subscriber.EndAsync();
        Assert.Equal((StatusCode.Cancelled, "persistent-subscription-dropped"), (end.StatusCode, GroupCalls.Trailer(end)));
        using var other = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal(["source-s1@2/1", "source-s1@3", "source-s1@4"], await other.TakeAsync(3));
    }

    [Fact]
    public async Task An_event_that_is_not_answered_in_time_comes_again()
    {
        await _groups.CreateAsync(Source, "maps", s => s.MessageTimeoutMs = 5000);
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 1);
        await subscriber.TakeAsync(1, acknowledged: false);
        _endpoint.Workspace.Time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal(["source-s1@0/1", "source-s1@1"], await subscriber.TakeAsync(2));
    }

    [Fact]
    public async Task What_a_subscriber_held_that_vanished_goes_to_another_one()
    {
        await _groups.CreateAsync(Source, "maps");
        using (var vanishing = await Subscriber.JoinAsync(_endpoint, Source, "maps"))
            await vanishing.TakeAsync(5, acknowledged: false);
        using var other = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal(["source-s1@0/1", "source-s1@1/1", "source-s1@2/1", "source-s1@3/1", "source-s1@4/1"], await other.TakeAsync(5));
        using var leaving = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        await leaving.LeaveAsync();
        Assert.Single((await _groups.StatusAsync(Source, "maps")).Connections);
    }

    [Fact]
    public async Task Parked_events_are_replayed_below_a_bound()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        for (var i = 0; i < 3; i++) await subscriber.NackAsync((await subscriber.EventAsync()).Event, Action.Park, "odd");
        await subscriber.TakeAsync(2);
        await _groups.UntilAsync(Source, "maps", s => s.ParkedMessageCount == 3);
        await _groups.ReplayAsync(Source, "maps", stopAt: 2);
        Assert.Equal(["source-s1@0", "source-s1@1"], await subscriber.TakeAsync(2));
        await _groups.UntilAsync(Source, "maps", s => s.ParkedMessageCount == 1);
        await _groups.ReplayAsync(Source, "maps");
        Assert.Equal(["source-s1@2"], await subscriber.TakeAsync(1));
    }

    [Fact]
    public async Task A_virtual_stream_gives_links_with_what_they_point_at_and_is_answered_by_the_links_ids()
    {
        await _groups.CreateAsync("district-qadam", "maps");
        await _groups.CreateAsync("district-qadam", "links", s => s.ResolveLinks = false);
        using var subscriber = await Subscriber.JoinAsync(_endpoint, "district-qadam", "maps", bufferSize: 1);
        var (read, text) = await subscriber.EventAsync();
        Assert.Equal("district-qadam@0", text);
        Assert.Equal(("$>", "1@source-s1"), (read.Link.Metadata["type"], read.Link.Data.ToStringUtf8()));
        Assert.Equal(("source-s1", 1UL), (read.Event.StreamIdentifier.StreamName.ToStringUtf8(), read.Event.StreamRevision));
        // The id of the target is not what the group waits for.
        await subscriber.WriteAsync(new ReadReq { Ack = new ReadReq.Types.Ack { Ids = { read.Event.Id } } });
        await subscriber.AckAsync(read);
        Assert.Equal(["district-qadam@1"], await subscriber.TakeAsync(1));
        using var links = await Subscriber.JoinAsync(_endpoint, "district-qadam", "links");
        var (link, _) = await links.EventAsync();
        Assert.Null(link.Link);
        Assert.Equal((read.Link.Id, "$>"), (link.Event.Id, link.Event.Metadata["type"]));
    }

    [Fact]
    public async Task A_group_of_everything_takes_what_its_filter_selects()
    {
        await _groups.CreateAllAsync("controls", all =>
        {
            all.ClearFilterOption();
            all.Filter = new() { EventType = new() { Prefix = { "Control" } }, Max = 32 };
        });
        using var subscriber = await Subscriber.JoinAsync(_endpoint, null, "controls");
        Assert.Equal(["source-s1@1", "source-s1@2", "source-s1@3", "source-s1@4"], await subscriber.TakeAsync(4));
        var head = _endpoint.Workspace.Ledger.Views.Position;
        var status = await _groups.UntilAsync(null, "controls", s => s.LastCheckpointedEventPosition == $"C:{head}/P:{head}");
        Assert.Equal(("$all", "C:0/P:0"), (status.EventSource, status.StartFrom));
    }

    [Fact]
    public async Task A_group_starts_at_a_revision_inclusive_at_the_end_or_not_beyond_it()
    {
        await _groups.CreateAsync(Source, "third", start: s => s.Revision = 3);
        await _groups.CreateAsync(Source, "end", start: s => s.End = new Empty());
        using var third = await Subscriber.JoinAsync(_endpoint, Source, "third");
        Assert.Equal(["source-s1@3", "source-s1@4"], await third.TakeAsync(2));
        using var end = await Subscriber.JoinAsync(_endpoint, Source, "end");
        await _endpoint.AppendAsync(Source, o => o.Any = new Empty(), Retraction(1));
        Assert.Equal(["source-s1@5"], await end.TakeAsync(1));
        var refused = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAsync(Source, "beyond", start: s => s.Revision = 99));
        Assert.Equal("source-s1 ends at 5; a group cannot start after 98", GroupCalls.Trailer(refused, "reason"));
    }

    [Fact]
    public async Task Errors_carry_the_trailers_that_clients_read()
    {
        await _groups.CreateAsync(Source, "maps", s => s.MaxSubscriberCount = 1);
        var exists = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAsync(Source, "maps"));
        AssertError(exists, StatusCode.AlreadyExists, "persistent-subscription-exists", "maps");

        foreach (var call in (Func<Task>[])
        [
            () => _groups.UpdateAsync(Source, "none"), () => _groups.DeleteAsync(Source, "none"), () => _groups.StatusAsync(Source, "none"),
            () => _groups.ReplayAsync(Source, "none"), () => Subscriber.JoinAsync(_endpoint, Source, "none"),
        ])
            AssertError(await Assert.ThrowsAsync<RpcException>(call), StatusCode.NotFound, "persistent-subscription-does-not-exist", "none");

        using var only = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        AssertError(
            await Assert.ThrowsAsync<RpcException>(() => Subscriber.JoinAsync(_endpoint, Source, "maps")),
            StatusCode.FailedPrecondition, "maximum-subscribers-reached", "maps");

        var failed = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAsync(Source, "bad", s => s.ConsumerStrategy = "Nearest"));
        AssertError(failed, StatusCode.Internal, "persistent-subscription-failed", "bad");
        Assert.Contains("PinnedByCorrelation", GroupCalls.Trailer(failed, "reason"), StringComparison.Ordinal);

        var empty = await Assert.ThrowsAsync<RpcException>(() => _groups.ListAsync("source-s2"));
        Assert.Equal("persistent-subscription-does-not-exist", GroupCalls.Trailer(empty));

        await _groups.DeleteAsync(Source, "maps");
        AssertError(await only.EndAsync(), StatusCode.Cancelled, "persistent-subscription-dropped", "maps");
    }

    [Fact]
    public async Task Without_a_writers_credentials_nothing_is_done()
    {
        var client = _groups.Client;
        await _groups.CreateAsync(Source, "maps");
        var calls = new Func<Task>[]
        {
            async () => await client.CreateAsync(new CreateReq()), async () => await client.UpdateAsync(new UpdateReq()),
            async () => await client.DeleteAsync(new DeleteReq()), async () => await client.GetInfoAsync(new GetInfoReq()),
            async () => await client.ListAsync(new ListReq()), async () => await client.ReplayParkedAsync(new ReplayParkedReq()),
            async () => await client.RestartSubsystemAsync(new Empty()),
            async () =>
            {
                using var call = client.Read();
                await call.ResponseStream.MoveNext(Endpoint.Cancellation);
            },
        };
        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((StatusCode.PermissionDenied, "access-denied"), (refused.StatusCode, GroupCalls.Trailer(refused)));
        }
    }

    [Fact]
    public async Task Other_settings_end_the_subscriptions_and_leave_what_was_done()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        await subscriber.TakeAsync(2);
        await _groups.UntilAsync(Source, "maps", s => s.LastCheckpointedEventPosition == "1");
        await _groups.UpdateAsync(Source, "maps", s => s.NamedConsumerStrategy = CreateReq.Types.ConsumerStrategy.Pinned);
        Assert.Equal("persistent-subscription-dropped", GroupCalls.Trailer(await subscriber.EndAsync()));
        Assert.Equal("Pinned", (await _groups.StatusAsync(Source, "maps")).NamedConsumerStrategy);
        using var again = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal(["source-s1@2", "source-s1@3", "source-s1@4"], await again.TakeAsync(3));
    }

    [Fact]
    public async Task A_restart_of_the_groups_ends_their_subscriptions_and_loses_nothing()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        await subscriber.TakeAsync(5, acknowledged: false);
        await _groups.Client.RestartSubsystemAsync(new Empty(), _endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);
        Assert.Equal("persistent-subscription-dropped", GroupCalls.Trailer(await subscriber.EndAsync()));
        using var again = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        Assert.Equal(5, (await again.TakeAsync(5)).Count);
    }

    [Fact]
    public async Task Messages_that_say_nothing_useful_are_told_so()
    {
        await _groups.CreateAsync(Source, "maps");
        using var subscriber = await Subscriber.JoinAsync(_endpoint, Source, "maps");
        await subscriber.WriteAsync(new ReadReq { Ack = new ReadReq.Types.Ack { Ids = { new UUID { String = "no id" } } } });
        Assert.Equal((StatusCode.InvalidArgument, "ids: number 0 is no id"), Told(await subscriber.EndAsync()));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => Subscriber.JoinAsync(_endpoint, Source, "maps", bufferSize: 0))).StatusCode);
        var noName = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAsync(Source, ""));
        Assert.Equal((StatusCode.InvalidArgument, "group_name has 1 to 200 characters"), Told(noName));
        var badStream = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAsync("two words", "maps"));
        Assert.Equal(StatusCode.InvalidArgument, badStream.StatusCode);
        var slow = await Assert.ThrowsAsync<RpcException>(() => _groups.CreateAllAsync("slow", all =>
        {
            all.ClearFilterOption();
            all.Filter = new() { StreamIdentifier = new() { Regex = "(unclosed" }, Max = 32 };
        }));
        Assert.Equal("persistent-subscription-failed", GroupCalls.Trailer(slow));
    }

    [Fact]
    public async Task A_damaged_file_of_groups_stops_the_start_and_is_named()
    {
        await _groups.CreateAsync(Source, "maps");
        var file = _endpoint.Workspace.File + GroupsFile.Suffix;
        await _endpoint.StopServerAsync();
        var bytes = await File.ReadAllBytesAsync(file, Endpoint.Cancellation);
        bytes[10_000] ^= 0x40;
        await File.WriteAllBytesAsync(file, bytes, Endpoint.Cancellation);
        var damaged = await Assert.ThrowsAsync<LogDamagedException>(_endpoint.RestartAsync);
        Assert.Contains(file, damaged.Message, StringComparison.Ordinal);
        File.Delete(file);
        await _endpoint.RestartAsync();
    }

    private static ProposedEvent Retraction(int id) => Proposals.Event(100 + id, "FactRetracted", $$"""{"v":1,"key":"took-{{id}}","reason":"wrong"}""");

    private static (StatusCode, string) Told(RpcException e) => (e.StatusCode, e.Status.Detail);

    private static void AssertError(RpcException e, StatusCode status, string exception, string group)
    {
        Assert.Equal((status, exception), (e.StatusCode, GroupCalls.Trailer(e)));
        Assert.Equal((Source, group), (GroupCalls.Trailer(e, "stream-name"), GroupCalls.Trailer(e, "group-name")));
    }
}
