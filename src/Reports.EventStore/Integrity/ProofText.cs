using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reports.EventStore.Integrity;

/// <summary>What the two kinds of proof files have in common: lines, an empty line, a checkpoint.</summary>
internal static class ProofText
{
    private const int MaxBytes = SignedNote.MaxBytes + (2 * LogEntry.MaxBytes);

    /// <summary>A path is at most as long as positions have bits.</summary>
    private const int MaxHashes = 64;

    public static bool TrySplit(
        ReadOnlySpan<byte> bytes, out string[] lines, [NotNullWhen(true)] out SignedCheckpoint? signed, [NotNullWhen(false)] out string? error)
    {
        (lines, signed) = ([], null);
        error = $"a proof has at most {MaxBytes} bytes";
        if (bytes.Length > MaxBytes) return false;
        error = "a proof ends with an empty line and a checkpoint";
        var split = bytes.IndexOf("\n\n"u8);
        if (split < 0) return false;
        lines = Encoding.UTF8.GetString(bytes[..split]).Split('\n');
        return SignedCheckpoint.TryParse(bytes[(split + 2)..], out signed, out error);
    }

    public static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number.ToString(CultureInfo.InvariantCulture) == text;

    public static bool TryDecode(string base64, out byte[] bytes)
    {
        bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return false;
        Array.Resize(ref bytes, length);
        return Convert.ToBase64String(bytes) == base64;
    }

    public static bool TryHashes(ReadOnlySpan<string> lines, out List<MerkleHash> hashes, [NotNullWhen(false)] out string? error)
    {
        hashes = [];
        error = $"a proof has at most {MaxHashes} hashes";
        if (lines.Length > MaxHashes) return false;
        foreach (var line in lines)
        {
            error = $"'{Domain.Text.SafeText.Show(line.Length > 80 ? line[..80] : line)}' is no hash: the base64 of 32 bytes";
            if (!MerkleHash.TryParse(line, out var hash)) return false;
            hashes.Add(hash);
        }

        error = null;
        return true;
    }
}
