namespace Reports.EventStore.Log;

/// <summary>An event before it has a place in the log.</summary>
/// <param name="Id">Deterministic: the same content has the same id.</param>
/// <param name="Type">The event type's stored name: 1 to 100 printable ASCII characters.</param>
/// <param name="Data">UTF-8 JSON; stored verbatim.</param>
/// <param name="Metadata">UTF-8 JSON; stored verbatim.</param>
public readonly record struct EventToAppend(Guid Id, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>One stream's part of an append to several.</summary>
public readonly record struct StreamAppend(StreamName Stream, ExpectedRevision Expected, IReadOnlyList<EventToAppend> Events);

/// <param name="Revision">The revision of the last event of this append.</param>
/// <param name="Position">The log position of the last event of this append.</param>
/// <param name="IsDuplicate">True when the events were there already and nothing was written.</param>
public readonly record struct AppendResult(long Revision, Position Position, bool IsDuplicate);
