using Grpc.Core;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Projections;

/// <summary>What a refusal of the projections means, where it is another than that of a stream.</summary>
internal static class ProjectionFailures
{
    public static string Administrator(string server) =>
        $"{server}: projections need an administrator, a user of the group $admins: they run with the rights of who made them, and read the whole log";

    /// <exception cref="LogException">What the failure means, unless it has nothing to do with projections.</exception>
    public static void Check(RpcException failure, string server, string name)
    {
        if (Tell(failure, server, name) is { } told) throw told;
    }

    private static LogException? Tell(RpcException failure, string server, string name) => failure.StatusCode switch
    {
        StatusCode.Unimplemented => new LogUnavailableException($"{server} runs no projections: set RunProjections: All and restart its nodes", failure),
        StatusCode.DeadlineExceeded => new LogUnavailableException(
            $"{server}: the projections did not answer in time (defaultDeadline); the leader alone runs them, and not yet while it starts", failure),
        StatusCode.PermissionDenied => new LogUnavailableException(Administrator(server), failure),
        StatusCode.AlreadyExists => Made(failure, server, name),
        StatusCode.FailedPrecondition => Refused(failure, server, name),
        // Before version 25 a server names its own answer instead of having a status for it.
        StatusCode.Unknown when Says(failure, "NotAuthorized") => new LogUnavailableException(Administrator(server), failure),
        StatusCode.Unknown when Says(failure, "Conflict") => Made(failure, server, name),
        StatusCode.Unknown when Says(failure, "OperationFailed") => Refused(failure, server, name),
        _ => null,
    };

    /// <summary>
    /// True for an answer that says nothing of the projection: it is not there, or, before version 24, has not yet reported anything,
    /// for which such a server fails.
    /// </summary>
    public static bool IsUntold(RpcException failure) =>
        failure.StatusCode == StatusCode.NotFound && failure.Trailers.GetValue("exception") is null
        || (failure.StatusCode == StatusCode.Unknown && (Says(failure, "NotFound") || failure.Status.Detail.StartsWith("Exception was thrown by handler", StringComparison.Ordinal)));

    private static bool Says(RpcException failure, string answer) => failure.Status.Detail.Contains($"received {answer} instead", StringComparison.Ordinal);

    private static LogRefusedException Made(RpcException failure, string server, string name) =>
        new($"{server}: somebody else made the projection {name} meanwhile; look again", failure);

    private static LogRefusedException Refused(RpcException failure, string server, string name) =>
        new($"{server} refuses the projection {name}: {Domain.Text.SafeText.Show(failure.Status.Detail)}", failure);
}
