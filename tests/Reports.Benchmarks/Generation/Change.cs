using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.EventStore.Log;

namespace Reports.Benchmarks.Generation;

/// <summary>One stream's part of the next append, in log order.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Expected">Where the stream stands before.</param>
/// <param name="Items">What is appended to it.</param>
public sealed record Change(StreamName Stream, ExpectedRevision Expected, IReadOnlyList<ChangeItem> Items);

/// <param name="Event">The event.</param>
/// <param name="Reported">The fact that the event makes stand; null for others.</param>
/// <param name="Replaced">The fact that the event ends; null for others.</param>
public sealed record ChangeItem(LedgerEvent Event, StandingFact? Reported = null, StandingFact? Replaced = null);

/// <summary>A fact that was generated, as long as a later event may end it.</summary>
public sealed class StandingFact(StandingSource source, Fact fact)
{
    public StandingSource Source { get; } = source;

    public Fact Fact { get; } = fact;

    /// <summary>Set when the event gets its id: what ends the fact names it.</summary>
    public Guid EventId { get; set; }

    public bool IsEnded { get; set; }
}

/// <summary>A source that was generated, and where its stream stands.</summary>
public sealed class StandingSource(string id)
{
    public string Id { get; } = id;

    public StreamName Stream { get; } = StreamName.Source(id);

    public long Revision { get; set; } = -1;

    public bool IsWithdrawn { get; set; }
}
