using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reports.Service.Queries;

namespace Reports.Service.Protocol.Access;

/// <summary>
/// Who may write, from a file of <c>name:hash</c> lines; blank lines and lines that begin with # say nothing. Thread safe.
/// </summary>
public sealed class WriterKeys : IDisposable
{
    private const int NameLength = 64;
    private const int MostWriters = 10_000;

    /// <summary>Longer keys are refused unseen: hashing takes time.</summary>
    private const int MostKeyCharacters = 256;

    private readonly FrozenDictionary<string, PasswordHash> _writers;

    // Hashing is slow on purpose. A key that matched once is known again by a keyed digest that never leaves this process.
    private readonly ConcurrentDictionary<string, byte[]> _proved = new(StringComparer.Ordinal);
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _hashing = new(1, 1);

    private WriterKeys(FrozenDictionary<string, PasswordHash> writers) => _writers = writers;

    public int Count => _writers.Count;

    /// <exception cref="RefusedException">The file cannot be read, or a line of it is not a name and a hash.</exception>
    public static WriterKeys Load(string file)
    {
        var writers = new Dictionary<string, PasswordHash>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines(file))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || Problem(line[..colon]) is not null || !PasswordHash.TryParse(line[(colon + 1)..], out var hash))
                throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}: a line is name:hash, as 'reports serve --add-writer NAME' writes it"));
            if (!writers.TryAdd(line[..colon], hash!))
                throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}: the name '{line[..colon]}' stands twice"));
            if (writers.Count > MostWriters) throw new RefusedException($"{file}: more than {MostWriters} writers");
        }

        return writers.Count > 0
            ? new WriterKeys(writers.ToFrozenDictionary(StringComparer.Ordinal))
            : throw new RefusedException($"{file} names nobody: 'reports serve --add-writer NAME --writer-key-file {file}' adds a writer");
    }

    /// <summary>Adds a writer to a file, which is made when it is not there, readable by its owner alone.</summary>
    /// <returns>The writer's key. It is stored nowhere.</returns>
    /// <exception cref="RefusedException">The name is taken or is none, or the file cannot be written.</exception>
    public static string Add(string file, string name)
    {
        if (Problem(name) is { } problem) throw new RefusedException(problem);
        try
        {
            if (File.Exists(file) && Lines(file).Any(l => l.StartsWith(name + ":", StringComparison.Ordinal)))
                throw new RefusedException($"{file} has a writer '{name}' already: take the line away to give a new key");
            // Letters and digits only: a key stands in connection strings.
            var key = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 32);
            if (!File.Exists(file))
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                new FileStream(file, options).Dispose();
            }

            File.AppendAllText(file, $"{name}:{PasswordHash.Of(key)}\n");
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{file} cannot be written: {e.Message}");
        }
    }

    /// <summary>True when the key is the writer's.</summary>
    public async ValueTask<bool> VerifyAsync(string name, string key, CancellationToken cancellation = default)
    {
        if (key.Length > MostKeyCharacters) return false;
        var digest = HMACSHA256.HashData(_digestKey, Encoding.UTF8.GetBytes(key));
        if (_proved.TryGetValue(name, out var known) && CryptographicOperations.FixedTimeEquals(known, digest)) return true;
        var isWriter = _writers.TryGetValue(name, out var hash);
        // One at a time: guesses take one core's time at most.
        await _hashing.WaitAsync(cancellation);
        try
        {
            if (!await Task.Run(() => (hash ?? PasswordHash.Nobody).Matches(key), cancellation) || !isWriter) return false;
        }
        finally
        {
            _hashing.Release();
        }

        _proved[name] = digest;
        return true;
    }

    public void Dispose() => _hashing.Dispose();

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the writers' keys cannot be read: {e.Message}");
        }
    }

    private static string? Problem(string name) =>
        name.Length is 0 or > NameLength || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal) || name[0] == '#'
            ? $"a writer's name has 1 to {NameLength} printable ASCII characters, no colon, and does not begin with #"
            : null;
}
