using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Reports.EventStore.Integrity;

/// <summary>What a signature says, by the type bytes of C2SP signed-note.</summary>
public enum SignatureType : byte
{
    /// <summary>Ed25519 over the note's text: the log signs its checkpoints.</summary>
    Ed25519 = 0x01,

    /// <summary>Timestamped Ed25519 over a checkpoint (C2SP tlog-cosignature): a witness saw it follow from what it saw before.</summary>
    CosignatureV1 = 0x04,
}

/// <summary>
/// A public key by which signatures of notes are checked; its text is a vkey, <c>NAME+ID+KEY</c> (C2SP signed-note). Thread safe.
/// </summary>
public sealed record VerifierKey
{
    public const int MaxTextLength = 1024;

    private static readonly SignatureAlgorithm s_ed25519 = SignatureAlgorithm.Ed25519;

    private readonly PublicKey _key;

    private VerifierKey(string name, SignatureType type, PublicKey key)
    {
        Name = name;
        Type = type;
        _key = key;
        Id = IdOf(name, type, key.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>Who signs; for a log, its origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256 over name, newline, type and key: a hint, no proof.</summary>
    public uint Id { get; }

    public SignatureType Type { get; }

    /// <summary>Bytes of a signature behind the key id.</summary>
    internal int SignatureBytes => s_ed25519.SignatureSize + (Type == SignatureType.CosignatureV1 ? sizeof(ulong) : 0);

    /// <summary>Reads a vkey.</summary>
    /// <param name="text">The text, without a line end.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">What is wrong with the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = "a verifier key is written NAME+ID+KEY";
        // The key's base64 may have a plus in it, the name may not.
        var parts = text.Length <= MaxTextLength ? text.Split('+', 3) : [];
        if (parts.Length != 3) return false;
        error = $"'{Domain.Text.SafeText.Show(parts[0])}' is no name of a key";
        if (!IsName(parts[0])) return false;
        error = "the id of a key is eight lower-case hexadecimal digits";
        if (parts[1].Length != 8 || !parts[1].All(char.IsAsciiHexDigitLower)) return false;
        error = "the key is the base64 of a type byte and 32 bytes";
        var bytes = new byte[64];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var length) || length != 1 + s_ed25519.PublicKeySize) return false;
        var type = (SignatureType)bytes[0];
        error = $"a key of type {bytes[0]}: this build knows Ed25519 (1) and its cosignatures (4)";
        if (type is not (SignatureType.Ed25519 or SignatureType.CosignatureV1)) return false;
        error = "the key is not an Ed25519 public key";
        if (!PublicKey.TryImport(s_ed25519, bytes.AsSpan(1, s_ed25519.PublicKeySize), KeyBlobFormat.RawPublicKey, out var imported) || imported is null) return false;
        var read = new VerifierKey(parts[0], type, imported);
        error = $"the id {parts[1]} is not that of the key, {read.Id:x8}: it was not copied whole";
        if (read.Id != uint.Parse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)) return false;
        (key, error) = (read, null);
        return true;
    }

    /// <summary>Not empty, no white space of Unicode, no plus, and nothing that steers a terminal.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 200 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. _key.Export(KeyBlobFormat.RawPublicKey)])}");

    internal static VerifierKey Of(string name, SignatureType type, PublicKey key) => new(name, type, key);

    /// <summary>Checks a signature over a note's text, and says when it was made where it says so.</summary>
    internal bool Verifies(string text, ReadOnlySpan<byte> signature, out DateTimeOffset? at)
    {
        at = null;
        if (signature.Length != SignatureBytes) return false;
        if (Type == SignatureType.Ed25519) return s_ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature);
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
        if (seconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        at = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return s_ed25519.Verify(_key, CosignedMessage(text, seconds), signature[sizeof(ulong)..]);
    }

    /// <summary>What a witness signs (C2SP tlog-cosignature): a header, the time, and the whole text of the checkpoint.</summary>
    internal static byte[] CosignedMessage(string text, ulong seconds) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));

    private static uint IdOf(string name, SignatureType type, byte[] key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. key]));
}
