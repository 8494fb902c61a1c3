using System.Globalization;
using System.Security.Authentication;
using Grpc.Core;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>
/// What a server's refusal means to a caller of the log. The trailer <c>exception</c> says it; the status only where there is none.
/// </summary>
internal static class ProtocolFailures
{
    private const int LongestDetail = 500;

    /// <summary>True when another try, perhaps at another node, may succeed. Appends are told apart by their ids, so that they may be repeated.</summary>
    public static bool IsPassing(RpcException failure) => NameOf(failure) switch
    {
        "not-leader" => true,
        null when IsRefusedTls(failure) => false,
        null => failure.StatusCode switch
        {
            StatusCode.Unavailable => true,
            // The server ended the call: it stops, or lost the leader. What the caller cancelled is thrown as that.
            StatusCode.Cancelled or StatusCode.Aborted => true,
            StatusCode.Internal or StatusCode.Unknown => IsConnection(failure),
            _ => false,
        },
        _ => false,
    };

    /// <summary>The leader that a node named when it refused to stand in for it.</summary>
    public static NodeAddress? LeaderOf(RpcException failure) =>
        NameOf(failure) == "not-leader"
        && Trailer(failure, "leader-endpoint-host") is { Length: > 0 } host
        && int.TryParse(Trailer(failure, "leader-endpoint-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= 65535
            ? new NodeAddress(host, port)
            : null;

    /// <summary>The largest append that the server takes, when it refused one for its size.</summary>
    public static int? LargestAppend(RpcException failure) =>
        NameOf(failure) == "maximum-append-size-exceeded"
        && int.TryParse(Trailer(failure, "maximum-append-size"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    public static bool IsTombstone(RpcException failure) => NameOf(failure) == "stream-deleted";

    /// <param name="failure">What the call ended with.</param>
    /// <param name="server">What the log is called.</param>
    /// <param name="append">The append that it answers; null for a read.</param>
    public static Exception Tell(RpcException failure, string server, (StreamName Stream, ExpectedRevision Expected)? append = null)
    {
        var detail = failure.Status.Detail is { Length: > LongestDetail } longer ? longer[..LongestDetail] : failure.Status.Detail;
        detail = Domain.Text.SafeText.Show(detail);
        return NameOf(failure) switch
        {
            "access-denied" => new LogUnavailableException($"{server} refuses access: {AccessHint}", failure),
            "wrong-expected-version" when append is { } a => new WrongExpectedRevisionException(a.Stream, a.Expected, Revision(Trailer(failure, "actual-version"))),
            "maximum-append-size-exceeded" => new LimitExceededException($"{server} takes at most {Trailer(failure, "maximum-append-size")} bytes in one append"),
            "stream-deleted" => new LogUnavailableException($"{server}: the stream '{Name(failure, append)}' was deleted for ever there, which no ledger does", failure),
            "stream-not-found" => new LogUnavailableException($"{server}: the stream '{Name(failure, append)}' is not there", failure),
            "missing-required-metadata-property" => new LogUnavailableException(
                $"{server} asks for the metadata {Trailer(failure, "required-metadata-properties")}, which every event had: it speaks another protocol", failure),
            "invalid-transaction" => new LogUnavailableException($"{server} refused the transaction", failure),
            "not-leader" => new LogUnavailableException($"{server}: no leader was found", failure),
            "user-not-found" => new LogUnavailableException($"{server} does not know the user", failure),
            { } other => new LogUnavailableException($"{server} refused: {Domain.Text.SafeText.Show(other)} ({detail})", failure),
            null when IsRefusedTls(failure) => new LogUnavailableException(
                $"{server}: TLS failed ({Cause(failure)}); tlsCAFile names the authority that signed the server's certificate, tls=false is for a server without TLS", failure),
            null => failure.StatusCode switch
            {
                StatusCode.Unauthenticated => new LogUnavailableException($"{server} does not accept the user or the password: {AccessHint}", failure),
                StatusCode.PermissionDenied => new LogUnavailableException($"{server} refuses access: {AccessHint}", failure),
                StatusCode.DeadlineExceeded => new LogUnavailableException($"{server} did not answer in time (defaultDeadline): what was asked may still be done", failure),
                StatusCode.InvalidArgument when append is not null => new LogRefusedException($"{server} refuses the append: {detail}", failure),
                StatusCode.Unimplemented => new LogUnavailableException($"{server} does not speak the protocol of EventStoreDB ({detail})", failure),
                StatusCode.Unavailable or StatusCode.Internal when IsConnection(failure) => new LogUnavailableException($"{server} cannot be reached ({Cause(failure)})", failure),
                StatusCode.Unavailable => new LogUnavailableException($"{server} is not ready ({detail})", failure),
                StatusCode.ResourceExhausted => new LogUnavailableException($"{server} has no room for it ({detail})", failure),
                _ => new LogUnavailableException($"{server} failed: {failure.StatusCode} ({detail})", failure),
            },
        };
    }

    private const string AccessHint = "give user:password@ in the connection string; without TLS they are sent to this machine only";

    private static string? NameOf(RpcException failure) => Trailer(failure, "exception");

    private static string? Trailer(RpcException failure, string key) => failure.Trailers.GetValue(key);

    private static string Name(RpcException failure, (StreamName Stream, ExpectedRevision Expected)? append) =>
        Domain.Text.SafeText.Show(Trailer(failure, "stream-name") ?? append?.Stream.Value ?? "");

    private static long? Revision(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    private static bool IsRefusedTls(RpcException failure) => Chain(failure).Any(e => e is AuthenticationException);

    private static bool IsConnection(RpcException failure) => Chain(failure).Any(e => e is HttpRequestException or IOException or System.Net.Sockets.SocketException);

    private static string Cause(RpcException failure) => Domain.Text.SafeText.Show(Chain(failure).Last().Message);

    private static IEnumerable<Exception> Chain(RpcException failure)
    {
        for (Exception? e = failure.Status.DebugException ?? failure; e is not null; e = e.InnerException) yield return e;
    }
}
