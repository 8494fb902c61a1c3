using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reports.EventStore.Integrity;

/// <summary>What a log says of itself (C2SP tlog-checkpoint): how many entries it has, and the root over them.</summary>
/// <param name="Origin">Which log; unique, such as a URL without its scheme.</param>
/// <param name="Size">Entries; in the embedded log the position of the last.</param>
/// <param name="Root">The Merkle tree hash over them.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text of a note as a checkpoint. Lines after the third say nothing here and are passed over.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? error)
    {
        checkpoint = null;
        var lines = text.Split('\n');
        error = "a checkpoint has three lines or more, none of them empty: origin, size and root";
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(l => l.Length == 0)) return false;
        error = $"'{Domain.Text.SafeText.Show(lines[1])}' is no size: a decimal number without leading zeroes";
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1]) return false;
        error = $"'{Domain.Text.SafeText.Show(lines[2])}' is no root: the base64 of 32 bytes";
        if (!MerkleHash.TryParse(lines[2], out var root)) return false;
        (checkpoint, error) = (new Checkpoint(lines[0], size, root), null);
        return true;
    }
}
