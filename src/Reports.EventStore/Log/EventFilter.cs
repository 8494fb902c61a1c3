using System.Collections.Immutable;

namespace Reports.EventStore.Log;

/// <summary>Which events a read yields: those whose stream starts with any of the prefixes and whose type is any of the types. Empty means all.</summary>
public readonly record struct EventFilter(ImmutableArray<string> StreamPrefixes, ImmutableArray<string> Types)
{
    public static readonly EventFilter None = new([], []);

    public bool IsEmpty => StreamPrefixes.IsDefaultOrEmpty && Types.IsDefaultOrEmpty;
}

public enum ReadDirection
{
    Forwards,
    Backwards,
}

/// <summary>A read of one stream: from a revision, inclusive; null is the first event forwards, the last backwards.</summary>
/// <param name="MaxCount">Events at most; 0 for all.</param>
public readonly record struct StreamRead(long? From = null, ReadDirection Direction = ReadDirection.Forwards, long MaxCount = 0);

/// <summary>
/// A read of the whole log. Forwards from a position, inclusive (null: the first event);
/// backwards strictly before a position (null: from the last event).
/// </summary>
/// <param name="To">Stop after this position (forwards, inclusive) or before it (backwards, exclusive); null for no bound.</param>
/// <param name="MaxCount">Events at most, after filtering; 0 for all.</param>
public readonly record struct LogRead(
    Position? From = null, Position? To = null, ReadDirection Direction = ReadDirection.Forwards, EventFilter Filter = default, long MaxCount = 0)
{
    /// <summary>Forwards, in place of <see cref="From"/>: only what comes after this position, which must be one that the log gave.</summary>
    public Position? After { get; init; }
}
