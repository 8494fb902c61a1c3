namespace Reports.EventStore.Groups;

/// <summary>A group of consumers as it is stored.</summary>
/// <param name="Source">The stream that it follows, or <c>$all</c>.</param>
/// <param name="Name">The group's name, unique for its source.</param>
/// <param name="Definition">Its settings, in whatever form whoever stores them reads again.</param>
/// <param name="Start">Everything up to this place counts as done from the beginning: a revision, or a position of the log.</param>
/// <param name="Checkpoint">Everything up to this place is done or parked; null before the first checkpoint.</param>
public sealed record StoredGroup(string Source, string Name, string Definition, long Start, long? Checkpoint = null)
{
    /// <summary>Where the group goes on.</summary>
    public long Place => Checkpoint ?? Start;
}

/// <summary>An event that a group set aside.</summary>
/// <param name="Number">In the order of parking, from 0 on; never used again.</param>
/// <param name="Place">Where it stands in the group's source.</param>
/// <param name="Id">The id by which consumers name it.</param>
/// <param name="IsReplaying">True when it was asked for again, and is not done yet.</param>
public sealed record ParkedEvent(long Number, long Place, Guid Id, string Reason, DateTimeOffset ParkedAt, bool IsReplaying);

/// <summary>A change to what is stored of a group.</summary>
public abstract record GroupChange
{
    private GroupChange()
    {
    }

    /// <summary>An event is set aside.</summary>
    /// <param name="Replayed">The number that it had until now, if it was set aside before.</param>
    public sealed record Parked(long Place, Guid Id, string Reason, DateTimeOffset At, long? Replayed) : GroupChange;

    /// <summary>A parked event was replayed and is done.</summary>
    public sealed record Settled(long Number) : GroupChange;

    /// <summary>Everything up to a place is done or parked.</summary>
    public sealed record Checkpointed(long Place) : GroupChange;

    /// <summary>Parked events with numbers below a bound are wanted again.</summary>
    public sealed record Replaying(long Below) : GroupChange;
}
