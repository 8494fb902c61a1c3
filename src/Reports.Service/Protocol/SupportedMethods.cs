using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.ServerFeatures;
using Reports.Service.Hosting;

namespace Reports.Service.Protocol;

/// <summary>Which methods of the protocol this server answers; clients ask before they use one that not every server has.</summary>
internal sealed class SupportedMethodsService(ServerOptions options) : ServerFeatures.ServerFeaturesBase
{
    /// <summary>The server whose behaviour is kept to. Clients parse it as three numbers.</summary>
    private const string Version = "23.10.0";

    private const string Streams = "event_store.client.streams.streams";

    private const string Groups = "event_store.client.persistent_subscriptions.persistentsubscriptions";

    private const string Sessions = "kurrentdb.protocol.v2.streams.streamsservice";

    private readonly SupportedMethods _supported = Make(options);

    public override Task<SupportedMethods> GetSupportedMethods(Empty request, ServerCallContext context) => Task.FromResult(_supported);

    private static SupportedMethods Make(ServerOptions options)
    {
        var supported = new SupportedMethods { EventStoreServerVersion = Version };
        Add(supported, Streams, "read", "position", "events");
        Add(supported, Streams, "append");
        Add(supported, Streams, "batchappend", "deadline_duration");
        // "ledger" tells this project's own clients that every append is checked as facts, and that none need be made in parts.
        if (!options.AcceptsAnyWriter) Add(supported, Sessions, "appendsession", "ledger");
        foreach (var method in (string[])["create", "update", "delete", "read", "getinfo", "replayparked", "list", "restartsubsystem"])
            Add(supported, Groups, method, "stream", "all");
        Add(supported, "event_store.client.gossip.gossip", "read");
        Add(supported, "event_store.client.server_features.serverfeatures", "getsupportedmethods");
        return supported;
    }

    private static void Add(SupportedMethods supported, string service, string method, params string[] features) =>
        supported.Methods.Add(new SupportedMethod { ServiceName = service, MethodName = method, Features = { features } });
}
