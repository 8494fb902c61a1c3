namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>Which consumer of a group an event goes to. The names are the protocol's.</summary>
internal enum ConsumerStrategy
{
    /// <summary>The consumer that joined first, as long as it has room; then the next.</summary>
    DispatchToSingle,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>Events of one stream to one consumer, as long as the consumers stay the same.</summary>
    Pinned,

    /// <summary>Events of one command (<c>$correlationId</c>) to one consumer; those that name none go by their stream.</summary>
    PinnedByCorrelation,
}
