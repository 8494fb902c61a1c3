using Google.Protobuf;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>Appends by a call of their own, for servers without the other way. Thread safe.</summary>
internal sealed class SingleAppends(NodeChannel channel, TimeSpan deadline)
{
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="WriteTooLargeException">The server takes less in one append.</exception>
    public async Task<WriteResult> WriteAsync(Write write, CancellationToken cancellation)
    {
        try
        {
            using var call = channel.Streams.Append(channel.Call(deadline, cancellation));
            try
            {
                await call.RequestStream.WriteAsync(new AppendReq { Options = Options(write) }, cancellation);
                for (var i = 0; i < write.Events.Length; i++)
                    await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = Message(write.Events.Span[i]) }, cancellation);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                // The server answered before it had everything; the answer says why.
            }

            return Read(await call);
        }
        catch (RpcException e) when (ProtocolFailures.LargestAppend(e) is { } most)
        {
            throw new WriteTooLargeException(most);
        }
    }

    private static AppendReq.Types.Options Options(Write write)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = write.Identifier };
        if (write.Expected.IsAny) options.Any = Write.Nothing;
        else if (write.Expected.IsNoStream) options.NoStream = Write.Nothing;
        else if (write.Expected.IsStreamExists) options.StreamExists = Write.Nothing;
        else options.Revision = (ulong)write.Expected.Value;
        return options;
    }

    private static AppendReq.Types.ProposedMessage Message(in EventToAppend e)
    {
        var message = new AppendReq.Types.ProposedMessage
        {
            Id = Wire.Id(e.Id),
            Data = UnsafeByteOperations.UnsafeWrap(e.Data),
            CustomMetadata = UnsafeByteOperations.UnsafeWrap(e.Metadata),
        };
        Wire.AddMetadata(message.Metadata, e.Type);
        return message;
    }

    private static WriteResult Read(AppendResp response)
    {
        if (response.ResultCase == AppendResp.ResultOneofCase.WrongExpectedVersion)
        {
            var wrong = response.WrongExpectedVersion;
            return new WriteResult(-1, Position.Start, new StreamState(
                wrong.CurrentRevisionOptionCase == AppendResp.Types.WrongExpectedVersion.CurrentRevisionOptionOneofCase.CurrentRevision
                    ? Wire.Number(wrong.CurrentRevision)
                    : null));
        }

        var success = response.Success ?? throw new FormatException("an answer to an append that says nothing");
        return new WriteResult(
            success.CurrentRevisionOptionCase == AppendResp.Types.Success.CurrentRevisionOptionOneofCase.CurrentRevision ? Wire.Number(success.CurrentRevision) : -1,
            success.Position is { } at ? new Position(Wire.Number(at.CommitPosition), Wire.Number(at.PreparePosition)) : Position.Start);
    }
}
