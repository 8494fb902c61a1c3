using System.Net;
using Grpc.Core;
using Reports.Service.Access;
using Reports.Service.Hosting;

namespace Reports.Service.Protocol;

/// <summary>Who makes a call of the protocol, and what that lets them do. Thread safe.</summary>
internal sealed class CallAccess(AccessControl access, ServerOptions options)
{
    private const string Known = "reports-caller";

    /// <summary>What clients call before they have credentials to send.</summary>
    private static readonly string[] Open = ["/event_store.client.server_features.", "/event_store.client.gossip."];

    /// <summary>Checks the credentials of a call, once, before it is answered.</summary>
    /// <exception cref="AccessException">Wrong credentials, or none where some are needed.</exception>
    public async ValueTask<Caller> CheckAsync(ServerCallContext call)
    {
        if (Open.Any(o => call.Method.StartsWith(o, StringComparison.Ordinal)) && call.RequestHeaders.GetValue("authorization") is null) return Caller.Nobody;
        var caller = await access.AuthenticateAsync(call.RequestHeaders.GetValue("authorization"), From(call), call.CancellationToken);
        call.UserState[Known] = caller;
        return caller;
    }

    /// <summary>The name of the caller, who may do it: the author of what comes of it.</summary>
    /// <exception cref="AccessException">The caller may not.</exception>
    public string Demand(ServerCallContext call, Permission permission)
    {
        if (options.AcceptsAnyWriter) return "anybody";
        var caller = (Caller)call.UserState[Known];
        access.Demand(caller, permission);
        return caller.Name ?? "anybody";
    }

    private static IPAddress? From(ServerCallContext call) => call.GetHttpContext().Connection.RemoteIpAddress;
}
