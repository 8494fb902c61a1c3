using MediatR;
using Reports.Domain.Policies;
using Reports.EventStore.Integrity;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Evidence;

/// <summary>Makes the evidence bundle of a question: everything from which the answer follows, and the proof that it is in the ledger.</summary>
/// <param name="Of">A place for its status; an incident, or <c>about/measure…</c>, for figures.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
/// <param name="Files">Where the tree and the checkpoints are; null for a bundle that is not signed.</param>
/// <param name="Size">The size of the checkpoint to prove against; null for the latest.</param>
[Needs(Permission.Audit)]
public sealed record MakeBundle(Ledger Ledger, string Of, CutRequest Cut, Policy? Policy, IntegrityFiles? Files, long? Size = null) : IRequest<Bundle>;

/// <param name="Archive">The bytes of the bundle; the same question of the same ledger gives the same.</param>
/// <param name="Cut">The cut that was answered.</param>
/// <param name="Checkpoint">The checkpoint that it is proved against; null without.</param>
public sealed record Bundle(byte[] Archive, string Subject, Cut Cut, int Events, int Facts, int Sources, Checkpoint? Checkpoint);

/// <summary>Checks a bundle with nothing but itself, and where a ledger is given, against that.</summary>
/// <param name="Key">The key of the log that was kept elsewhere; null to take the bundle's own at its word.</param>
/// <param name="Ledger">The ledger that it says it is from; null for none.</param>
[Needs(Permission.Audit)]
public sealed record VerifyBundle(ReadOnlyMemory<byte> Archive, VerifierKey? Key, Ledger? Ledger = null) : IRequest<BundleVerification>;

/// <summary>What a check of a bundle found.</summary>
/// <param name="Question">What it says it answers; null where that cannot be read.</param>
/// <param name="Checkpoint">The checkpoint that its events were proved against; null without.</param>
/// <param name="Key">The key that signed it; null without.</param>
/// <param name="IsKeyTrusted">True when that key follows from one that was given; false when it is the bundle's own word.</param>
/// <param name="IsComplete">With a ledger: true when nothing that bears on the question was left out; null without.</param>
/// <param name="Damages">Every place that is not as it must be.</param>
public sealed record BundleVerification(
    EvidenceQuestion? Question, int Facts, Checkpoint? Checkpoint, VerifierKey? Key, bool IsKeyTrusted, bool? IsComplete, IReadOnlyList<BundleDamage> Damages)
{
    public bool IsWhole => Damages.Count == 0;
}

/// <param name="Place">A file of the bundle, or the archive.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record BundleDamage(string Place, string Problem)
{
    public override string ToString() => $"{Place}: {Problem}";
}
