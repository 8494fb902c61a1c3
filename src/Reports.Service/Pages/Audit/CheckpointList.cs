using System.Collections.Immutable;
using Reports.EventStore.Integrity;
using Reports.Service.Http;

namespace Reports.Service.Pages.Audit;

/// <summary>The checkpoints that were signed, the largest first, each with who signed it as far as the log's own keys tell.</summary>
public sealed record CheckpointList(ImmutableArray<SignedCheckpoint> Checkpoints, LogKeys? Keys)
{
    public static CheckpointList Of(CheckpointHistory history) => new([.. history.Sizes().Reverse().Select(history.Read)], history.Keys());

    /// <exception cref="ApiProblem">There is none of that size.</exception>
    public SignedCheckpoint Of(long size) => Checkpoints.FirstOrDefault(c => c.Checkpoint.Size == size)
        ?? throw new ApiProblem(ProblemKind.NotFound, $"there is no checkpoint of size {size}");

    /// <summary>True where the log's own key, as it was at that size, signed it.</summary>
    public bool IsSigned(SignedCheckpoint checkpoint) => Keys is not null && checkpoint.TryVerify(Keys.At(checkpoint.Checkpoint.Size), [], out _, out _);

    /// <summary>Who else signed: witnesses. Their keys are not the log's, and so not checked here.</summary>
    public IEnumerable<NoteSignature> Witnesses(SignedCheckpoint checkpoint) =>
        checkpoint.Note.Signatures.Where(s => Keys?.All.Any(k => k.Id == s.Id && k.Name == s.Name) != true);

    /// <summary>When a witness says that it signed; null for what is no cosignature with a time.</summary>
    public static DateTimeOffset? TimeOf(NoteSignature signature)
    {
        // C2SP tlog-cosignature: eight bytes of time before the 64 of the signature.
        if (signature.Bytes.Length != 72) return null;
        var seconds = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(signature.Bytes.Span);
        return seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
    }
}
