namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>Which node of a cluster is asked first. Another one is taken where there is none of the kind.</summary>
public enum NodePreference
{
    Leader,
    Follower,
    Random,
    ReadOnlyReplica,
}
