using Reports.EventStore.Protocol.Gossip;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>Which of the members that a node told of are worth a call, the best first.</summary>
internal static class NodeSelection
{
    /// <param name="members">As gossip tells them.</param>
    /// <param name="preference">What is asked for first.</param>
    /// <param name="shuffle">Puts members that are equally good in an order by chance.</param>
    public static IReadOnlyList<NodeAddress> Order(
        IEnumerable<MemberInfo> members, NodePreference preference, Func<IEnumerable<MemberInfo>, MemberInfo[]> shuffle) =>
        [.. shuffle(members.Where(m => m.IsAlive && m.HttpEndPoint is { Address.Length: > 0, Port: > 0 and <= 65535 } && Rank(m.State, preference) < int.MaxValue))
            .OrderBy(m => Rank(m.State, preference))
            .Select(m => new NodeAddress(m.HttpEndPoint.Address, (int)m.HttpEndPoint.Port))];

    /// <summary>Nodes that start, catch up or stop answer nothing of use.</summary>
    private static int Rank(MemberInfo.Types.VNodeState state, NodePreference preference)
    {
        var isReplica = state is MemberInfo.Types.VNodeState.ReadOnlyReplica or MemberInfo.Types.VNodeState.ReadOnlyLeaderless;
        var rank = state switch
        {
            MemberInfo.Types.VNodeState.Leader => 1,
            MemberInfo.Types.VNodeState.Follower => 2,
            MemberInfo.Types.VNodeState.ReadOnlyReplica => 3,
            MemberInfo.Types.VNodeState.ReadOnlyLeaderless => 4,
            _ => int.MaxValue,
        };
        if (rank == int.MaxValue) return rank;
        return preference switch
        {
            NodePreference.Random => 0,
            NodePreference.Follower when state == MemberInfo.Types.VNodeState.Follower => 0,
            NodePreference.ReadOnlyReplica when isReplica => rank - 3,
            _ => rank,
        };
    }
}
