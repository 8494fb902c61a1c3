using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Protocol.Appending;
using Reports.Service.Protocol.Reading;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol;

/// <summary>Reads, subscriptions and appends.</summary>
internal sealed class StreamsService(CallAccess access, IEventLog log, LogHead head, VirtualStreams streams, AppendCalls appends, IHostApplicationLifetime lifetime)
    : Streams.StreamsBase
{
    private const string Immutable = "facts are immutable: a fact is corrected, retracted or withdrawn by an event of its own, which says why";

    public override async Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        access.Demand(context, Permission.Read);
        var read = ReadRequest.Of(request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var responses = new ReadResponses(responseStream, context, read.HasStructuredIds, stop.Token);
        var call = new ReadCall(log, head, streams, read, responses, stop.Token);
        // The server numbers its calls: that is the subscription's id.
        if (read.IsSubscription) await call.SubscribeAsync(context.GetHttpContext().TraceIdentifier);
        else await call.ReadAsync();
    }

    public override Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context) => appends.AppendAsync(requestStream, context);

    public override Task BatchAppend(IAsyncStreamReader<BatchAppendReq> requestStream, IServerStreamWriter<BatchAppendResp> responseStream, ServerCallContext context) =>
        appends.BatchAsync(requestStream, responseStream, context, lifetime.ApplicationStopping);

    public override Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context) => throw ProtocolErrors.Refused(Immutable);

    public override Task<TombstoneResp> Tombstone(TombstoneReq request, ServerCallContext context) => throw ProtocolErrors.Refused(Immutable);
}
