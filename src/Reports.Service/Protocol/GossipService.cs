using Grpc.Core;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Gossip;

namespace Reports.Service.Protocol;

/// <summary>The members of the cluster: this server, which leads.</summary>
internal sealed class GossipService(ServerAddress address, TimeProvider time) : Gossip.GossipBase
{
    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context) => Task.FromResult(new ClusterInfo
    {
        Members =
        {
            new MemberInfo
            {
                InstanceId = ProtocolIds.Of(EventIds.Of(new StreamName("server"), address.Value.Authority, []), isStructured: false),
                TimeStamp = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks,
                State = MemberInfo.Types.VNodeState.Leader,
                IsAlive = true,
                HttpEndPoint = new EndPoint { Address = address.Value.DnsSafeHost, Port = (uint)address.Value.Port },
            },
        },
    });
}
