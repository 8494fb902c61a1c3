using System.Diagnostics.CodeAnalysis;

namespace Reports.EventStore.Integrity;

/// <summary>A checkpoint with the note that carries it.</summary>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, SignedNote Note)
{
    /// <summary>Reads a checkpoint file; its signatures are not checked.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedCheckpoint? signed, [NotNullWhen(false)] out string? error)
    {
        signed = null;
        if (!SignedNote.TryParse(bytes, out var note, out error) || !Checkpoint.TryParse(note.Text, out var checkpoint, out error)) return false;
        signed = new SignedCheckpoint(checkpoint, note);
        return true;
    }

    /// <summary>
    /// Checks that the log signed it, with any of the keys that are known to be the log's, and witnesses if some are asked for.
    /// </summary>
    /// <param name="log">Keys of the log.</param>
    /// <param name="witnesses">Keys of witnesses, each of which must have cosigned.</param>
    /// <param name="verified">The signatures that count.</param>
    /// <param name="error">Why not.</param>
    public bool TryVerify(
        IReadOnlyCollection<VerifierKey> log, IReadOnlyCollection<VerifierKey> witnesses,
        out IReadOnlyList<VerifiedSignature> verified, [NotNullWhen(false)] out string? error)
    {
        if (!Note.TryVerify([.. log, .. witnesses], out verified, out error)) return false;
        var by = verified.Select(v => v.Key).ToHashSet();
        error = "the log has not signed it";
        if (log.Count > 0 && !log.Any(by.Contains)) return false;
        if (log.Count > 0 && !log.Any(k => k.Name == Checkpoint.Origin))
        {
            error = $"it is a checkpoint of '{Domain.Text.SafeText.Show(Checkpoint.Origin)}', not of {log.First().Name}";
            return false;
        }

        if (witnesses.FirstOrDefault(w => !by.Contains(w)) is { } missing)
        {
            error = $"the witness {missing.Name} ({missing.Id:x8}) has not cosigned it";
            return false;
        }

        error = null;
        return true;
    }
}
