using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>Hashes events into leaves, with one buffer for all of them. Not thread safe.</summary>
public sealed class LeafHasher
{
    // The prefix of a leaf (RFC 6962, section 2.1) stands before the entry and is written once.
    private readonly byte[] _prefixed = new byte[1 + LogEntry.MaxBytes];

    /// <summary>The leaf of an event.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="number">Its place in the log, counted from 1.</param>
    public MerkleHash Hash(in RecordedEvent recorded, long number) =>
        MerkleHash.OfPrefixed(_prefixed.AsSpan(0, 1 + LogEntry.Write(recorded, number, _prefixed.AsSpan(1))));
}
