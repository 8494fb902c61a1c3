namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>An event that a group has taken from its source and that is not done yet.</summary>
internal sealed class PendingEvent(GroupEvent source, long sequence, long before, long? replayed)
{
    public GroupEvent Event { get; } = source;

    /// <summary>How many events the group took before this one. Replayed events have the numbers below zero: they hold no checkpoint back.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The place up to which everything is done when this is the first event that is not.</summary>
    public long Before { get; } = before;

    /// <summary>The number under which it is parked, for an event that is replayed.</summary>
    public long? Replayed { get; } = replayed;

    public int RetryCount { get; set; }

    /// <summary>The consumer that it was sent to; null while it waits.</summary>
    public GroupConsumer? At { get; set; }

    /// <summary>When it is taken back from the consumer.</summary>
    public TimeSpan Deadline { get; set; }

    public TimeSpan DeliveredAt { get; set; }

    /// <summary>Its place among the events that are with consumers, or in the buffer.</summary>
    public LinkedListNode<PendingEvent>? Node { get; set; }

    /// <summary>Who it is pinned to, and for which set of consumers that was found out.</summary>
    public (int Membership, GroupConsumer? Consumer) Pin { get; set; } = (-1, null);
}

/// <summary>One consumer of a group.</summary>
internal sealed class GroupConsumer(int id, int bufferSize)
{
    public int Id { get; } = id;

    /// <summary>Events that it may hold at once.</summary>
    public int BufferSize { get; } = bufferSize;

    /// <summary>Events that it holds.</summary>
    public int InFlight { get; set; }

    /// <summary>Events that it was sent, ever.</summary>
    public long Delivered { get; set; }

    public bool HasRoom => InFlight < BufferSize;

    /// <summary>How long it took over its last events; null where that is not measured.</summary>
    public Latencies? Latencies { get; init; }
}
