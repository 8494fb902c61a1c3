using Grpc.Core;
using Reports.Service.Hosting;

namespace Reports.Service.Protocol.Access;

/// <summary>Who makes a call, and what that lets them do. Thread safe.</summary>
internal sealed class CallAccess(ServerOptions options, WriterKeys? keys)
{
    private const string Caller = "reports-caller";

    /// <summary>What clients call before they have credentials to send.</summary>
    private static readonly string[] Open = ["/event_store.client.server_features.", "/event_store.client.gossip."];

    /// <summary>Checks the credentials of a call, once, before it is answered.</summary>
    /// <exception cref="RpcException">Wrong credentials, or none where some are needed.</exception>
    public async ValueTask CheckAsync(ServerCallContext call)
    {
        var header = call.RequestHeaders.GetValue("authorization");
        if (header is null)
        {
            if (options.ReadsNeedCredentials && !Open.Any(o => call.Method.StartsWith(o, StringComparison.Ordinal)))
                throw ProtocolErrors.NotAuthenticated("credentials are needed from beyond the server's machine");
            return;
        }

        // Clients send the credentials of their connection string with reads too, which nothing here has to check.
        if (keys is null && !options.ReadsNeedCredentials) return;
        if (keys is null || !BasicCredentials.TryParse(header, out var credentials) || !await keys.VerifyAsync(credentials.Name, credentials.Key, call.CancellationToken))
            throw ProtocolErrors.NotAuthenticated("the name or the key is wrong");
        call.UserState[Caller] = credentials.Name;
    }

    /// <summary>The name of a caller who may write.</summary>
    /// <exception cref="RpcException">The server only reads, or the caller showed no credentials.</exception>
    public string Writer(ServerCallContext call)
    {
        if (options.AcceptsAnyWriter) return "anybody";
        if (keys is null) throw ProtocolErrors.AccessDenied("this server is for reading: it was started without --writer-key-file");
        return call.UserState.TryGetValue(Caller, out var name)
            ? (string)name
            : throw ProtocolErrors.AccessDenied("writing needs a writer's credentials; note that clients do not send them without TLS");
    }
}
