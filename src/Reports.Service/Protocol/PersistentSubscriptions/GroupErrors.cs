using Grpc.Core;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>What clients are told of groups, with the trailers that they read.</summary>
internal static class GroupErrors
{
    public static RpcException DoesNotExist(string source, string group) => Error(
        StatusCode.NotFound, "persistent-subscription-does-not-exist", $"there is no group '{group}' of {source}", source, group);

    public static RpcException Exists(string source, string group) => Error(
        StatusCode.AlreadyExists, "persistent-subscription-exists", $"there is a group '{group}' of {source} already", source, group);

    public static RpcException Failed(string source, string group, string reason) => Error(
        StatusCode.Internal, "persistent-subscription-failed", reason, source, group, ("reason", reason));

    public static RpcException MaximumSubscribersReached(string source, string group) => Error(
        StatusCode.FailedPrecondition, "maximum-subscribers-reached", $"the group '{group}' of {source} takes no more subscribers", source, group);

    public static RpcException Dropped(string source, string group, string why) => Error(
        StatusCode.Cancelled, "persistent-subscription-dropped", why, source, group);

    private static RpcException Error(StatusCode code, string name, string why, string source, string group, params ReadOnlySpan<(string, string)> more) =>
        ProtocolErrors.Error(code, name, why, [("stream-name", source), ("group-name", group), .. more]);
}
