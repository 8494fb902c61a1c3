using Google.Protobuf;
using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Appending;
using Reports.Service.Tests.Appending;
using static Reports.Service.Tests.Protocol.Endpoint;

namespace Reports.Service.Tests.Protocol;

/// <summary>Appends, one call for one of them: expected states, retries, refusals, and who may.</summary>
public sealed class AppendTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync() => _endpoint = await StartAsync();

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task An_append_tells_where_its_last_event_stands_and_a_retry_the_same()
    {
        var head = (ulong)_endpoint.Workspace.Ledger.Views.Position;
        for (var i = 0; i < 2; i++)
        {
            var success = (await AppendAsync(o => o.NoStream = new Empty(), Proposals.Source())).Success;
            Assert.Equal((1UL, head + 2, head + 2), (success.CurrentRevision, success.Position.CommitPosition, success.Position.PreparePosition));
        }

        Assert.Equal((long)head + 2, _endpoint.Workspace.Ledger.Views.Position);
        Assert.Equal("amira", (await _endpoint.Workspace.EventsAsync((long)head + 1))[0].Metadata.RecordedBy);
    }

    [Fact]
    public async Task A_wrong_expected_version_is_an_answer_with_the_fields_of_old_and_new_clients()
    {
        var missing = (await AppendAsync(o => o.Revision = 7, Proposals.Source())).WrongExpectedVersion;
        Assert.Equal(
            (AppendResp.Types.WrongExpectedVersion.CurrentRevisionOptionOneofCase.CurrentNoStream, 7UL, 7UL),
            (missing.CurrentRevisionOptionCase, missing.ExpectedRevision, missing.ExpectedRevision2060));
        Assert.NotNull(missing.NoStream2060);
        Assert.NotNull((await AppendAsync(o => o.StreamExists = new Empty(), Proposals.Source())).WrongExpectedVersion.ExpectedStreamExists);

        await AppendAsync(o => o.Any = new Empty(), Proposals.Source());
        var wrong = (await AppendAsync(o => o.NoStream = new Empty(), Retraction(3))).WrongExpectedVersion;
        Assert.Equal((1UL, 1UL), (wrong.CurrentRevision, wrong.CurrentRevision2060));
        Assert.NotNull(wrong.ExpectedNoStream);
        Assert.Equal(2UL, (await AppendAsync(o => o.Revision = 1, Retraction(3))).Success.CurrentRevision);
    }

    [Fact]
    public async Task An_append_of_nothing_succeeds_and_has_no_revision()
    {
        var success = (await AppendAsync(o => o.NoStream = new Empty())).Success;
        Assert.NotNull(success.NoStream);
        Assert.NotNull(success.NoPosition);
    }

    [Fact]
    public async Task What_is_no_fact_is_refused_with_its_place_in_ASCII()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => AppendAsync(
            o => o.NoStream = new Empty(), Proposals.Source()[0], Proposals.Event(2, "ControlReported", Proposals.Took.Replace("qadam", "دمشق", StringComparison.Ordinal))));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("event 2: place: an event names by id: write 'damascus', not '\\u{062F}", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_without_type_or_content_type_is_named_in_trailers()
    {
        foreach (var key in (string[])["type", "content-type"])
        {
            var message = Message(Proposals.Source()[0]);
            message.Metadata.Remove(key);
            var refusal = await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync(message));
            Assert.Equal(("missing-required-metadata-property", "type,content-type"), (Trailer(refusal, "exception"), Trailer(refusal, "required-metadata-properties")));
        }

        var octets = Message(Proposals.Source()[0]);
        octets.Metadata["content-type"] = "application/octet-stream";
        Assert.Contains("application/json", (await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync(octets))).Status.Detail, StringComparison.Ordinal);
        var nameless = Message(Proposals.Source()[0]);
        nameless.Id = null;
        Assert.Contains("has an id", (await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync(nameless))).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_an_event_or_append_is_refused_with_the_limit()
    {
        var large = Message(Proposals.Source()[0]);
        large.Data = ByteString.CopyFrom(new byte[(1024 * 1024) + 1]);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync(large));
        Assert.Equal(
            (StatusCode.InvalidArgument, "maximum-append-size-exceeded", "1048576"),
            (refusal.StatusCode, Trailer(refusal, "exception"), Trailer(refusal, "maximum-append-size")));

        large.Data = ByteString.CopyFrom(new byte[1024 * 1024]);
        refusal = await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync([.. Enumerable.Repeat(large, 17)]));
        Assert.Equal(("maximum-append-size-exceeded", "16777216"), (Trailer(refusal, "exception"), Trailer(refusal, "maximum-append-size")));
    }

    [Fact]
    public async Task A_message_larger_than_any_client_sends_is_refused_and_the_server_goes_on()
    {
        var huge = Message(Proposals.Source()[0]);
        huge.Data = ByteString.CopyFrom(new byte[18 * 1024 * 1024]);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => AppendMessagesAsync(huge));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.NotNull((await AppendAsync(o => o.NoStream = new Empty(), Proposals.Source())).Success);
    }

    [Fact]
    public async Task Parts_out_of_order_are_refused()
    {
        using var call = _endpoint.Streams.Append(_endpoint.Credentials(), cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = Message(Proposals.Source()[0]) }, Cancellation);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync)).StatusCode);
        using var empty = _endpoint.Streams.Append(_endpoint.Credentials(), cancellationToken: Cancellation);
        await empty.RequestStream.CompleteAsync();
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await empty.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Writing_needs_a_writers_credentials_and_reading_none()
    {
        Assert.Equal("access-denied", Trailer(await RefusedAsync([]), "exception"));
        foreach (var (name, key) in ((string, string)[])[("amira", "open"), ("amir", _endpoint.Key), ("amira", new string('x', 300)), ("", _endpoint.Key)])
            Assert.Equal(StatusCode.Unauthenticated, (await RefusedAsync(_endpoint.Credentials(name, key))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await RefusedAsync(new Metadata { { "authorization", "Bearer abc" } })).StatusCode);
        // Wrong credentials are wrong for reading too: somebody is mistaken.
        using var read = _endpoint.Streams.Read(new ReadReq { Options = All() }, _endpoint.Credentials("amira", "open"), cancellationToken: Cancellation);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => read.ResponseStream.MoveNext(Cancellation))).StatusCode);
        Assert.NotEmpty(await _endpoint.ReadAsync(All()));
    }

    [Fact]
    public async Task A_server_without_writers_only_reads_and_says_so()
    {
        await using var reading = await StartAsync(o => o with { KeyFile = null });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => reading.AppendSourceAsync("s1"));
        Assert.Equal((StatusCode.PermissionDenied, "access-denied"), (refusal.StatusCode, Trailer(refusal, "exception")));
        Assert.Contains("without keys", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_deleted()
    {
        await AppendAsync(o => o.NoStream = new Empty(), Proposals.Source());
        var delete = new DeleteReq { Options = new DeleteReq.Types.Options { StreamIdentifier = Name("source-s1"), Any = new Empty() } };
        var tombstone = new TombstoneReq { Options = new TombstoneReq.Types.Options { StreamIdentifier = Name("source-s1"), Any = new Empty() } };
        foreach (var refused in (Func<Task>[])[
            async () => await _endpoint.Streams.DeleteAsync(delete, _endpoint.Credentials(), cancellationToken: Cancellation),
            async () => await _endpoint.Streams.TombstoneAsync(tombstone, _endpoint.Credentials(), cancellationToken: Cancellation)])
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(refused);
            Assert.Equal((StatusCode.PermissionDenied, "access-denied"), (refusal.StatusCode, Trailer(refusal, "exception")));
            Assert.Contains("facts are immutable", refusal.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_virtual_stream_takes_no_events() => Assert.Contains(
        "this ledger has no stream 'district-qadam'",
        (await Assert.ThrowsAsync<RpcException>(() => _endpoint.AppendAsync("district-qadam", o => o.Any = new Empty(), Proposals.Source()))).Status.Detail,
        StringComparison.Ordinal);

    private static string? Trailer(RpcException e, string name) => e.Trailers.GetValue(name);

    private static ProposedEvent Retraction(int id) => Proposals.Event(id, "FactRetracted", """{"v":1,"key":"took","reason":"wrong"}""");

    private Task<AppendResp> AppendAsync(Action<AppendReq.Types.Options> expect, params ProposedEvent[] events) => _endpoint.AppendAsync("source-s1", expect, events);

    private async Task<AppendResp> AppendMessagesAsync(params AppendReq.Types.ProposedMessage[] messages)
    {
        using var call = _endpoint.Streams.Append(_endpoint.Credentials(), cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(
            new AppendReq { Options = new AppendReq.Types.Options { StreamIdentifier = Name("source-s1"), NoStream = new Empty() } }, Cancellation);
        try
        {
            foreach (var message in messages) await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = message }, Cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server answered before everything was sent.
        }

        return await call.ResponseAsync;
    }

    private async Task<RpcException> RefusedAsync(Metadata headers)
    {
        using var call = _endpoint.Streams.Append(headers, cancellationToken: Cancellation);
        return await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);
    }
}
