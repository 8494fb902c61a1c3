using Google.Protobuf;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>An event as the double keeps it.</summary>
/// <param name="Place">In the log, from 1; positions are multiples of it, so that they have gaps.</param>
public sealed record StoredEvent(long Place, string Stream, long Revision, Guid Id, string Type, ByteString Data, ByteString Metadata)
{
    public const long Gap = 128;

    public ulong Position => (ulong)(Place * Gap);

    public bool IsSystem => Type.StartsWith('$');
}

/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">What it says.</param>
/// <param name="Metadata">What is said of it.</param>
public sealed record Proposed(Guid Id, string Type, ByteString Data, ByteString Metadata);

/// <summary>How the double answers an append.</summary>
/// <param name="IsTaken">False when the stream is elsewhere than expected.</param>
/// <param name="Last">The last event of the append, or of the stream where it was refused; null for none.</param>
public sealed record Answer(bool IsTaken, StoredEvent? Last);
