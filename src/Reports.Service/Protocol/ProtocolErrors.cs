using System.Globalization;
using Grpc.Core;
using Reports.Domain.Text;
using Reports.EventStore.Log;
using Reports.Service.Access;

namespace Reports.Service.Protocol;

/// <summary>
/// What clients are told: a status, and for machines the trailer <c>exception</c> with the further ones that clients read without
/// looking whether they are there. Texts of trailers and messages are ASCII.
/// </summary>
internal static class ProtocolErrors
{
    public static RpcException AccessDenied(string why) => Error(StatusCode.PermissionDenied, "access-denied", why);

    public static RpcException NotAuthenticated(string why) => new(new Status(StatusCode.Unauthenticated, Ascii(why)));

    public static RpcException Invalid(string why) => new(new Status(StatusCode.InvalidArgument, Ascii(why)));

    /// <summary>What a ledger does not do for anybody.</summary>
    public static RpcException Refused(string why) => AccessDenied(why);

    public static RpcException Unavailable(string why) => new(new Status(StatusCode.Unavailable, Ascii(why)));

    public static RpcException TooLarge(int most, string why) => Error(
        StatusCode.InvalidArgument, "maximum-append-size-exceeded", why, ("maximum-append-size", most.ToString(CultureInfo.InvariantCulture)));

    public static RpcException MissingMetadata(string why) => Error(
        StatusCode.InvalidArgument, "missing-required-metadata-property", why, ("required-metadata-properties", "type,content-type"));

    public static RpcException WrongExpectedVersion(StreamName stream, ExpectedRevision expected, long? actual) => Error(
        StatusCode.FailedPrecondition, "wrong-expected-version",
        new WrongExpectedRevisionException(stream, expected, actual).Message,
        ("stream-name", stream.Value),
        ("expected-version", expected.Value.ToString(CultureInfo.InvariantCulture)),
        ("actual-version", (actual ?? ExpectedRevision.NoStream.Value).ToString(CultureInfo.InvariantCulture)));

    /// <summary>What a failure below says to a client.</summary>
    public static RpcException Of(Exception failure) => failure switch
    {
        RpcException known => known,
        AccessException { Problem: AccessProblem.Denied } => AccessDenied(failure.Message),
        AccessException { Problem: AccessProblem.NotAuthenticated } => NotAuthenticated(failure.Message),
        AccessException => new RpcException(new Status(StatusCode.ResourceExhausted, Ascii(failure.Message))),
        LogDamagedException or Reports.EventStore.Events.MalformedEventException or Projections.Ledger.InvalidLedgerException =>
            new RpcException(new Status(StatusCode.DataLoss, Ascii(failure.Message))),
        WrongExpectedRevisionException wrong => WrongExpectedVersion(wrong.Stream, wrong.Expected, wrong.Actual),
        LogReadOnlyException => AccessDenied(failure.Message),
        LogException => Unavailable(failure.Message),
        ObjectDisposedException => Unavailable("the server is stopping"),
        OperationCanceledException => new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled")),
        _ => new RpcException(new Status(StatusCode.Internal, "the server failed; its log has the reason")),
    };

    /// <summary>Printable ASCII: whatever else stands in a text is written as <c>\u{202E}</c>.</summary>
    public static string Ascii(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        return string.Concat(SafeText.Show(text).EnumerateRunes().Select(r =>
            r.Value is >= ' ' and <= '~' ? r.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{{{r.Value:X4}}}")));
    }

    public static RpcException Error(StatusCode code, string name, string why, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var trailers = new Metadata { { "exception", name } };
        foreach (var (key, value) in more) trailers.Add(key, Ascii(value));
        return new RpcException(new Status(code, Ascii(why)), trailers);
    }
}
