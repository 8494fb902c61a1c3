using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Protocol.Gossip;
using static Reports.EventStore.Protocol.Gossip.MemberInfo.Types;

namespace Reports.EventStore.Tests.EventStoreDb;

public sealed class NodeSelectionTests
{
    private static readonly MemberInfo[] Members =
    [
        Member("follower", VNodeState.Follower), Member("replica", VNodeState.ReadOnlyReplica), Member("lone", VNodeState.ReadOnlyLeaderless),
        Member("leader", VNodeState.Leader), Member("starting", VNodeState.CatchingUp), Member("stopping", VNodeState.ShuttingDown),
        Member("manager", VNodeState.Manager), Member("dead", VNodeState.Leader, isAlive: false), Member("", VNodeState.Leader),
    ];

    [Theory]
    [InlineData(NodePreference.Leader, "leader follower replica lone")]
    [InlineData(NodePreference.Follower, "follower leader replica lone")]
    [InlineData(NodePreference.ReadOnlyReplica, "replica lone leader follower")]
    [InlineData(NodePreference.Random, "follower replica lone leader")]
    public void The_preferred_come_first_and_those_that_serve_nothing_not_at_all(NodePreference preference, string expected) =>
        Assert.Equal(expected, string.Join(' ', NodeSelection.Order(Members, preference, m => [.. m]).Select(a => a.Host)));

    [Fact]
    public void Equals_are_taken_in_an_order_by_chance()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeProvider.System, 7);
        MemberInfo[] followers = [.. Enumerable.Range(0, 5).Select(i => Member($"f{i}", VNodeState.Follower))];
        var first = Enumerable.Range(0, 50).Select(_ => NodeSelection.Order(followers, NodePreference.Follower, backoff.Shuffle)[0].Host).Distinct();
        Assert.Equal(5, first.Count());
    }

    [Fact]
    public void Waits_double_up_to_ten_times_and_half_of_each_is_chance()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeProvider.System, 3);
        int[] whole = [100, 200, 400, 800, 1000, 1000, 1000];
        for (var round = 0; round < 50; round++)
            for (var attempt = 0; attempt < whole.Length; attempt++)
                Assert.InRange(backoff.Next(attempt).TotalMilliseconds, whole[attempt] / 2, whole[attempt]);
        Assert.NotEqual(backoff.Next(5), backoff.Next(5));
    }

    private static MemberInfo Member(string host, VNodeState state, bool isAlive = true) =>
        new() { State = state, IsAlive = isAlive, HttpEndPoint = new EndPoint { Address = host, Port = 2113 } };
}
