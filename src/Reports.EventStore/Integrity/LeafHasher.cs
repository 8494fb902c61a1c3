using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>Hashes events into leaves, with buffers for all of them. Not thread safe.</summary>
public sealed class LeafHasher
{
    /// <summary>Events that are hashed together: their entries stay in the processor's cache.</summary>
    public const int BatchEvents = 256;

    private readonly (int Start, int Length)[] _messages = new (int, int)[BatchEvents];
    private byte[] _buffer = new byte[4 * (LogEntry.MaxBytes + 1)];

    /// <summary>The leaf of an event.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="number">Its place in the log, counted from 1.</param>
    public MerkleHash Hash(in RecordedEvent recorded, long number)
    {
        Span<MerkleHash> hash = [default];
        HashAll([recorded], number, hash);
        return hash[0];
    }

    /// <summary>The leaves of consecutive events.</summary>
    /// <param name="events">At most <see cref="BatchEvents"/>.</param>
    /// <param name="number">The first one's place in the log, counted from 1.</param>
    /// <param name="leaves">One for each event.</param>
    public void HashAll(ReadOnlySpan<RecordedEvent> events, long number, Span<MerkleHash> leaves)
    {
        var used = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var most = Sha256Lanes.PaddedBytes(1 + LogEntry.MaxBytes);
            if (_buffer.Length - used < most) Array.Resize(ref _buffer, (2 * _buffer.Length) + most);
            // The prefix of a leaf (RFC 6962, section 2.1).
            _buffer[used] = 0;
            var length = 1 + LogEntry.Write(events[i], number + i, _buffer.AsSpan(used + 1));
            Sha256Lanes.Pad(_buffer.AsSpan(used, Sha256Lanes.PaddedBytes(length)), length);
            _messages[i] = (used, length);
            used += Sha256Lanes.PaddedBytes(length);
        }

        Sha256Lanes.Hash(_buffer, _messages.AsSpan(0, events.Length), leaves);
    }
}
