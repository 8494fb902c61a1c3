using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reports.EventStore.Integrity;

/// <summary>
/// A file that proves, without the log, that an entry is in it (C2SP tlog-proof): the entry, its path to the root, and the
/// checkpoint that was signed over the root.
/// </summary>
/// <param name="Entry">The bytes of the entry, which <see cref="LogEntry.Parse"/> reads.</param>
/// <param name="Proof">The path.</param>
/// <param name="Signed">The checkpoint with its signatures.</param>
public sealed record EntryProof(ReadOnlyMemory<byte> Entry, InclusionProof Proof, SignedCheckpoint Signed)
{
    public const string Title = "c2sp.org/tlog-proof@v1";

    /// <summary>True when the path leads from the entry to the root of the checkpoint. Who signed that is another question.</summary>
    public bool LeadsToRoot => Proof.Size == Signed.Checkpoint.Size && Proof.Verifies(MerkleHash.OfLeaf(Entry.Span), Signed.Checkpoint.Root);

    /// <summary>Reads a proof; nothing of it is checked.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EntryProof? proof, [NotNullWhen(false)] out string? error)
    {
        proof = null;
        if (!ProofText.TrySplit(bytes, out var lines, out var signed, out error)) return false;
        error = $"the first line is not '{Title}'";
        if (lines.Length < 1 || lines[0] != Title) return false;
        error = "the second line is not 'extra' and the entry in base64: without it nobody can tell what is proved";
        if (lines.Length < 2 || !lines[1].StartsWith("extra ", StringComparison.Ordinal) || !ProofText.TryDecode(lines[1][6..], out var entry)) return false;
        error = "the third line is not 'index' and a number";
        if (lines.Length < 3 || !lines[2].StartsWith("index ", StringComparison.Ordinal) || !ProofText.TryNumber(lines[2][6..], out var index)) return false;
        if (!ProofText.TryHashes(lines.AsSpan(3), out var path, out error)) return false;
        proof = new EntryProof(entry, new InclusionProof(index, signed!.Checkpoint.Size, path), signed);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Title}\nextra {Convert.ToBase64String(Entry.Span)}\n");
        text.Append(CultureInfo.InvariantCulture, $"index {Proof.Index}\n");
        foreach (var hash in Proof.Path) text.Append(CultureInfo.InvariantCulture, $"{hash}\n");
        return text.Append('\n').Append(Signed.Note).ToString();
    }
}
