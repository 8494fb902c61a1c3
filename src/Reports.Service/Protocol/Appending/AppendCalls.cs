using System.Text;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Appending;
using Reports.Service.Queries;

namespace Reports.Service.Protocol.Appending;

/// <summary>Appends as clients make them: one by a call, or many on one call that lives as long as its client. Thread safe.</summary>
internal sealed class AppendCalls(IAppender appender, CallAccess access, TimeProvider time)
{
    public async Task<AppendResp> AppendAsync(IAsyncStreamReader<AppendReq> requests, ServerCallContext call)
    {
        var author = access.Demand(call, Permission.Append);
        ProposedBatch? batch = null;
        while (await requests.MoveNext(call.CancellationToken))
        {
            var request = requests.Current;
            switch (request.ContentCase)
            {
                case AppendReq.ContentOneofCase.Options when batch is null:
                    batch = new ProposedBatch(NameOf(request.Options.StreamIdentifier), ExpectedStates.Of(request.Options), DeadlineOf(call));
                    break;
                case AppendReq.ContentOneofCase.ProposedMessage when batch is not null:
                    var e = request.ProposedMessage;
                    batch.Add(e.Id, e.Metadata, e.CustomMetadata, e.Data);
                    break;
                default:
                    throw ProtocolErrors.Invalid("an append is its options, once, and then its events");
            }
        }

        if (batch is null) throw ProtocolErrors.Invalid("an append is its options, once, and then its events");
        try
        {
            return Success(await ToldAsync(() => appender.AppendAsync(batch.Of(author), call.CancellationToken)));
        }
        catch (WrongExpectedRevisionException wrong)
        {
            return ExpectedStates.Wrong(wrong);
        }
    }

    /// <summary>Appends, and tells what is refused as the protocol tells it; a wrong expected revision has more than one way.</summary>
    public static async Task<T> ToldAsync<T>(Func<Task<T>> append)
    {
        try
        {
            return await append();
        }
        catch (RefusedException refused)
        {
            throw ProtocolErrors.Invalid(refused.Message);
        }
        catch (LimitExceededException large)
        {
            throw ProtocolErrors.TooLarge(ProtocolLimits.AppendBytes, large.Message);
        }
        catch (TimeoutException late)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, late.Message));
        }
    }

    /// <param name="requests">What the client sends.</param>
    /// <param name="responses">What it is answered.</param>
    /// <param name="call">The call.</param>
    /// <param name="stopping">The server stops: what was sent is finished, and no more is read.</param>
    public async Task BatchAsync(
        IAsyncStreamReader<BatchAppendReq> requests, IServerStreamWriter<BatchAppendResp> responses, ServerCallContext call, CancellationToken stopping)
    {
        using var batch = new BatchCall(appender, access, time, requests, responses, call);
        await batch.RunAsync(stopping);
    }

    /// <exception cref="RpcException">No name.</exception>
    public static string NameOf(StreamIdentifier? stream)
    {
        if (stream is null || stream.StreamName.IsEmpty) throw ProtocolErrors.Invalid("stream_identifier is missing");
        return Encoding.UTF8.GetString(stream.StreamName.Span);
    }

    public static DateTimeOffset DeadlineOf(ServerCallContext call) =>
        call.Deadline == DateTime.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(call.Deadline, TimeSpan.Zero);

    private static AppendResp Success(AppendResult result)
    {
        var success = new AppendResp.Types.Success();
        if (result.Revision >= 0) success.CurrentRevision = (ulong)result.Revision;
        else success.NoStream = new Empty();
        if (result.Position > Position.Start)
            success.Position = new AppendResp.Types.Position { CommitPosition = (ulong)result.Position.Commit, PreparePosition = (ulong)result.Position.Prepare };
        else
            success.NoPosition = new Empty();
        return new AppendResp { Success = success };
    }
}
