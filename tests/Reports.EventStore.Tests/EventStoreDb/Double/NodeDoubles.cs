using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Gossip;
using Reports.EventStore.Protocol.ServerFeatures;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

internal sealed class FeaturesDouble(Behaviour behaviour) : ServerFeatures.ServerFeaturesBase
{
    public override Task<SupportedMethods> GetSupportedMethods(Empty request, ServerCallContext context)
    {
        const string Service = "event_store.client.streams.streams";
        var methods = new SupportedMethods { EventStoreServerVersion = "23.10.8" };
        methods.Methods.Add(new SupportedMethod { ServiceName = Service, MethodName = "read", Features = { "position", "events" } });
        if (behaviour.HasBatchAppend)
            methods.Methods.Add(new SupportedMethod { ServiceName = Service, MethodName = "batchappend", Features = { "deadline_duration" } });
        return Task.FromResult(methods);
    }
}

internal sealed class GossipDouble(List<MemberInfo> members) : Gossip.GossipBase
{
    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context)
    {
        lock (members) return Task.FromResult(new ClusterInfo { Members = { members } });
    }
}
