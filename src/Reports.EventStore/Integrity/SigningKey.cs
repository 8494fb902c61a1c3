using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Reports.EventStore.Integrity;

/// <summary>
/// A private Ed25519 key with its name. Its file has one line, <c>PRIVATE+KEY+NAME+ID+SEED</c>, as Go's <c>sumdb/note</c> writes it, and
/// is readable by its owner alone. Never printed, never logged. Dispose wipes it. Not thread safe.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly SignatureAlgorithm s_ed25519 = SignatureAlgorithm.Ed25519;

    private readonly Key _key;

    private SigningKey(Key key, string name, SignatureType type)
    {
        _key = key;
        Verifier = VerifierKey.Of(name, type, key.PublicKey);
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>Makes a new key from the operating system's randomness.</summary>
    /// <exception cref="ArgumentException">No name of a key.</exception>
    public static SigningKey Create(string name, SignatureType type = SignatureType.Ed25519)
    {
        if (!VerifierKey.IsName(name)) throw new ArgumentException("a key's name has 1 to 200 characters, no spaces and no plus", nameof(name));
        return new SigningKey(Key.Create(s_ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }), name, type);
    }

    /// <summary>Reads the line of a key file.</summary>
    /// <exception cref="FormatException">It is none. The message never has any of it.</exception>
    public static SigningKey Parse(ReadOnlySpan<char> line)
    {
        const string Wrong = "not a signing key: 'PRIVATE+KEY+NAME+ID+KEY' is expected";
        if (!line.StartsWith(Prefix)) throw new FormatException(Wrong);
        var rest = line[Prefix.Length..];
        var first = rest.IndexOf('+');
        var second = first < 0 ? -1 : first + 1 + rest[(first + 1)..].IndexOf('+');
        if (first < 1 || second <= first) throw new FormatException(Wrong);
        Span<byte> seed = stackalloc byte[64];
        try
        {
            if (!Convert.TryFromBase64Chars(rest[(second + 1)..], seed, out var length) || length != 1 + s_ed25519.PrivateKeySize)
                throw new FormatException(Wrong);
            var type = (SignatureType)seed[0];
            if (type is not (SignatureType.Ed25519 or SignatureType.CosignatureV1)) throw new FormatException("a signing key of a type that this build does not know");
            var name = rest[..first].ToString();
            if (!VerifierKey.IsName(name)) throw new FormatException(Wrong);
            var key = new SigningKey(
                Key.Import(
                    s_ed25519, seed.Slice(1, s_ed25519.PrivateKeySize), KeyBlobFormat.RawPrivateKey,
                    new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }),
                name, type);
            if (rest[(first + 1)..second].SequenceEqual(key.Verifier.Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture))) return key;
            key.Dispose();
            throw new FormatException("a signing key whose id is not its own: the file was changed");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Reads a key file that nobody else can read.</summary>
    /// <exception cref="FormatException">It holds no key.</exception>
    /// <exception cref="UnauthorizedAccessException">Others may read it, so that the key is no secret.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static SigningKey Load(string path)
    {
        const int Longest = 1024;
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None)
            throw new UnauthorizedAccessException($"{path} is readable by others than its owner: chmod 600 it, and rotate the key if somebody else may have it");
        using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        var bytes = new byte[Longest];
        var chars = new char[Longest];
        try
        {
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var count = Encoding.UTF8.GetChars(bytes.AsSpan(0, length), chars);
            return Parse(chars.AsSpan(0, count).TrimEnd('\n'));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            Array.Clear(chars);
        }
    }

    /// <summary>Writes the key into a new file with permissions for its owner alone.</summary>
    /// <exception cref="IOException">There is a file already, which is never overwritten, or it cannot be written.</exception>
    public void Save(string path)
    {
        var seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        byte[] typed = [(byte)Verifier.Type, .. seed];
        var content = Encoding.UTF8.GetBytes($"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+{Convert.ToBase64String(typed)}\n");
        try
        {
            if (File.Exists(path)) throw new IOException($"{path} is there already, and a key is never overwritten");
            DurableFile.Create(path, content, OwnerOnly);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(typed);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Signs the text of a note.</summary>
    /// <exception cref="InvalidOperationException">The key is a witness's.</exception>
    public NoteSignature Sign(string text) => Verifier.Type == SignatureType.Ed25519
        ? new NoteSignature(Verifier.Name, Verifier.Id, s_ed25519.Sign(_key, Encoding.UTF8.GetBytes(text)))
        : throw new InvalidOperationException("a witness's key cosigns checkpoints and signs nothing else");

    /// <summary>Cosigns a checkpoint as a witness, at a time, to the second.</summary>
    /// <exception cref="InvalidOperationException">The key is no witness's.</exception>
    public NoteSignature Cosign(Checkpoint checkpoint, DateTimeOffset at)
    {
        if (Verifier.Type != SignatureType.CosignatureV1) throw new InvalidOperationException("a log's key does not cosign");
        var seconds = (ulong)at.ToUnixTimeSeconds();
        var bytes = new byte[sizeof(ulong) + s_ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, seconds);
        s_ed25519.Sign(_key, VerifierKey.CosignedMessage(checkpoint.Text, seconds), bytes.AsSpan(sizeof(ulong)));
        return new NoteSignature(Verifier.Name, Verifier.Id, bytes);
    }

    public void Dispose() => _key.Dispose();

    /// <summary>The name alone: a key that is printed by mistake gives nothing away.</summary>
    public override string ToString() => Verifier.Name;
}
