using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Appending;
using Reports.Service.Protocol;
using Reports.Service.Tests.Appending;
using static Reports.Service.Tests.Protocol.Endpoint;
using Code = Reports.EventStore.Protocol.Rpc.Code;
using GoogleEmpty = Google.Protobuf.WellKnownTypes.Empty;
using Options = Reports.EventStore.Protocol.Streams.BatchAppendReq.Types.Options;

namespace Reports.Service.Tests.Protocol;

/// <summary>Many appends on one call: each answered once, errors within the call.</summary>
public sealed class BatchAppendTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private AsyncDuplexStreamingCall<BatchAppendReq, BatchAppendResp> _call = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await StartAsync();
        _call = _endpoint.Streams.BatchAppend(_endpoint.Credentials(), cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _call.Dispose();
        return _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Appends_are_answered_by_their_correlation_ids_in_either_form()
    {
        await SendAsync(Request(1, "source-s1", o => o.NoStream = new GoogleEmpty(), Proposals.Source()));
        var first = await AnswerAsync();
        Assert.Equal((1UL, "source-s1"), (first.Success.CurrentRevision, first.StreamIdentifier.StreamName.ToStringUtf8()));
        Assert.NotNull(first.NoStream);
        Assert.Equal(ProtocolIds.Of(Proposals.Id(1), isStructured: true), first.CorrelationId);

        // A retry by a client that writes ids as text.
        var retry = Request(2, "source-s1", o => o.NoStream = new GoogleEmpty(), Proposals.Source());
        retry.CorrelationId = ProtocolIds.Of(Proposals.Id(2), isStructured: false);
        foreach (var message in retry.ProposedMessages) message.Id = ProtocolIds.Of(ReadId(message.Id), isStructured: false);
        await SendAsync(retry);
        var second = await AnswerAsync();
        Assert.Equal(first.Success, second.Success);
        Assert.Equal(retry.CorrelationId, second.CorrelationId);
    }

    [Fact]
    public async Task An_append_may_come_in_parts_among_those_of_others()
    {
        var (one, other) = (Request(1, "source-s1", o => o.NoStream = new GoogleEmpty(), Proposals.Source()[0]), Source(2, "s2"));
        one.IsFinal = false;
        await SendAsync(one);
        await SendAsync(other);
        Assert.Equal("source-s2", (await AnswerAsync()).StreamIdentifier.StreamName.ToStringUtf8());
        var rest = Request(1, "source-s1", _ => { }, Proposals.Source()[1]);
        rest.Options = null;
        await SendAsync(rest);
        Assert.Equal(1UL, (await AnswerAsync()).Success.CurrentRevision);
    }

    [Fact]
    public async Task Errors_are_answers_and_the_call_goes_on()
    {
        var wrong = await RefusedAsync(Request(1, "source-s1", o => o.StreamPosition = 4, Proposals.Source()));
        Assert.Equal((Code.AlreadyExists, "WrongExpectedVersion"), (wrong.Error.Code, wrong.Error.Message));
        var detail = wrong.Error.Details.Unpack<WrongExpectedVersion>();
        Assert.Equal(4UL, detail.ExpectedStreamPosition);
        Assert.NotNull(detail.CurrentNoStream);

        var bad = await RefusedAsync(Request(2, "source-s1", o => o.Any = new GoogleEmpty(), Proposals.Source()[1]));
        Assert.Equal(Code.InvalidArgument, bad.Error.Code);
        Assert.Contains("was not reported", bad.Error.Details.Unpack<BadRequest>().Message, StringComparison.Ordinal);

        var large = Request(3, "source-s1", o => o.Any = new GoogleEmpty(), Proposals.Source());
        large.ProposedMessages[0].Data = ByteString.CopyFrom(new byte[(1024 * 1024) + 1]);
        Assert.Equal(1024u * 1024, (await RefusedAsync(large)).Error.Details.Unpack<MaximumAppendSizeExceeded>().MaxAppendSize);

        var untyped = Request(4, "source-s1", o => o.Any = new GoogleEmpty(), Proposals.Source());
        untyped.ProposedMessages[1].Metadata.Clear();
        Assert.Contains("content-type", (await RefusedAsync(untyped)).Error.Details.Unpack<BadRequest>().Message, StringComparison.Ordinal);

        var late = Request(5, "source-s1", o => o.Deadline21100 = Timestamp.FromDateTimeOffset(_endpoint.Workspace.Time.GetUtcNow().AddSeconds(-1)), Proposals.Source());
        late.Options.Any = new GoogleEmpty();
        var timeout = await RefusedAsync(late);
        Assert.Equal(Code.DeadlineExceeded, timeout.Error.Code);
        Assert.True(timeout.Error.Details.Is(EventStore.Protocol.Timeout.Descriptor));

        Assert.Contains("expected_stream_position", (await RefusedAsync(Request(6, "source-s1", _ => { }, Proposals.Source()))).Error.Message, StringComparison.Ordinal);
        var optionless = Request(7, "source-s1", _ => { }, Proposals.Source());
        optionless.Options = null;
        Assert.Contains("options", (await RefusedAsync(optionless)).Error.Message, StringComparison.Ordinal);

        await SendAsync(Source(8, "s1"));
        Assert.NotNull((await AnswerAsync()).Success);
    }

    [Fact]
    public async Task An_append_refused_in_its_first_part_is_answered_once()
    {
        var first = Request(1, "source-s1", o => o.Any = new GoogleEmpty(), Proposals.Source());
        first.ProposedMessages[0].Metadata.Clear();
        first.IsFinal = false;
        Assert.Equal(Code.InvalidArgument, (await RefusedAsync(first)).Error.Code);
        var rest = Request(1, "source-s1", _ => { }, Proposals.Source());
        rest.Options = null;
        await SendAsync(rest);
        await SendAsync(Source(2, "s2"));
        Assert.Equal(ProtocolIds.Of(Proposals.Id(2), isStructured: true), (await AnswerAsync()).CorrelationId);
    }

    [Theory]
    [InlineData(253402300799L, 999_999_900)]
    [InlineData(long.MaxValue, 0)]
    public async Task A_deadline_at_the_end_of_time_is_none(long seconds, int nanos)
    {
        var request = Source(1, "s1");
        request.Options.Deadline21100 = new Timestamp { Seconds = seconds, Nanos = nanos };
        await SendAsync(request);
        Assert.NotNull((await AnswerAsync()).Success);
        request = Source(2, "s2");
        request.Options.Deadline = new Duration { Seconds = seconds, Nanos = nanos };
        await SendAsync(request);
        Assert.NotNull((await AnswerAsync()).Success);
    }

    [Fact]
    public async Task Hundreds_of_appends_are_sent_before_the_first_is_answered_and_all_are_answered()
    {
        const int Appends = 600;
        var answers = Task.Run(async () =>
        {
            var ids = new HashSet<UUID>();
            while (ids.Count < Appends)
            {
                var answer = await AnswerAsync();
                Assert.NotNull(answer.Success);
                Assert.True(ids.Add(answer.CorrelationId));
            }
        }, Cancellation);
        for (var i = 1; i <= Appends; i++) await SendAsync(Source(i, $"s-{i}"));
        await answers;
        // Half-closed, the call ends once everything was answered.
        await _call.RequestStream.CompleteAsync();
        Assert.False(await _call.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task Half_closing_at_once_still_answers_what_was_sent()
    {
        for (var i = 1; i <= 20; i++) await SendAsync(Source(i, $"s-{i}"));
        await _call.RequestStream.CompleteAsync();
        var answers = 0;
        while (await _call.ResponseStream.MoveNext(Cancellation)) answers++;
        Assert.Equal(20, answers);
    }

    [Fact]
    public async Task Without_credentials_each_append_is_denied_within_the_call()
    {
        using var call = _endpoint.Streams.BatchAppend(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(Source(1, "s1"), Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(Code.PermissionDenied, call.ResponseStream.Current.Error.Code);
        Assert.True(call.ResponseStream.Current.Error.Details.Is(AccessDenied.Descriptor));
        Assert.Equal("source-s1", call.ResponseStream.Current.StreamIdentifier.StreamName.ToStringUtf8());
    }

    [Fact]
    public async Task A_call_that_waits_ends_when_the_server_stops()
    {
        await SendAsync(Source(1, "s1"));
        Assert.NotNull((await AnswerAsync()).Success);
        await _endpoint.StopServerAsync();
        // Which of the two a client sees depends on whether the answer or the end of the connection reaches it first.
        var ended = await Assert.ThrowsAsync<RpcException>(() => _call.ResponseStream.MoveNext(Cancellation));
        Assert.True(ended.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal, ended.Status.ToString());
    }

    private static Guid ReadId(UUID uuid) => ProtocolIds.TryRead(uuid, out var id) ? id : throw new InvalidOperationException("no id");

    private static BatchAppendReq Source(int number, string id) => Request(
        number, "source-" + id, o => o.NoStream = new GoogleEmpty(),
        Proposals.Event(number, "SourceReported", Proposals.Header.Replace("\"s1\"", $"\"{id}\"", StringComparison.Ordinal)));

    private static BatchAppendReq Request(int number, string stream, Action<Options> expect, params ProposedEvent[] events)
    {
        var options = new Options { StreamIdentifier = Name(stream) };
        expect(options);
        return new BatchAppendReq
        {
            CorrelationId = ProtocolIds.Of(Proposals.Id(number), isStructured: true),
            Options = options,
            IsFinal = true,
            ProposedMessages =
            {
                events.Select(Message).Select(m => new BatchAppendReq.Types.ProposedMessage { Id = m.Id, Metadata = { m.Metadata }, Data = m.Data, CustomMetadata = m.CustomMetadata }),
            },
        };
    }

    private Task SendAsync(BatchAppendReq request) => _call.RequestStream.WriteAsync(request, Cancellation);

    private async Task<BatchAppendResp> AnswerAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(Cancellation));
        return _call.ResponseStream.Current;
    }

    private async Task<BatchAppendResp> RefusedAsync(BatchAppendReq request)
    {
        await SendAsync(request);
        var answer = await AnswerAsync();
        Assert.Equal(request.CorrelationId, answer.CorrelationId);
        Assert.Equal("source-s1", answer.Error.Message.Contains("options", StringComparison.Ordinal) ? "source-s1" : answer.StreamIdentifier.StreamName.ToStringUtf8());
        Assert.NotNull(answer.Error.Details);
        return answer;
    }
}
