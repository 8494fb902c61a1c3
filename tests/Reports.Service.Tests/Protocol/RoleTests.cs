using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Access;
using Reports.Service.Tests.Protocol.PersistentSubscriptions;
using static Reports.Service.Tests.Protocol.Endpoint;
using Calls = Reports.EventStore.Protocol.PersistentSubscriptions.PersistentSubscriptions;
using Streams = Reports.EventStore.Protocol.Streams;

namespace Reports.Service.Tests.Protocol;

/// <summary>Who may do what over the protocol, with keys that come and go while the server runs.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await StartAsync();
        await _endpoint.AppendSourceAsync("s1");
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Theory]
    [InlineData(Role.Reader, false, false)]
    [InlineData(Role.Reporter, true, false)]
    [InlineData(Role.Auditor, false, false)]
    [InlineData(Role.Admin, true, true)]
    public async Task A_role_reads_appends_and_manages_as_far_as_it_goes(Role role, bool appends, bool manages)
    {
        var key = _endpoint.NewKey("somebody", role);
        using var read = _endpoint.Streams.Read(new Streams.ReadReq { Options = All() }, key, cancellationToken: Cancellation);
        Assert.True(await read.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(appends ? null : "access-denied", await DeniedAsync(() => AppendAsync(key, "s2")));
        if (appends) Assert.Equal("somebody", (await _endpoint.Workspace.EventsAsync(_endpoint.Workspace.Ledger.Views.Position))[0].Metadata.RecordedBy);
        Assert.Equal(manages ? null : "access-denied", await DeniedAsync(() => CreateGroupAsync(key, "theirs")));

        // Whoever has a key takes part in a group that an admin made.
        await new GroupCalls(_endpoint).CreateAsync("source-s1", "maps");
        using var member = new Calls.PersistentSubscriptionsClient(_endpoint.Channel).Read(key, cancellationToken: Cancellation);
        await member.RequestStream.WriteAsync(
            new ReadReq { Options = new() { StreamIdentifier = Name("source-s1"), GroupName = "maps", BufferSize = 1, UuidOption = new() { String = new Empty() } } }, Cancellation);
        Assert.True(await member.ResponseStream.MoveNext(Cancellation));
        Assert.NotNull(member.ResponseStream.Current.SubscriptionConfirmation);
    }

    [Fact]
    public async Task A_key_made_while_the_server_runs_counts_and_one_revoked_counts_no_more()
    {
        var key = _endpoint.NewKey("bashir", Role.Reporter);
        await AppendAsync(key, "s2");
        using var batch = _endpoint.Streams.BatchAppend(key, cancellationToken: Cancellation);
        using var subscription = _endpoint.Streams.Read(
            new Streams.ReadReq { Options = All(o => o.Subscription = new Streams.ReadReq.Types.Options.Types.SubscriptionOptions()) }, key, cancellationToken: Cancellation);
        Assert.True(await subscription.ResponseStream.MoveNext(Cancellation));

        _endpoint.Keys.Revoke("bashir");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(key, "s3"))).StatusCode);
        // What is open already is told at the next append, or ended.
        await batch.RequestStream.WriteAsync(
            new Streams.BatchAppendReq
            {
                CorrelationId = new UUID { String = "00000000-0000-0000-0000-000000000001" },
                Options = new() { StreamIdentifier = Name("source-s3"), NoStream = new Google.Protobuf.WellKnownTypes.Empty() },
                IsFinal = true,
            },
            Cancellation);
        Assert.True(await batch.ResponseStream.MoveNext(Cancellation));
        Assert.Contains("revoked", batch.ResponseStream.Current.Error.Message, StringComparison.Ordinal);
        var ended = EndOfAsync(subscription);
        while (!ended.IsCompleted)
        {
            _endpoint.Workspace.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation));
        }

        await ended;
        Assert.DoesNotContain("source-s3", (await _endpoint.Workspace.EventsAsync()).Select(e => e.Recorded.StreamText));
    }

    [Fact]
    public async Task Guesses_are_told_to_wait_and_the_admin_goes_on()
    {
        var guess = _endpoint.Credentials("amira", "rk-abcdefgh-" + new string('x', 32));
        for (var i = 0; i < 10; i++) Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(guess, "s2"))).StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(guess, "s2"))).StatusCode);
        await AppendAsync(_endpoint.Credentials(), "s2");
    }

    private async Task AppendAsync(Metadata key, string source)
    {
        using var call = _endpoint.Streams.Append(key, cancellationToken: Cancellation);
        try
        {
            await call.RequestStream.WriteAsync(new Streams.AppendReq { Options = new() { StreamIdentifier = Name("source-" + source), NoStream = new Empty() } }, Cancellation);
            await call.RequestStream.WriteAsync(
                new Streams.AppendReq
                {
                    ProposedMessage = Message(Appending.Proposals.Event(1, "SourceReported", Appending.Proposals.Header.Replace("\"s1\"", $"\"{source}\"", StringComparison.Ordinal))),
                },
                Cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server answered before everything was sent.
        }

        Assert.NotNull((await call.ResponseAsync).Success);
    }

    private async Task CreateGroupAsync(Metadata key, string group) => await new Calls.PersistentSubscriptionsClient(_endpoint.Channel).CreateAsync(
        new CreateReq { Options = new() { Stream = new() { StreamIdentifier = Name("source-s1"), Start = new Empty() }, GroupName = group, Settings = GroupCalls.Settings(null) } },
        key, cancellationToken: Cancellation);

    private static async Task<string?> DeniedAsync(Func<Task> act) => (await Record.ExceptionAsync(act)) switch
    {
        null => null,
        RpcException denied => denied.Trailers.GetValue("exception"),
        var other => throw other,
    };

    private static async Task EndOfAsync(AsyncServerStreamingCall<Streams.ReadResp> call)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(Cancellation)) continue;
        }
        catch (RpcException)
        {
            // Ended by the server.
        }
    }
}
