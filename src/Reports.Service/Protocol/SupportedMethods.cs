using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.ServerFeatures;

namespace Reports.Service.Protocol;

/// <summary>Which methods of the protocol this server answers; clients ask before they use one that not every server has.</summary>
internal sealed class SupportedMethodsService : ServerFeatures.ServerFeaturesBase
{
    /// <summary>The server whose behaviour is kept to. Clients parse it as three numbers.</summary>
    private const string Version = "23.10.0";

    private const string Streams = "event_store.client.streams.streams";

    private static readonly SupportedMethods Supported = Make();

    public override Task<SupportedMethods> GetSupportedMethods(Empty request, ServerCallContext context) => Task.FromResult(Supported);

    private static SupportedMethods Make()
    {
        var supported = new SupportedMethods { EventStoreServerVersion = Version };
        Add(supported, Streams, "read", "position", "events");
        Add(supported, Streams, "append");
        Add(supported, Streams, "batchappend", "deadline_duration");
        Add(supported, "event_store.client.gossip.gossip", "read");
        Add(supported, "event_store.client.server_features.serverfeatures", "getsupportedmethods");
        return supported;
    }

    private static void Add(SupportedMethods supported, string service, string method, params string[] features) =>
        supported.Methods.Add(new SupportedMethod { ServiceName = service, MethodName = method, Features = { features } });
}
