using System.Security.Cryptography;
using System.Text;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.EventStore.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>
/// The folder of the keys of protected people's names: no part of the ledger, one file a person, for their owner alone. Neither copies of
/// a ledger nor exports have it.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class SourceKeys(string path)
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const string Suffix = ".key";
    private const string Title = "reports source key 1";

    public string Path { get; } = path;

    /// <summary>The folder of the ledger in a file: <c>ledger.db-source-keys</c>.</summary>
    public static SourceKeys Beside(string ledger) => new(ledger + "-source-keys");

    public bool Has(string id) => File.Exists(PathOf(id));

    /// <summary>The people whose keys are here, in order.</summary>
    public IReadOnlyList<string> Ids() => Directory.Exists(Path)
        ? [.. Directory.GetFiles(Path, ProtectedPerson.IdPrefix + "*" + Suffix).Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Keeps a key; it is durable when this returns.</summary>
    /// <exception cref="IOException">There is one, which is never overwritten, or it cannot be written.</exception>
    internal void Add(string id, ReadOnlySpan<byte> key)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, FolderMode);
        var content = Encoding.ASCII.GetBytes($"{Title}\n{id}\n{CheckOf(key)}\n{Convert.ToBase64String(key)}\n");
        try
        {
            DurableFile.Create(PathOf(id), content, FileMode);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Reads a key.</summary>
    /// <param name="id">The person.</param>
    /// <param name="key">Filled.</param>
    /// <exception cref="RefusedException">There is none, it was damaged, or others may read it. The message has none of it.</exception>
    internal void Read(string id, Span<byte> key)
    {
        var file = PathOf(id);
        if (!File.Exists(file)) throw new RefusedException($"the key of '{id}' is not in {Path}: --source-keys or REPORTS_SOURCE_KEYS names the folder that has it");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(FileMode | UnixFileMode.UserExecute)) != UnixFileMode.None)
            throw new RefusedException($"{file} is readable by others than its owner: chmod 600 it; whoever read it knows the name");
        if (new FileInfo(file).Length > 1024) throw Damaged(file);
        var bytes = File.ReadAllBytes(file);
        try
        {
            var lines = Encoding.ASCII.GetString(bytes).Split('\n');
            if (lines is not [Title, var owner, var check, var base64, ""] || owner != id
                || !Convert.TryFromBase64String(base64, key, out var length) || length != NameSeal.KeyBytes || CheckOf(key) != check) throw Damaged(file);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Destroys a key: overwritten as far as the disk lets itself be told, taken away, and the folder synced. False when there is none.</summary>
    internal bool Destroy(string id) => DurableFile.Destroy(PathOf(id));

    private string PathOf(string id) => ProtectedPerson.IsId(id) && Slug.TryParse(id, out _)
        ? System.IO.Path.Combine(Path, id + Suffix)
        : throw new RefusedException($"'{SafeText.Show(id)}' is no id of a protected person: those begin with '{ProtectedPerson.IdPrefix}'");

    /// <summary>Tells a damaged key from one that belongs to something else.</summary>
    private static string CheckOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(SHA256.HashData(key)[..4]);

    private static RefusedException Damaged(string file) => new($"{file} is not what was written: take the key from a backup of it");
}
