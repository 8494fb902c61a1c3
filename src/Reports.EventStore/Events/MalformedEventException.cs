using Reports.EventStore.Log;

namespace Reports.EventStore.Events;

/// <summary>Stored bytes that are no event of this or an older version. Exit code 3.</summary>
public sealed class MalformedEventException(Position position, string type, string problem, Exception? inner = null)
    : Exception($"the {type} event at position {position} cannot be read: {problem}", inner)
{
    public Position Position { get; } = position;
}
