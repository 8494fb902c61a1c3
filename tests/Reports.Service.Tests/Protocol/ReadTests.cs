using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Protocol;
using static Reports.Service.Tests.Protocol.Endpoint;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Service.Tests.Protocol;

/// <summary>Reads of streams and of the whole log, in both directions, over a socket.</summary>
public sealed class ReadTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private long _head;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await StartAsync();
        await _endpoint.AppendSourceAsync("s1", facts: 5);
        await _endpoint.AppendSourceAsync("s2", facts: 2);
        _head = _endpoint.Workspace.Ledger.Views.Position;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task The_whole_log_is_read_forwards_from_a_position_and_backwards_before_one()
    {
        var all = Enumerable.Range(1, (int)_head).Select(p => (long)p).ToList();
        Assert.Equal(all, await _endpoint.PositionsAsync(All()));
        Assert.Equal(all.Skip(3), await _endpoint.PositionsAsync(All(o => o.All.Position = At(4))));
        Assert.Equal(all.Skip(3).Take(2), await _endpoint.PositionsAsync(All(o => (o.All.Position, o.Count) = (At(4), 2))));
        Assert.Empty(await _endpoint.PositionsAsync(All(o => o.All.End = new Empty())));
        Assert.Empty(await _endpoint.PositionsAsync(All(o => o.All.Position = At(ulong.MaxValue))));
        Assert.Empty(await _endpoint.PositionsAsync(All(o => o.All.Position = At((ulong)_head + 1))));

        all.Reverse();
        Assert.Equal(all, await _endpoint.PositionsAsync(Backwards(All(o => o.All.End = new Empty()))));
        Assert.Equal(all, await _endpoint.PositionsAsync(Backwards(All(o => o.All.Position = At(ulong.MaxValue)))));
        Assert.Equal([3, 2, 1], await _endpoint.PositionsAsync(Backwards(All(o => o.All.Position = At(4)))));
        Assert.Equal([3, 2], await _endpoint.PositionsAsync(Backwards(All(o => (o.All.Position, o.Count) = (At(4), 2)))));
        Assert.Empty(await _endpoint.PositionsAsync(Backwards(All())));
    }

    [Fact]
    public async Task A_stream_is_read_from_a_revision_inclusive_in_both_directions()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5], await RevisionsAsync(Stream("source-s1")));
        Assert.Equal([2, 3], await RevisionsAsync(Stream("source-s1", o => (o.Stream.Revision, o.Count) = (2, 2))));
        Assert.Empty(await RevisionsAsync(Stream("source-s1", o => o.Stream.End = new Empty())));
        Assert.Empty(await RevisionsAsync(Stream("source-s1", o => o.Stream.Revision = 6)));
        Assert.Empty(await RevisionsAsync(Stream("source-s1", o => o.Count = 0)));
        Assert.Equal([5, 4, 3, 2, 1, 0], await RevisionsAsync(Backwards(Stream("source-s1", o => o.Stream.End = new Empty()))));
        Assert.Equal([2, 1], await RevisionsAsync(Backwards(Stream("source-s1", o => (o.Stream.Revision, o.Count) = (2, 2)))));
        Assert.Equal([0], await RevisionsAsync(Backwards(Stream("source-s1"))));
    }

    [Fact]
    public async Task An_event_comes_as_it_is_stored_with_its_place_type_and_time()
    {
        var stored = (await _endpoint.Workspace.EventsAsync(_head))[0].Recorded;
        foreach (var isStructured in (bool[])[true, false])
        {
            var read = (await _endpoint.ReadAsync(All(o =>
            {
                o.All.Position = At((ulong)_head);
                if (!isStructured) o.UuidOption.String = new Empty();
            })))[0].Event;
            var e = read.Event;
            Assert.Equal(isStructured ? UUID.ValueOneofCase.Structured : UUID.ValueOneofCase.String, e.Id.ValueCase);
            Assert.True(ProtocolIds.TryRead(e.Id, out var id));
            Assert.Equal((stored.Id, "source-s2", 2UL), (id, e.StreamIdentifier.StreamName.ToStringUtf8(), e.StreamRevision));
            Assert.Equal(((ulong)_head, (ulong)_head, (ulong)_head), (read.CommitPosition, e.CommitPosition, e.PreparePosition));
            Assert.Equal(stored.Data.ToArray(), e.Data.ToByteArray());
            Assert.Equal(stored.Metadata.ToArray(), e.CustomMetadata.ToByteArray());
            Assert.Equal(("ControlReported", "application/json"), (e.Metadata["type"], e.Metadata["content-type"]));
            var created = DateTimeOffset.UnixEpoch.AddTicks(long.Parse(e.Metadata["created"], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(_endpoint.Workspace.Time.GetUtcNow(), created);
            Assert.Null(read.Link);
        }
    }

    [Fact]
    public async Task A_missing_stream_is_told_by_a_message_not_by_an_error()
    {
        foreach (var name in (string[])["source-none", "district-nowhere", "$et-FactRetracted", "$$source-s1", "source-é"])
        {
            var responses = await _endpoint.ReadAsync(Stream(name, o => o.ControlOption = Compatible));
            Assert.Equal(name, Assert.Single(responses).StreamNotFound.StreamIdentifier.StreamName.ToStringUtf8());
        }
    }

    [Fact]
    public async Task Where_a_stream_ends_is_told_to_those_who_ask()
    {
        Assert.DoesNotContain(await _endpoint.ReadAsync(Stream("source-s1")), r => r.ContentCase != ReadResp.ContentOneofCase.Event);
        var responses = await _endpoint.ReadAsync(Stream("source-s1", o => (o.ControlOption, o.Count) = (Compatible, 2)));
        Assert.Equal(3, responses.Count);
        Assert.Equal(5UL, responses[^1].LastStreamPosition);
        // Without a single event too: a client waits for the first message for ever.
        Assert.Equal(5UL, Assert.Single(await _endpoint.ReadAsync(Stream("source-s1", o => (o.ControlOption, o.Stream.Revision) = (Compatible, 99)))).LastStreamPosition);
    }

    [Theory]
    [InlineData("^source-", null, 9)]
    [InlineData("2$", null, 3)]
    [InlineData(null, "source-s1", 6)]
    [InlineData(null, "source-s1,source-s2", 9)]
    [InlineData(null, "nothing", 0)]
    public async Task The_log_is_filtered_by_stream_names(string? regex, string? prefixes, int count)
    {
        var read = await _endpoint.PositionsAsync(All(o => o.Filter = Filter(regex, prefixes, isType: false)));
        Assert.Equal(count, read.Count);
        // The count of a read counts what the filter lets through.
        Assert.Equal(read.Take(2), await _endpoint.PositionsAsync(All(o => (o.Filter, o.Count) = (Filter(regex, prefixes, isType: false), 2))));
        read.Reverse();
        Assert.Equal(read, await _endpoint.PositionsAsync(Backwards(All(o => (o.Filter, o.All.End) = (Filter(regex, prefixes, isType: false), new Empty())))));
    }

    [Theory]
    [InlineData("^[^\\$].*", null, 21)]
    [InlineData("Reported$", null, 9)]
    [InlineData(null, "Control", 7)]
    [InlineData(null, "Place,Outlet", 6)]
    public async Task The_log_is_filtered_by_event_types(string? regex, string? prefixes, int count) =>
        Assert.Equal(count, (await _endpoint.PositionsAsync(All(o => o.Filter = Filter(regex, prefixes, isType: true)))).Count);

    [Fact]
    public async Task A_request_that_leaves_something_out_is_refused_at_once()
    {
        await RefusedAsync("uuid_option", All(o => o.UuidOption = null));
        await RefusedAsync("uuid_option", All(o => o.UuidOption = new Options.Types.UUIDOption()));
        await RefusedAsync("filter_option", All(o => o.ClearFilterOption()));
        await RefusedAsync("count_option", All(o => o.ClearCountOption()));
        await RefusedAsync("stream_option", All(o => o.ClearStreamOption()));
        await RefusedAsync("all_option", All(o => o.All.ClearAllOption()));
        await RefusedAsync("revision_option", Stream("source-s1", o => o.Stream.ClearRevisionOption()));
        await RefusedAsync("stream_identifier", Stream("", _ => { }));
        await RefusedAsync("window", All(o => (o.Filter = Filter("a", null, isType: true)).ClearWindow()));
        await RefusedAsync("regular expression", All(o => o.Filter = Filter("(", null, isType: true)));
        await RefusedAsync("prefixes", All(o => o.Filter = Filter(null, null, isType: true)));
        await RefusedAsync("not for one stream", Stream("source-s1", o => o.Filter = Filter("a", null, isType: true)));
        await RefusedAsync("forwards", Backwards(All(o => o.Subscription = new Options.Types.SubscriptionOptions())));
        await RefusedAsync("options", null!);
    }

    [Fact]
    public async Task Links_come_as_they_are_or_resolved()
    {
        var links = await _endpoint.ReadAsync(Stream("$et-ControlReported", o => o.ControlOption = Compatible));
        Assert.Equal(6UL, links[^1].LastStreamPosition);
        var link = links[5].Event.Event;
        Assert.Equal(("$>", "$et-ControlReported", 5UL), (link.Metadata["type"], link.StreamIdentifier.StreamName.ToStringUtf8(), link.StreamRevision));
        Assert.Equal("1@source-s2", link.Data.ToStringUtf8());
        Assert.Null(links[5].Event.Link);

        var resolved = (await _endpoint.ReadAsync(Stream("$et-ControlReported", o => (o.ResolveLinks, o.Stream.Revision) = (true, 5))))[0].Event;
        Assert.Equal(link, resolved.Link);
        Assert.Equal(("ControlReported", "source-s2", 1UL), (resolved.Event.Metadata["type"], resolved.Event.StreamIdentifier.StreamName.ToStringUtf8(), resolved.Event.StreamRevision));
        Assert.Equal(resolved.CommitPosition, resolved.Event.CommitPosition);
        // A revision always has the same link, with the same id.
        await _endpoint.RestartAsync();
        Assert.Equal(resolved, (await _endpoint.ReadAsync(Stream("$et-ControlReported", o => (o.ResolveLinks, o.Stream.Revision) = (true, 5))))[0].Event);
        Assert.Equal(7, (await _endpoint.ReadAsync(Stream("district-qadam", o => o.ResolveLinks = true))).Count);
    }

    [Fact]
    public async Task Virtual_streams_are_read_backwards_and_in_parts()
    {
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1, 0], await RevisionsAsync(Backwards(Stream("$ce-source", o => o.Stream.End = new Empty()))));
        Assert.Equal([4, 3], await RevisionsAsync(Backwards(Stream("$ce-source", o => (o.Stream.Revision, o.Count) = (4, 2)))));
        Assert.Equal([3, 4], await RevisionsAsync(Stream("$ce-source", o => (o.Stream.Revision, o.Count) = (3, 2))));
    }

    [Fact]
    public async Task A_log_longer_than_any_window_is_read_whole()
    {
        await _endpoint.AppendSourceAsync("s3", facts: 3000);
        var head = _endpoint.Workspace.Ledger.Views.Position;
        Assert.Equal(Enumerable.Range(1, (int)head).Select(p => (long)p), await _endpoint.PositionsAsync(All()));
        Assert.Equal(3001, (await RevisionsAsync(Stream("source-s3"))).Count);
        Assert.Equal(Enumerable.Range(0, 3001).Reverse(), await RevisionsAsync(Backwards(Stream("source-s3", o => o.Stream.End = new Empty()))));
        Assert.Equal(Enumerable.Range(0, 3010).Reverse(), await RevisionsAsync(Backwards(Stream("$ce-source", o => o.Stream.End = new Empty()))));
        Assert.Equal(head - 3001, (await _endpoint.PositionsAsync(Backwards(All(o => o.All.Position = At((ulong)head - 3000)))))[0]);
    }

    private static Options.Types.ControlOption Compatible => new() { Compatibility = 1 };

    internal static Options.Types.FilterOptions Filter(string? regex, string? prefixes, bool isType, uint max = 32, uint multiplier = 1)
    {
        var expression = new Options.Types.FilterOptions.Types.Expression { Regex = regex ?? "", Prefix = { prefixes?.Split(',') ?? [] } };
        return isType
            ? new Options.Types.FilterOptions { EventType = expression, Max = max, CheckpointIntervalMultiplier = multiplier }
            : new Options.Types.FilterOptions { StreamIdentifier = expression, Max = max, CheckpointIntervalMultiplier = multiplier };
    }

    private static Options.Types.Position At(ulong position) => new() { CommitPosition = position, PreparePosition = position };

    private static Options Backwards(Options options)
    {
        options.ReadDirection = Options.Types.ReadDirection.Backwards;
        return options;
    }

    private async Task<List<int>> RevisionsAsync(Options options) =>
        [.. (await _endpoint.ReadAsync(options)).Where(r => r.Event is not null).Select(r => (int)(r.Event.Link ?? r.Event.Event).StreamRevision)];

    private async Task RefusedAsync(string problem, Options options)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _endpoint.ReadAsync(options));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(problem, refusal.Status.Detail, StringComparison.Ordinal);
    }
}
