using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Queries;
using Code = Reports.EventStore.Protocol.Rpc.Code;
using Status = Reports.EventStore.Protocol.Rpc.Status;

namespace Reports.Service.Protocol.Appending;

/// <summary>Answers of BatchAppend: success, or an error within the call, which goes on.</summary>
internal static class BatchResponses
{
    public static BatchAppendResp.Types.Success Success(AppendResult result)
    {
        var success = new BatchAppendResp.Types.Success();
        if (result.Revision >= 0) success.CurrentRevision = (ulong)result.Revision;
        else success.NoStream = new Google.Protobuf.WellKnownTypes.Empty();
        if (result.Position > Position.Start)
            success.Position = new AllStreamPosition { CommitPosition = (ulong)result.Position.Commit, PreparePosition = (ulong)result.Position.Prepare };
        else
            success.NoPosition = new Google.Protobuf.WellKnownTypes.Empty();
        return success;
    }

    /// <summary>The error that a failure is, with the detail that clients look for.</summary>
    public static Status Error(Exception failure) => failure switch
    {
        WrongExpectedRevisionException e => Error(Code.AlreadyExists, "WrongExpectedVersion", ExpectedStates.Detail(e)),
        RefusedException e => Error(Code.InvalidArgument, e.Message, new BadRequest { Message = ProtocolErrors.Ascii(e.Message) }),
        LimitExceededException e => Error(Code.InvalidArgument, e.Message, new MaximumAppendSizeExceeded { MaxAppendSize = ProtocolLimits.AppendBytes }),
        TimeoutException e => Error(Code.DeadlineExceeded, e.Message, new Reports.EventStore.Protocol.Timeout()),
        RpcException e => Error(e),
        AccessException e => Error(Code.PermissionDenied, e.Message, new AccessDenied()),
        LogReadOnlyException e => Error(Code.PermissionDenied, e.Message, new AccessDenied()),
        LogUnavailableException e => Error(Code.Unavailable, e.Message, new Unknown()),
        _ => Error(Code.Unknown, ProtocolErrors.Of(failure).Status.Detail, new Unknown()),
    };

    private static Status Error(RpcException e) => e.Trailers.GetValue("exception") switch
    {
        "access-denied" => Error(Code.PermissionDenied, e.Status.Detail, new AccessDenied()),
        "maximum-append-size-exceeded" => Error(
            Code.InvalidArgument, e.Status.Detail,
            new MaximumAppendSizeExceeded { MaxAppendSize = uint.Parse(e.Trailers.GetValue("maximum-append-size")!, System.Globalization.CultureInfo.InvariantCulture) }),
        _ => Error(Code.InvalidArgument, e.Status.Detail, new BadRequest { Message = e.Status.Detail }),
    };

    private static Status Error(Code code, string message, IMessage detail) =>
        new() { Code = code, Message = ProtocolErrors.Ascii(message), Details = Any.Pack(detail) };
}
