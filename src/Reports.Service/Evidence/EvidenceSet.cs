using Reports.Domain.Policies;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Evidence;

/// <summary>What a bundle is made from: everything else in it follows from this, and is made again to check it.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Policy">By which policy it is answered.</param>
/// <param name="Events">The events from which the answer follows, in log order.</param>
/// <param name="Seal">What proves that they are in a log; null for a bundle that is not signed.</param>
public sealed record EvidenceSet(EvidenceQuestion Question, Policy Policy, IReadOnlyList<EvidenceEvent> Events, EvidenceSeal? Seal);

/// <param name="Recorded">The event as stored.</param>
/// <param name="Entry">The bytes that the tree hashes.</param>
/// <param name="Proof">That it is in the log; null without a seal.</param>
public sealed record EvidenceEvent(RecordedEvent Recorded, byte[] Entry, EntryProof? Proof)
{
    public long Position => Recorded.Position.Commit;
}

/// <summary>The checkpoint under which all events stand, and whose key signed it.</summary>
/// <param name="Checkpoint">The signed checkpoint.</param>
/// <param name="FirstKey">The first public key of the log.</param>
/// <param name="Rotations">How it was handed on: notes that the old and the new key signed, in order.</param>
/// <param name="Earlier">The earliest checkpoint that has all events already; null where that is the same.</param>
/// <param name="Growth">That nothing was altered since then; null likewise.</param>
public sealed record EvidenceSeal(
    SignedCheckpoint Checkpoint, VerifierKey FirstKey, IReadOnlyList<byte[]> Rotations, SignedCheckpoint? Earlier, GrowthProof? Growth)
{
    /// <summary>The keys of the log, from a trusted one on.</summary>
    /// <param name="trusted">The key that somebody kept; null for the first that the bundle names.</param>
    /// <exception cref="FormatException">A rotation is none, or the trusted key never was one of this log.</exception>
    public LogKeys Keys(VerifierKey? trusted)
    {
        var keys = new LogKeys(FirstKey);
        foreach (var note in Rotations)
            keys = KeyRotation.TryVerify(note, out var rotation, out var error) ? keys.After(rotation) : throw new FormatException(error);
        return trusted is null ? keys : keys.From(trusted) ?? throw new FormatException($"the key {trusted.Name} ({trusted.Id:x8}) is none that the bundle's log had");
    }
}
