using System.Threading.Channels;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Appending;
using Options = Reports.EventStore.Protocol.Streams.BatchAppendReq.Types.Options;

namespace Reports.Service.Protocol.Appending;

/// <summary>
/// One BatchAppend call: many appends side by side, each told by its correlation id and answered once. A client that sends faster
/// than the log writes is read no further until some of its appends are done.
/// </summary>
internal sealed class BatchCall(
    IAppender appender, CallAccess access, TimeProvider time, IAsyncStreamReader<BatchAppendReq> requests,
    IServerStreamWriter<BatchAppendResp> responses, ServerCallContext call) : IDisposable
{
    /// <summary>Appends that were begun and not yet sent whole.</summary>
    private const int MostOpen = 64;

    /// <summary>Appends that wait for the log.</summary>
    private const int MostWaiting = 256;

    /// <summary>Year 9999 stands for "no deadline"; what is beyond it is no time at all.</summary>
    private const long LastSecond = 253402300799;

    private readonly Dictionary<UUID, Open> _open = [];
    private readonly SemaphoreSlim _room = new(MostWaiting, MostWaiting);
    private readonly Channel<BatchAppendResp> _answers = Channel.CreateBounded<BatchAppendResp>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingBytes;

    private sealed record Open(ProposedBatch? Batch, StreamIdentifier? Stream, ExpectedRevision? Expected)
    {
        /// <summary>An append that was refused already, and answered; the rest of it is passed over.</summary>
        public bool IsRefused => Batch is null;
    }

    public void Dispose() => _room.Dispose();

    public async Task RunAsync(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, stopping);
        var answering = AnswerAsync(stop);
        var under = new List<Task>();
        try
        {
            while (await requests.MoveNext(stop.Token))
            {
                await TakeAsync(requests.Current, under, stop.Token);
                if (under.Count > MostWaiting) under.RemoveAll(t => t.IsCompleted);
            }
        }
        finally
        {
            // What is under way is finished and answered, also when the client has sent everything or the server stops.
            await Task.WhenAll(under);
            _answers.Writer.TryComplete();
            await answering;
        }
    }

    private async Task TakeAsync(BatchAppendReq request, List<Task> under, CancellationToken cancellation)
    {
        if (!ProtocolIds.TryRead(request.CorrelationId, out _)) throw ProtocolErrors.Invalid("correlation_id is missing");
        if (request.Options is not null || !_open.TryGetValue(request.CorrelationId, out var open)) open = await BeginAsync(request);
        if (open.Batch is { } batch)
        {
            try
            {
                foreach (var e in request.ProposedMessages) batch.Add(e.Id, e.Metadata, e.CustomMetadata, e.Data);
                if (request.IsFinal) under.Add(await AppendAsync(request.CorrelationId, open, cancellation));
            }
            catch (Exception refused) when (refused is RpcException or AccessException)
            {
                await AnswerAsync(request.CorrelationId, open, r => r.Error = BatchResponses.Error(refused));
                open = open with { Batch = null };
            }
        }

        if (request.IsFinal) _open.Remove(request.CorrelationId);
        else _open[request.CorrelationId] = open;
    }

    private async ValueTask<Open> BeginAsync(BatchAppendReq request)
    {
        var (stream, expected) = (request.Options?.StreamIdentifier ?? new StreamIdentifier(), (ExpectedRevision?)null);
        try
        {
            if (request.Options is null) throw ProtocolErrors.Invalid("the first part of an append has its options");
            if (_open.Count >= MostOpen) throw ProtocolErrors.Invalid($"more than {MostOpen} appends that are not complete");
            expected = ExpectedStates.Of(request.Options);
            return new Open(new ProposedBatch(AppendCalls.NameOf(stream), expected.Value, DeadlineOf(request.Options)), stream, expected);
        }
        catch (RpcException refused)
        {
            var open = new Open(null, stream, expected);
            await AnswerAsync(request.CorrelationId, open, r => r.Error = BatchResponses.Error(refused));
            return open;
        }
    }

    /// <summary>Waits for room, then lets the append go; the task that it gives out ends once it was answered.</summary>
    private async Task<Task> AppendAsync(UUID correlation, Open open, CancellationToken cancellation)
    {
        var author = access.Demand(call, Permission.Append);
        await _room.WaitAsync(cancellation);
        while (true)
        {
            var freed = Volatile.Read(ref _freed).Task;
            if (Interlocked.Read(ref _waitingBytes) < ProtocolLimits.WaitingBytes) break;
            await freed.WaitAsync(cancellation);
        }

        Interlocked.Add(ref _waitingBytes, open.Batch!.Bytes);
        return FinishAsync(correlation, open, author);
    }

    private async Task FinishAsync(UUID correlation, Open open, string author)
    {
        try
        {
            // An append that reached the log is made whether or not its client still waits.
            var result = await appender.AppendAsync(open.Batch!.Of(author), CancellationToken.None);
            await AnswerAsync(correlation, open, r => r.Success = BatchResponses.Success(result));
        }
        catch (Exception e)
        {
            if (ProtocolErrors.Of(e).StatusCode is StatusCode.Internal or StatusCode.DataLoss && e is not (Queries.RefusedException or TimeoutException))
                Serilog.Log.Error(e, "An append to {Stream} failed", open.Batch!.Stream);
            await AnswerAsync(correlation, open, r => r.Error = BatchResponses.Error(e));
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -open.Batch!.Bytes);
            _room.Release();
            Interlocked.Exchange(ref _freed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    private ValueTask AnswerAsync(UUID correlation, Open open, Action<BatchAppendResp> fill)
    {
        var response = new BatchAppendResp { CorrelationId = correlation, StreamIdentifier = open.Stream ?? new StreamIdentifier() };
        if (open.Expected is { } expected) ExpectedStates.Repeat(expected, response);
        fill(response);
        // A client that does not read its answers is read no further.
        return _answers.Writer.WriteAsync(response);
    }

    private async Task AnswerAsync(CancellationTokenSource stop)
    {
        try
        {
            await foreach (var answer in _answers.Reader.ReadAllAsync(CancellationToken.None)) await responses.WriteAsync(answer, call.CancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException or RpcException)
        {
            // The client is gone; reading its requests has no end otherwise, and nobody must wait to answer it.
            await stop.CancelAsync();
            await foreach (var _ in _answers.Reader.ReadAllAsync(CancellationToken.None)) continue;
        }
    }

    private DateTimeOffset DeadlineOf(Options options)
    {
        switch (options.DeadlineOptionCase)
        {
            case Options.DeadlineOptionOneofCase.Deadline21100:
                return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(options.Deadline21100.Seconds, 0, LastSecond));
            case Options.DeadlineOptionOneofCase.Deadline:
                var now = time.GetUtcNow();
                var left = Math.Clamp(options.Deadline.Seconds, 0, LastSecond - now.ToUnixTimeSeconds() - 1);
                return now.AddSeconds(left).AddTicks(Math.Clamp(options.Deadline.Nanos, 0, 999_999_999) / 100);
            default:
                return DateTimeOffset.MaxValue;
        }
    }
}
