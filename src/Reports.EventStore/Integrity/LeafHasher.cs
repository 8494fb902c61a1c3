using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>Hashes events into leaves, on every core when there are many, with buffers for all of them. Not thread safe.</summary>
public sealed class LeafHasher
{
    /// <summary>Events that are hashed at most at once.</summary>
    public const int BatchEvents = 2048;

    /// <summary>Events that one core takes: their entries stay in its cache.</summary>
    private const int CoreEvents = 256;

    private readonly Part[] _parts = new Part[BatchEvents / CoreEvents];

    /// <summary>The leaf of an event.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="number">Its place in the log, counted from 1.</param>
    public MerkleHash Hash(in RecordedEvent recorded, long number)
    {
        Span<MerkleHash> hash = [default];
        (_parts[0] ??= new Part()).Hash([recorded], number, hash);
        return hash[0];
    }

    /// <summary>The leaves of consecutive events.</summary>
    /// <param name="events">At most <see cref="BatchEvents"/>.</param>
    /// <param name="number">The first one's place in the log, counted from 1.</param>
    /// <param name="leaves">One for each event.</param>
    public void HashAll(ReadOnlyMemory<RecordedEvent> events, long number, Memory<MerkleHash> leaves)
    {
        var parts = (events.Length + CoreEvents - 1) / CoreEvents;
        for (var i = 0; i < parts; i++) _parts[i] ??= new Part();
        if (parts == 1) HashPart(0);
        else if (parts > 1) Parallel.For(0, parts, HashPart);

        void HashPart(int part)
        {
            var first = part * CoreEvents;
            var count = Math.Min(CoreEvents, events.Length - first);
            _parts[part].Hash(events.Span.Slice(first, count), number + first, leaves.Span.Slice(first, count));
        }
    }

    private sealed class Part
    {
        private readonly (int Start, int Length)[] _messages = new (int, int)[CoreEvents];
        private byte[] _buffer = new byte[4 * (LogEntry.MaxBytes + 1)];

        public void Hash(ReadOnlySpan<RecordedEvent> events, long number, Span<MerkleHash> leaves)
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
}
