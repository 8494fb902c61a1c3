using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Integrity;

/// <summary>
/// Reads and hashes everything of a log again: pages, events, index, tiles, the history of checkpoints and keys, the saved views. What
/// stands beside the log can be changed together with it; a checkpoint and a key that somebody else kept cannot.
/// </summary>
/// <param name="Log">The log.</param>
/// <param name="Files">What stands beside it.</param>
/// <param name="Kept">A checkpoint that was kept elsewhere; null for none.</param>
/// <param name="Key">The key of the log that was kept elsewhere; null to take those that stand beside the log at their word.</param>
/// <param name="Witnesses">Witnesses that must have cosigned <paramref name="Kept"/>.</param>
/// <param name="WithViews">Whether the saved views are compared with those that follow from the log.</param>
/// <param name="Cache">Where the views of a log that is no file are saved; null for nowhere.</param>
/// <param name="Progress">Told what is done, of how much, from time to time.</param>
[Needs(Permission.Audit)]
public sealed record VerifyLedger(
    IEventLog Log, IntegrityFiles Files, SignedCheckpoint? Kept = null, VerifierKey? Key = null, IReadOnlyList<VerifierKey>? Witnesses = null,
    bool WithViews = true, ViewsCache? Cache = null, IProgress<VerifyProgress>? Progress = null) : IRequest<Verification>;

/// <summary>How far a verification has come.</summary>
/// <param name="What">What is being looked at.</param>
/// <param name="Done">Of it.</param>
/// <param name="All">The whole of it.</param>
public readonly record struct VerifyProgress(string What, long Done, long All);

/// <param name="Size">Events of the log.</param>
/// <param name="Root">The root over them; null where one of them cannot be read.</param>
/// <param name="Damages">Every damaged place, in the order of <see cref="DamageKind"/> and then of the log; the first is the first.</param>
/// <param name="Checkpoints">Sizes of the checkpoints that the log was found to lead to.</param>
/// <param name="KeptSize">The size of the checkpoint that was kept elsewhere, where the log leads to it.</param>
/// <param name="TilesSize">Events that the tiles reach to.</param>
/// <param name="HasViews">True when saved views were compared.</param>
public sealed record Verification(
    long Size, MerkleHash? Root, IReadOnlyList<Damage> Damages, IReadOnlyList<long> Checkpoints, long? KeptSize, long TilesSize, bool HasViews)
{
    public bool IsWhole => Damages.Count == 0;
}
