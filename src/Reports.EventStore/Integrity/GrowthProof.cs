using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reports.EventStore.Integrity;

/// <summary>
/// A file that proves to whoever has an older checkpoint that a newer one only added to it. It is what a witness is sent to be
/// asked for a cosignature (C2SP tlog-witness, add-checkpoint).
/// </summary>
/// <param name="Proof">From the size of the older checkpoint to that of the newer one.</param>
/// <param name="Newer">The newer checkpoint with its signatures.</param>
public sealed record GrowthProof(ConsistencyProof Proof, SignedCheckpoint Newer)
{
    /// <summary>True when the newer checkpoint follows from the older one. Who signed them is another question.</summary>
    public bool LeadsFrom(Checkpoint older) =>
        older.Origin == Newer.Checkpoint.Origin && older.Size == Proof.From && Newer.Checkpoint.Size == Proof.To && Proof.Verifies(older.Root, Newer.Checkpoint.Root);

    /// <summary>Reads a proof; nothing of it is checked.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out GrowthProof? proof, [NotNullWhen(false)] out string? error)
    {
        proof = null;
        if (!ProofText.TrySplit(bytes, out var lines, out var signed, out error)) return false;
        error = "the first line is not 'old' and a size";
        if (lines.Length < 1 || !lines[0].StartsWith("old ", StringComparison.Ordinal) || !ProofText.TryNumber(lines[0][4..], out var from)) return false;
        if (!ProofText.TryHashes(lines.AsSpan(1), out var path, out error)) return false;
        proof = new GrowthProof(new ConsistencyProof(from, signed!.Checkpoint.Size, path), signed);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"old {Proof.From}\n"));
        foreach (var hash in Proof.Path) text.Append(CultureInfo.InvariantCulture, $"{hash}\n");
        return text.Append('\n').Append(Newer.Note).ToString();
    }
}
