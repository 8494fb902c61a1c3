using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reports.EventStore.Integrity;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Who says to have signed.</param>
/// <param name="Id">The id of the key.</param>
/// <param name="Bytes">The signature behind the id.</param>
public sealed record NoteSignature(string Name, uint Id, ReadOnlyMemory<byte> Bytes)
{
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Id);
        Bytes.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
        return $"{SignedNote.Dash} {Name} {Convert.ToBase64String(bytes)}";
    }
}

/// <summary>A signature that was checked.</summary>
/// <param name="Key">The key that made it.</param>
/// <param name="At">When, as a witness says; null for one without a time.</param>
public sealed record VerifiedSignature(VerifierKey Key, DateTimeOffset? At);

/// <summary>
/// Text with signatures (C2SP signed-note): the text, an empty line, and one line for each signature. Says nothing until
/// <see cref="TryVerify"/> was asked.
/// </summary>
/// <param name="Text">Ends with a newline.</param>
/// <param name="Signatures">At least one, in the order of the note.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    public const int MaxBytes = 256 * 1024;

    public const int MaxSignatures = 100;

    internal const char Dash = '—';

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a note.</summary>
    /// <param name="bytes">All of it, and nothing behind it.</param>
    /// <param name="note">The note, its signatures not checked.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? error)
    {
        note = null;
        error = $"a note has at most {MaxBytes} bytes";
        if (bytes.Length > MaxBytes) return false;
        string all;
        try
        {
            all = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            error = "a note is UTF-8";
            return false;
        }

        error = "a note has no control characters";
        if (all.Any(c => c < ' ' && c != '\n')) return false;
        error = "a note ends with an empty line and its signatures";
        var split = all.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !all.EndsWith('\n') || split + 2 == all.Length) return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in all[(split + 2)..^1].Split('\n'))
        {
            if (!TryParseSignature(line, out var signature, out error)) return false;
            error = $"a note has at most {MaxSignatures} signatures";
            if (signatures.Count == MaxSignatures) return false;
            signatures.Add(signature);
        }

        (note, error) = (new SignedNote(all[..(split + 1)], signatures), null);
        return true;
    }

    /// <summary>Reads one signature line.</summary>
    public static bool TryParseSignature(string line, [NotNullWhen(true)] out NoteSignature? signature, [NotNullWhen(false)] out string? error)
    {
        signature = null;
        error = $"'{Domain.Text.SafeText.Show(line.Length > 80 ? line[..80] : line)}' is no signature line: it begins with an em dash, a name and base64 follow";
        var parts = line.Split(' ');
        if (parts is not ["—", var name, var base64] || !VerifierKey.IsName(name)) return false;
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length <= sizeof(uint)) return false;
        signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint), length - sizeof(uint)));
        // One spelling for each signature: the last character of base64 has bits to spare.
        if (!string.Equals(signature.ToString(), line, StringComparison.Ordinal)) return false;
        error = null;
        return true;
    }

    /// <summary>Checks the signatures of known keys; those of others are ignored.</summary>
    /// <param name="known">The keys that are trusted.</param>
    /// <param name="verified">What was checked, in the order of the note.</param>
    /// <param name="error">Why the note is refused: a signature of a known key is wrong, or there is none.</param>
    public bool TryVerify(
        IReadOnlyCollection<VerifierKey> known, out IReadOnlyList<VerifiedSignature> verified, [NotNullWhen(false)] out string? error)
    {
        var found = new List<VerifiedSignature>();
        verified = [];
        foreach (var signature in Signatures)
        {
            if (known.FirstOrDefault(k => k.Id == signature.Id && k.Name == signature.Name) is not { } key) continue;
            if (!key.Verifies(Text, signature.Bytes.Span, out var at))
            {
                error = $"the signature of {key.Name} ({key.Id:x8}) is not one over this text";
                return false;
            }

            if (!found.Exists(f => f.Key == key)) found.Add(new VerifiedSignature(key, at));
        }

        if (found.Count == 0)
        {
            error = known.Count == 0
                ? "there is no key to check its signatures with"
                : $"none of its signatures is by {string.Join(" or ", known.Select(k => $"{k.Name} ({k.Id:x8})"))}";
            return false;
        }

        (verified, error) = (found, null);
        return true;
    }

    /// <summary>The same note with more signatures; those that it has already are left out.</summary>
    public SignedNote With(params IEnumerable<NoteSignature> more)
    {
        var lines = Signatures.Select(s => s.ToString()).ToHashSet(StringComparer.Ordinal);
        return this with { Signatures = [.. Signatures, .. more.Where(s => lines.Add(s.ToString()))] };
    }

    public byte[] ToUtf8() => s_strict.GetBytes(ToString());

    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(s => s + "\n"))}";
}
