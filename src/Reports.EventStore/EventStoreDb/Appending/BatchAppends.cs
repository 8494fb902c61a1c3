using System.Buffers.Binary;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Status = Reports.EventStore.Protocol.Rpc.Status;
using Timeout = System.Threading.Timeout;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// Appends side by side on one call, each answered by its correlation id, in any order. The call's sending side stays open as
/// long as an answer is owed: a server ends the whole call where it closes. Thread safe.
/// </summary>
internal sealed class BatchAppends : IDisposable
{
    private static readonly Google.Protobuf.WellKnownTypes.Empty Nothing = new();

    private readonly NodeChannel _channel;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<WriteResult>> _owed = new();
    private AsyncDuplexStreamingCall<BatchAppendReq, BatchAppendResp>? _call;
    private Task _answers = Task.CompletedTask;
    private RpcException? _failure;
    private long _count;

    public BatchAppends(NodeChannel channel, TimeSpan deadline, TimeProvider time)
    {
        _channel = channel;
        _deadline = deadline;
        _time = time;
    }

    /// <exception cref="RpcException">The call failed, or the answer is a refusal with that meaning.</exception>
    /// <exception cref="WriteTooLargeException">The server takes less in one append.</exception>
    public async Task<WriteResult> WriteAsync(Write write, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<WriteResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = NextId();
        _owed[id] = answer;
        try
        {
            await SendAsync(Request(id, write), cancellation);
            return await answer.Task.WaitAsync(_deadline == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : _deadline, _time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.DeadlineExceeded, "no answer to an append"));
        }
        finally
        {
            _owed.TryRemove(id, out _);
        }
    }

    /// <summary>Ends the call as a server wants it: what is owed first.</summary>
    public async Task CloseAsync()
    {
        if (_call is null || _failure is not null) return;
        try
        {
            await Task.WhenAll(_owed.Values.Select(o => o.Task)).WaitAsync(TimeSpan.FromSeconds(1), _time);
            await _call.RequestStream.CompleteAsync();
            await _answers.WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or TimeoutException or OperationCanceledException or WriteTooLargeException or FormatException)
        {
            // Whoever waits was told; the call is disposed of next.
        }
    }

    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        Fail(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the connection was closed")));
        _call?.Dispose();
    }

    /// <summary>Tells appends of one call apart; no one else sees it.</summary>
    private Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Interlocked.Increment(ref _count));
        return new Guid(bytes, bigEndian: true);
    }

    private async Task SendAsync(BatchAppendReq request, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref _failure) is { } failure) throw Again(failure);
            if (_call is null)
            {
                _call = _channel.Streams.BatchAppend(_channel.Call(Timeout.InfiniteTimeSpan, _stop.Token));
                _answers = Task.Run(() => ReadAnswersAsync(_call), CancellationToken.None);
            }

            // Not the caller's token: half a message would end the call for all.
            await _call.RequestStream.WriteAsync(request, CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException && !cancellation.IsCancellationRequested)
        {
            // The call has ended; how, the answers say.
            await _answers;
            throw Again(_failure ?? new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, e.Message, e)));
        }
        finally
        {
            _sending.Release();
        }
    }

    private BatchAppendReq Request(Guid id, Write write)
    {
        var options = new BatchAppendReq.Types.Options { StreamIdentifier = write.Identifier };
        if (write.Expected.IsAny) options.Any = Nothing;
        else if (write.Expected.IsNoStream) options.NoStream = Nothing;
        else if (write.Expected.IsStreamExists) options.StreamExists = Nothing;
        else options.StreamPosition = (ulong)write.Expected.Value;
        // Servers make a timer of it: a day is long enough for "none".
        var deadline = _deadline == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(1) : _deadline;
        if (_channel.TakesDuration) options.Deadline = Duration.FromTimeSpan(deadline);
        else options.Deadline21100 = Timestamp.FromDateTimeOffset(_time.GetUtcNow() + deadline);

        var request = new BatchAppendReq { CorrelationId = Wire.Id(id), Options = options, IsFinal = true };
        request.ProposedMessages.Capacity = write.Events.Length;
        for (var i = 0; i < write.Events.Length; i++) request.ProposedMessages.Add(Message(write.Events.Span[i]));
        return request;
    }

    private static BatchAppendReq.Types.ProposedMessage Message(in EventToAppend e)
    {
        var message = new BatchAppendReq.Types.ProposedMessage
        {
            Id = Wire.Id(e.Id),
            Data = UnsafeByteOperations.UnsafeWrap(e.Data),
            CustomMetadata = UnsafeByteOperations.UnsafeWrap(e.Metadata),
        };
        Wire.AddMetadata(message.Metadata, e.Type);
        return message;
    }

    private async Task ReadAnswersAsync(AsyncDuplexStreamingCall<BatchAppendReq, BatchAppendResp> call)
    {
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(CancellationToken.None))
                if (_owed.TryRemove(Wire.Id(response.CorrelationId), out var answer))
                    Answer(response, answer);
            Fail(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the server ended the call")));
        }
        catch (RpcException e)
        {
            Fail(e);
        }
        catch (Exception e)
        {
            // Whatever it is, nobody waits for ever: an id that is none, a connection that was disposed of.
            Fail(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, e.Message, e)));
        }
    }

    private void Fail(RpcException failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        foreach (var id in _owed.Keys)
            if (_owed.TryRemove(id, out var answer))
                answer.TrySetException(Again(failure));
    }

    /// <summary>An exception of its own for each who waited: a stack that several throw at once tells nothing.</summary>
    private static RpcException Again(RpcException failure) => new(failure.Status, failure.Trailers);

    private static void Answer(BatchAppendResp response, TaskCompletionSource<WriteResult> answer)
    {
        try
        {
            answer.TrySetResult(Read(response));
        }
        catch (Exception e) when (e is RpcException or WriteTooLargeException or FormatException or InvalidProtocolBufferException)
        {
            answer.TrySetException(e);
        }
    }

    private static WriteResult Read(BatchAppendResp response)
    {
        if (response.Error is { } error) return Refused(error);
        var success = response.Success ?? throw new FormatException("an answer to an append that says nothing");
        return new WriteResult(
            success.CurrentRevisionOptionCase == BatchAppendResp.Types.Success.CurrentRevisionOptionOneofCase.CurrentRevision ? Wire.Number(success.CurrentRevision) : -1,
            success.Position is { } at ? new Position(Wire.Number(at.CommitPosition), Wire.Number(at.PreparePosition)) : Position.Start);
    }

    private static WriteResult Refused(Status error)
    {
        if (error.Details is { } details)
        {
            if (details.TryUnpack<WrongExpectedVersion>(out var wrong))
                return new WriteResult(-1, Position.Start, new StreamState(
                    wrong.CurrentStreamRevisionOptionCase == WrongExpectedVersion.CurrentStreamRevisionOptionOneofCase.CurrentStreamRevision
                        ? Wire.Number(wrong.CurrentStreamRevision)
                        : null));
            if (details.TryUnpack<MaximumAppendSizeExceeded>(out var size)) throw new WriteTooLargeException((int)Math.Min(int.MaxValue, size.MaxAppendSize));
            if (details.Is(AccessDenied.Descriptor)) throw Failure(StatusCode.PermissionDenied, error, "access-denied");
            if (details.Is(StreamDeleted.Descriptor)) throw Failure(StatusCode.FailedPrecondition, error, "stream-deleted");
            if (details.Is(InvalidTransaction.Descriptor)) throw Failure(StatusCode.InvalidArgument, error, "invalid-transaction");
            // The server gave up waiting for its own disk or quorum; the append may or may not be there, and its ids tell.
            if (details.Is(Protocol.Timeout.Descriptor)) throw Failure(StatusCode.Aborted, error, null);
            if (details.TryUnpack<BadRequest>(out var bad)) throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, bad.Message));
        }

        throw Failure((StatusCode)(int)error.Code, error, null);
    }

    private static RpcException Failure(StatusCode code, Status error, string? name)
    {
        var trailers = new Metadata();
        if (name is not null) trailers.Add("exception", name);
        return new RpcException(new Grpc.Core.Status(code, error.Message), trailers);
    }
}
