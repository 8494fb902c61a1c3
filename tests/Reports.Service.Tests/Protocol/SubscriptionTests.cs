using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using static Reports.Service.Tests.Protocol.Endpoint;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Service.Tests.Protocol;

/// <summary>Following the log and its streams: history, then what is appended, without a gap and without anything twice.</summary>
public sealed class SubscriptionTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private int _head;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await StartAsync();
        await _endpoint.AppendSourceAsync("s1", facts: 2);
        _head = (int)_endpoint.Workspace.Ledger.Views.Position;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task A_follower_of_everything_gets_history_then_is_live()
    {
        using var follower = await Follower.StartAsync(_endpoint, All());
        Assert.Equal([.. Enumerable.Range(1, _head).Select(p => $"{p}"), "live"], await follower.UntilLiveAsync());
        await _endpoint.AppendSourceAsync("s2");
        Assert.Equal([$"{_head + 1}", $"{_head + 2}"], await follower.NextAsync(2));
        await _endpoint.AppendSourceAsync("s3");
        Assert.Equal([$"{_head + 3}", $"{_head + 4}"], await follower.NextAsync(2));
    }

    [Fact]
    public async Task A_position_or_revision_is_exclusive_and_the_end_means_only_what_is_new()
    {
        using var after = await Follower.StartAsync(_endpoint, All(o => o.All.Position = new() { CommitPosition = (ulong)_head - 1, PreparePosition = (ulong)_head - 1 }));
        using var end = await Follower.StartAsync(_endpoint, All(o => o.All.End = new Empty()));
        using var stream = await Follower.StartAsync(_endpoint, Stream("source-s1", o => o.Stream.Revision = 1));
        using var streamEnd = await Follower.StartAsync(_endpoint, Stream("source-s1", o => o.Stream.End = new Empty()));
        using var links = await Follower.StartAsync(_endpoint, Stream("$ce-source", o => o.Stream.Revision = 1));
        Assert.Equal([$"{_head}", "live"], await after.UntilLiveAsync());
        Assert.Equal(["live"], await end.UntilLiveAsync());
        Assert.Equal([$"{_head}", "live"], await stream.UntilLiveAsync());
        Assert.Equal(["live"], await streamEnd.UntilLiveAsync());
        Assert.Equal([$"{_head}", "live"], await links.UntilLiveAsync());
        await _endpoint.AppendAsync("source-s1", o => o.Any = new Empty(), Retraction(7, "took-1"));
        foreach (var follower in (Follower[])[after, end, stream, streamEnd, links]) Assert.Equal([$"{_head + 1}"], await follower.NextAsync(1));
    }

    [Fact]
    public async Task A_stream_that_does_not_exist_yet_can_be_followed()
    {
        using var follower = await Follower.StartAsync(_endpoint, Stream("source-s2"));
        using var district = await Follower.StartAsync(_endpoint, Stream("district-yarmouk", o => o.ResolveLinks = true));
        Assert.Equal(["live"], await follower.UntilLiveAsync());
        Assert.Equal(["live"], await district.UntilLiveAsync());
        await _endpoint.AppendSourceAsync("s2");
        Assert.Equal([$"{_head + 1}", $"{_head + 2}"], await follower.NextAsync(2));
        await _endpoint.Workspace.IngestAsync(("s3.yaml", Workspace.Source("s3", Workspace.Control("yarmouk", "isil", "took", "2018-03-14"))));
        Assert.Equal("ControlReported", (await district.NextAsync()).Event.Event.Metadata["type"]);
    }

    [Fact]
    public async Task A_filtered_follower_gets_checkpoints_by_events_looked_at()
    {
        using var follower = await Follower.StartAsync(_endpoint, All(o => o.Filter = ReadTests.Filter(null, "source-s1", isType: false, max: 2, multiplier: 3)));
        List<string> expected = [];
        for (var p = 1; p <= _head; p++)
        {
            if (p > _head - 3) expected.Add($"{p}");
            if (p % 6 == 0) expected.Add($"c{p}");
        }

        Assert.Equal([.. expected, "live"], await follower.UntilLiveAsync());
        // Nothing of this is for the follower, whose checkpoint moves on all the same.
        await _endpoint.AppendSourceAsync("s2", facts: 11);
        Assert.All(await follower.NextAsync(2), m => Assert.StartsWith("c", m, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filtered_follower_whom_nothing_concerned_is_told_how_far_it_was_looked()
    {
        using var follower = await Follower.StartAsync(_endpoint, All(o => o.Filter = ReadTests.Filter("nothing", null, isType: true, max: 1000)));
        Assert.Equal([$"c{_head}", "live"], await follower.UntilLiveAsync());
    }

    [Fact]
    public async Task A_follower_goes_on_from_its_checkpoint_when_the_server_comes_back()
    {
        using (var follower = await Follower.StartAsync(_endpoint, All(o => o.Filter = ReadTests.Filter(null, "source-", isType: false))))
        {
            await follower.UntilLiveAsync();
            await _endpoint.StopServerAsync();
            var end = await Assert.ThrowsAsync<RpcException>(() => follower.NextAsync());
            Assert.Equal(StatusCode.Unavailable, end.StatusCode);
        }

        await _endpoint.RestartAsync();
        await _endpoint.AppendSourceAsync("s2");
        using var again = await Follower.StartAsync(_endpoint, All(o => (o.Filter, o.All.Position) = (
            ReadTests.Filter(null, "source-", isType: false), new() { CommitPosition = (ulong)_head, PreparePosition = (ulong)_head })));
        Assert.Equal([$"{_head + 1}", $"{_head + 2}", "live"], await again.UntilLiveAsync());
    }

    [Fact]
    public async Task Two_hundred_followers_get_what_is_appended_within_moments()
    {
        const int Followers = 200;
        var followers = await Task.WhenAll(Enumerable.Range(0, Followers).Select(i => Follower.StartAsync(_endpoint, (i % 4) switch
        {
            0 => All(o => o.All.End = new Empty()),
            1 => All(o => (o.All.End, o.Filter) = (new Empty(), ReadTests.Filter("^source-", null, isType: false))),
            2 => Stream("source-s2"),
            _ => Stream("$ce-source", o => o.Stream.End = new Empty()),
        })));
        await Task.WhenAll(followers.Select(f => f.UntilLiveAsync()));
        var started = Stopwatch.GetTimestamp();
        await _endpoint.AppendSourceAsync("s2");
        Assert.All(await Task.WhenAll(followers.Select(f => f.NextAsync(2))), messages => Assert.Equal([$"{_head + 1}", $"{_head + 2}"], messages));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        foreach (var follower in followers) follower.Dispose();
    }

    [Fact]
    public async Task A_follower_that_does_not_read_holds_little_and_falls_behind()
    {
        using var slow = await Follower.StartAsync(_endpoint, All(o => o.All.End = new Empty()));
        Assert.Equal(["live"], await slow.UntilLiveAsync());
        using var quick = await Follower.StartAsync(_endpoint, All(o => o.All.End = new Empty()));
        await quick.UntilLiveAsync();
        const int Sources = 8, Facts = 4000;
        for (var i = 0; i < Sources; i++) await _endpoint.AppendSourceAsync($"long-{i}", Facts);
        // Who reads is not held up by who does not.
        await quick.NextAsync(Sources * (Facts + 1));
        // The slow one, once it reads, gets everything, and is told that it had to read history.
        var messages = await slow.NextAsync((Sources * (Facts + 1)) + 2);
        Assert.Contains("behind", messages);
        Assert.Equal("live", messages[^1]);
        Assert.Equal(Enumerable.Range(_head + 1, Sources * (Facts + 1)).Select(p => $"{p}"), messages.Where(m => char.IsAsciiDigit(m[0])));
    }

    [Fact]
    public async Task A_follower_that_vanishes_leaves_nothing_behind()
    {
        for (var i = 0; i < 20; i++)
        {
            using var channel = GrpcChannel.ForAddress(_endpoint.Address);
            var call = new Streams.StreamsClient(channel).Read(new ReadReq
            {
                Options = All(o => o.Subscription = new Options.Types.SubscriptionOptions()),
            }, cancellationToken: Cancellation);
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        }

        await _endpoint.AppendSourceAsync("s2");
        Assert.Equal(_head + 2, (await _endpoint.PositionsAsync(All())).Count);
    }

    [Fact]
    public async Task What_another_process_appends_is_followed_too()
    {
        await using var reading = await Service.Ledgers.Ledger.OpenAsync(
            _endpoint.Workspace.File, EventStore.Embedded.LedgerMode.Read, TimeProvider.System, "reader", cancellation: Cancellation);
        await using var server = await Service.Hosting.ReportsServer.StartAsync(
            reading, new Service.Hosting.ServerOptions { Port = 0 }, TimeProvider.System, Cancellation);
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Streams.StreamsClient(channel).Read(
            new ReadReq { Options = All(o => (o.All.End, o.Subscription) = (new Empty(), new())) }, deadline: DateTime.MaxValue, cancellationToken: Cancellation);
        for (var i = 0; i < 2; i++) Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(ReadResp.ContentOneofCase.CaughtUp, call.ResponseStream.Current.ContentCase);
        await _endpoint.AppendSourceAsync("s2");
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal((ulong)_head + 1, call.ResponseStream.Current.Event.CommitPosition);
    }

    private static Service.Appending.ProposedEvent Retraction(int id, string key) =>
        Tests.Appending.Proposals.Event(id, "FactRetracted", $$"""{"v":1,"key":"{{key}}","reason":"wrong"}""");
}
