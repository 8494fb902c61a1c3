using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>What a witness knows of a log: the key that it trusts, and the last checkpoint that it cosigned.</summary>
/// <param name="Key">The log's key; after a rotation that the witness followed, the newer one.</param>
/// <param name="Last">With the log's signature and the witness's own.</param>
public sealed record WitnessedLog(VerifierKey Key, SignedCheckpoint Last);

/// <summary>
/// The folder of a witness: its private key (<c>witness-key</c>, for its owner alone), its public one (<c>witness.vkey</c>), and a file for
/// each log: a line with the log's key, then the last checkpoint. Who uses it holds its lock. Not thread safe.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class WitnessFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Suffix = ".log";

    public string Path { get; } = path;

    public string KeyPath => System.IO.Path.Combine(Path, "witness-key");

    private string PublicKeyPath => System.IO.Path.Combine(Path, "witness.vkey");

    /// <summary>Makes the folder, for its owner alone, where it is not there.</summary>
    public void Make()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, OwnerOnly);
    }

    /// <summary>Keeps other processes from cosigning, until it is disposed: between looking at the last checkpoint and replacing it.</summary>
    /// <exception cref="WriterExistsException">Another process cosigns.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (Directory.Exists(Path))
        {
            throw new WriterExistsException($"{Path} is being used by another process: try again when it is done ({e.Message})");
        }
    }

    /// <summary>Writes a new key into the folder.</summary>
    /// <exception cref="IOException">There is one, and a key is never overwritten.</exception>
    public void Save(SigningKey key)
    {
        key.Save(KeyPath);
        DurableFile.Replace(PublicKeyPath, Encoding.UTF8.GetBytes(key.Verifier + "\n"));
    }

    /// <summary>What the witness knows of a log; null for one that it never cosigned for.</summary>
    /// <param name="origin">The log.</param>
    /// <param name="own">The witness's key, which cosigned what stands here.</param>
    /// <exception cref="LogDamagedException">The file is not what was written.</exception>
    public WitnessedLog? Read(string origin, VerifierKey own) => File.Exists(PathOf(origin)) ? Read(PathOf(origin), origin, own) : null;

    /// <summary>Every log that the witness cosigned for, by name.</summary>
    /// <exception cref="LogDamagedException">A file is not what was written.</exception>
    public IReadOnlyList<WitnessedLog> All(VerifierKey own) =>
    [
        .. Directory.GetFiles(Path, "*" + Suffix).Select(file => Read(file, null, own)).OrderBy(log => log.Key.Name, StringComparer.Ordinal),
    ];

    /// <summary>Keeps a checkpoint as the last one; durable when it returns.</summary>
    public void Write(WitnessedLog log) => DurableFile.Replace(PathOf(log.Last.Checkpoint.Origin), [.. Encoding.UTF8.GetBytes(log.Key + "\n"), .. log.Last.Note.ToUtf8()]);

    /// <summary>An origin may have slashes and be of any script: its digest names the file.</summary>
    private string PathOf(string origin) =>
        System.IO.Path.Combine(Path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))[..16]) + Suffix);

    private static WitnessedLog Read(string file, string? origin, VerifierKey own)
    {
        if (new FileInfo(file).Length > SignedNote.MaxBytes + VerifierKey.MaxTextLength) throw new LogDamagedException($"{file} is longer than a checkpoint can be");
        var bytes = File.ReadAllBytes(file).AsSpan();
        var end = bytes.IndexOf((byte)'\n');
        var error = "it does not begin with the key of a log";
        if (end > 0 && VerifierKey.TryParse(Encoding.UTF8.GetString(bytes[..end]), out var key, out error)
            && SignedCheckpoint.TryParse(bytes[(end + 1)..], out var signed, out error)
            // Cosigned by the witness itself: what somebody else wrote there counts for nothing.
            && signed.TryVerify([key], [own], out _, out error)
            && (origin ?? key.Name) == signed.Checkpoint.Origin) return new WitnessedLog(key, signed);
        throw new LogDamagedException($"{file} is not what this witness wrote: {error ?? "it is another log's"}");
    }
}
