using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Rpc;
using Reports.EventStore.Protocol.Streams;
using Status = Reports.EventStore.Protocol.Rpc.Status;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>Appends of the double; what it reads is in another part.</summary>
internal sealed partial class StreamsDouble(StoreDouble store, Behaviour behaviour) : Streams.StreamsBase
{
    private static readonly Protocol.Empty Nothing = new();
    private static readonly Google.Protobuf.WellKnownTypes.Empty None = new();

    public override async Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context)
    {
        AppendReq.Types.Options? options = null;
        var events = new List<Proposed>();
        await foreach (var request in requestStream.ReadAllAsync())
            if (request.ContentCase == AppendReq.ContentOneofCase.Options) options = request.Options;
            else events.Add(Proposal(request.ProposedMessage.Id, request.ProposedMessage.Metadata, request.ProposedMessage.Data, request.ProposedMessage.CustomMetadata));
        var expected = options!.ExpectedStreamRevisionCase switch
        {
            AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Any => ExpectedRevision.Any,
            AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream => ExpectedRevision.NoStream,
            AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists => ExpectedRevision.StreamExists,
            AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision => ExpectedRevision.Exactly((long)options.Revision),
            _ => throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "no expected revision")),
        };
        var stream = options.StreamIdentifier.StreamName.ToStringUtf8();
        if (Size(events) > behaviour.MaxAppendBytes)
            throw ServerDouble.Refusal(
                StatusCode.InvalidArgument, "too large", ("exception", "maximum-append-size-exceeded"),
                ("maximum-append-size", behaviour.MaxAppendBytes.ToString(CultureInfo.InvariantCulture)));
        var answer = await WriteAsync(stream, expected, events, context) ?? throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "cut"));
        if (answer.IsTaken)
            return new AppendResp
            {
                Success = answer.Last is { } last
                    ? new AppendResp.Types.Success
                    {
                        CurrentRevision = (ulong)last.Revision,
                        Position = new AppendResp.Types.Position { CommitPosition = last.Position, PreparePosition = last.Position },
                    }
                    : new AppendResp.Types.Success { NoStream = Nothing, NoPosition = Nothing },
            };
        var wrong = new AppendResp.Types.WrongExpectedVersion();
        if (answer.Last is { } at) (wrong.CurrentRevision2060, wrong.CurrentRevision) = ((ulong)at.Revision, (ulong)at.Revision);
        else (wrong.NoStream2060, wrong.CurrentNoStream) = (Nothing, Nothing);
        if (expected.IsNoStream) wrong.ExpectedNoStream = Nothing;
        else if (expected.IsStreamExists) wrong.ExpectedStreamExists = Nothing;
        else wrong.ExpectedRevision = (ulong)expected.Value;
        return new AppendResp { WrongExpectedVersion = wrong };
    }

    public override async Task BatchAppend(
        IAsyncStreamReader<BatchAppendReq> requestStream, IServerStreamWriter<BatchAppendResp> responseStream, ServerCallContext context)
    {
        if (!behaviour.HasBatchAppend) throw new RpcException(new Grpc.Core.Status(StatusCode.Unimplemented, "no"));
        var parts = new Dictionary<Guid, (BatchAppendReq.Types.Options Options, List<Proposed> Events)>();
        var answers = Task.CompletedTask;
        await foreach (var request in requestStream.ReadAllAsync())
        {
            var id = Wire.Id(request.CorrelationId);
            if (request.Options is not null) parts[id] = (request.Options, []);
            parts[id].Events.AddRange(request.ProposedMessages.Select(m => Proposal(m.Id, m.Metadata, m.Data, m.CustomMetadata)));
            if (!request.IsFinal) continue;
            parts.Remove(id, out var append);
            var before = answers;
            answers = Task.Run(async () =>
            {
                await before;
                try
                {
                    if (await AnswerAsync(request.CorrelationId, append.Options, append.Events, context) is { } response) await responseStream.WriteAsync(response);
                }
                catch
                {
                    // Whatever fails, the client is not left waiting.
                    Behaviour.Cut(context);
                    throw;
                }
            });
        }

        // As the real one does: whoever closes its side does not get the answers that are pending.
        if (!answers.IsCompleted) throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the client closed its side"));
        await answers;
    }

    private async Task<BatchAppendResp?> AnswerAsync(UUID id, BatchAppendReq.Types.Options options, List<Proposed> events, ServerCallContext context)
    {
        var expected = options.ExpectedStreamPositionCase switch
        {
            BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.Any => ExpectedRevision.Any,
            BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.NoStream => ExpectedRevision.NoStream,
            BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.StreamExists => ExpectedRevision.StreamExists,
            _ => ExpectedRevision.Exactly((long)options.StreamPosition),
        };
        var response = new BatchAppendResp { CorrelationId = id, StreamIdentifier = options.StreamIdentifier };
        if (behaviour.Refusal is { } refusal)
        {
            response.Error = Error(Code.InvalidArgument, new BadRequest { Message = refusal });
            return response;
        }

        if (Size(events) > behaviour.MaxAppendBytes)
        {
            response.Error = Error(Code.InvalidArgument, new MaximumAppendSizeExceeded { MaxAppendSize = (uint)behaviour.MaxAppendBytes });
            return response;
        }

        if (await WriteAsync(options.StreamIdentifier.StreamName.ToStringUtf8(), expected, events, context) is not { } answer) return null;
        if (!answer.IsTaken)
        {
            var wrong = new WrongExpectedVersion();
            if (answer.Last is { } at) wrong.CurrentStreamRevision = (ulong)at.Revision;
            else wrong.CurrentNoStream = None;
            response.Error = Error(Code.AlreadyExists, wrong);
        }
        else
        {
            response.Success = new BatchAppendResp.Types.Success();
            if (answer.Last is { } last)
            {
                response.Success.CurrentRevision = (ulong)last.Revision;
                response.Success.Position = new AllStreamPosition { CommitPosition = last.Position, PreparePosition = last.Position };
            }
            else
            {
                (response.Success.NoStream, response.Success.NoPosition) = (None, None);
            }
        }

        return response;
    }

    /// <summary>Null when the connection was lost before or after the write.</summary>
    private async Task<Answer?> WriteAsync(string stream, ExpectedRevision expected, List<Proposed> events, ServerCallContext context)
    {
        behaviour.BeforeAppend?.Invoke(stream);
        if (behaviour.Gate is { } gate) await gate.WaitAsync(context.CancellationToken);
        if (behaviour.TakeRequestLoss())
        {
            Behaviour.Cut(context);
            return null;
        }

        var answer = store.Append(stream, expected, events);
        if (!behaviour.TakeAnswerLoss()) return answer;
        Behaviour.Cut(context);
        return null;
    }

    private static Status Error(Code code, IMessage details) => new() { Code = code, Message = details.Descriptor.Name, Details = Any.Pack(details) };

    private static long Size(List<Proposed> events) => events.Sum(e => (long)e.Data.Length + e.Metadata.Length);

    private static Proposed Proposal(UUID id, Google.Protobuf.Collections.MapField<string, string> metadata, ByteString data, ByteString custom)
    {
        if (!metadata.TryGetValue("type", out var type) || !metadata.ContainsKey("content-type"))
            throw ServerDouble.Refusal(
                StatusCode.InvalidArgument, "metadata", ("exception", "missing-required-metadata-property"), ("required-metadata-properties", "type,content-type"));
        return new Proposed(Wire.Id(id), type, data, custom);
    }
}
