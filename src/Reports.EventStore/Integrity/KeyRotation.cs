using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The statement by which a log's key hands over to the next. It is the text of a note that both keys sign; its second line keeps
/// it from being read as a checkpoint.
/// </summary>
/// <param name="Old">The key that signed until now.</param>
/// <param name="New">The key that signs from now on; of the same name.</param>
/// <param name="After">The last checkpoint of the old key: what it signs of a larger size does not count.</param>
/// <param name="At">When, to the second.</param>
public sealed record KeyRotation(VerifierKey Old, VerifierKey New, Checkpoint After, DateTimeOffset At)
{
    private const string Title = "key rotation";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{After.Origin}\n{Title}\nold {Old}\nnew {New}\nafter {After.Size} {After.Root}\nat {At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\n");

    /// <summary>Reads the text of a note as a rotation.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyRotation? rotation, [NotNullWhen(false)] out string? error)
    {
        rotation = null;
        error = "it is no key rotation";
        var lines = text.Split('\n');
        if (lines.Length != 7 || lines[1] != Title || !lines[2].StartsWith("old ", StringComparison.Ordinal) || !lines[3].StartsWith("new ", StringComparison.Ordinal)
            || lines[4].Split(' ') is not ["after", var size, var root] || !lines[5].StartsWith("at ", StringComparison.Ordinal)) return false;
        if (!VerifierKey.TryParse(lines[2][4..], out var old, out error) || !VerifierKey.TryParse(lines[3][4..], out var @new, out error)
            || !Checkpoint.TryParse($"{lines[0]}\n{size}\n{root}\n", out var after, out error)) return false;
        error = $"'{Domain.Text.SafeText.Show(lines[5][3..])}' is no time";
        if (!DateTimeOffset.TryParseExact(lines[5][3..], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        rotation = new KeyRotation(old, @new, after, at);
        error = "it is not written as a key rotation is";
        if (rotation.Text != text) return false;
        error = null;
        return true;
    }

    /// <summary>Reads the file of a rotation and checks that both keys signed it.</summary>
    public static bool TryVerify(ReadOnlySpan<byte> file, [NotNullWhen(true)] out KeyRotation? rotation, [NotNullWhen(false)] out string? error)
    {
        rotation = null;
        if (!SignedNote.TryParse(file, out var note, out error) || !TryParse(note.Text, out rotation, out error) || !note.TryVerify([rotation.Old, rotation.New], out var verified, out error)) return false;
        error = "it is not signed by both keys";
        if (verified.Count != 2 || rotation.Old.Name != rotation.New.Name || rotation.Old.Name != rotation.After.Origin) return false;
        error = null;
        return true;
    }
}
