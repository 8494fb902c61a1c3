namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>An event of a group's source.</summary>
/// <param name="Place">Where it stands in the source: a revision of a stream, or a position of the log. Strictly ascending.</param>
/// <param name="Id">What consumers name it by: the id of the link that the source holds, or of the event itself.</param>
/// <param name="PinnedBy">Events with the same text go to the same consumer, where the strategy pins.</param>
/// <param name="Bytes">What it takes of memory.</param>
internal record GroupEvent(long Place, Guid Id, string PinnedBy, int Bytes = 0);

/// <summary>What a consumer says about an event that it did not take. The values are the protocol's.</summary>
internal enum NackAction
{
    Unknown = 0,

    /// <summary>Set it aside, for somebody to look at.</summary>
    Park = 1,

    /// <summary>Deliver it again.</summary>
    Retry = 2,

    /// <summary>It is done.</summary>
    Skip = 3,

    /// <summary>End this consumer's subscription, and deliver the event again, to another one.</summary>
    Stop = 4,
}

/// <summary>What is to be done because of what happened to a group. Applied in order; those that are stored, together.</summary>
internal abstract record GroupEffect;

/// <summary>Send an event to a consumer.</summary>
/// <param name="RetryCount">0 for the first time.</param>
internal sealed record Deliver(int Consumer, GroupEvent Event, int RetryCount) : GroupEffect;

/// <summary>Store that an event is parked.</summary>
/// <param name="Replayed">The number under which it was parked before, where it was; it has a new one from now on.</param>
internal sealed record Park(GroupEvent Event, string Reason, long? Replayed) : GroupEffect;

/// <summary>Store that a parked event was replayed and is done.</summary>
internal sealed record Settle(long Number) : GroupEffect;

/// <summary>Store that every event of the source up to a place is done, or parked.</summary>
internal sealed record Checkpoint(long Place) : GroupEffect;

/// <summary>End a consumer's subscription.</summary>
internal sealed record Drop(int Consumer) : GroupEffect;
