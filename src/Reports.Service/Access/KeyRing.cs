using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Reports.Service.Queries;

namespace Reports.Service.Access;

/// <summary>
/// The keys of a file as they are now: what is made or revoked counts from the next question on, without a restart. While the file
/// cannot be read no key is one. Thread safe.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly KeyFile _file;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();

    // Hashing is slow on purpose. A key that matched once is known again by a keyed digest that never leaves this process.
    private readonly ConcurrentDictionary<string, byte[]> _proved = new(StringComparer.Ordinal);
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _hashing = new(1, 1);
    private volatile Known _known;

    private sealed record Known(Stamp Stamp, FrozenDictionary<string, AccessKey> Keys);

    /// <exception cref="RefusedException">The file cannot be read now.</exception>
    public KeyRing(KeyFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
        // Looked at before it is read: what changes in between is read again.
        var stamp = Stamp.Of(file.Path);
        _known = new Known(stamp, Index(file));
    }

    /// <summary>Whether a key was shown and proved before, and still counts.</summary>
    public AccessKey? Remembered(string key) =>
        Active(AccessKey.IdOf(key)) is { } known && _proved.TryGetValue(known.Id, out var proof) && CryptographicOperations.FixedTimeEquals(proof, Digest(key)) ? known : null;

    /// <summary>The key that a text is; null when it is none that counts.</summary>
    public async ValueTask<AccessKey?> FindAsync(string key, CancellationToken cancellation)
    {
        if (Remembered(key) is { } remembered) return remembered;
        if (Active(AccessKey.IdOf(key)) is not { } known) return null;
        // One at a time: guesses take one core's time at most.
        await _hashing.WaitAsync(cancellation);
        try
        {
            if (!await Task.Run(() => known.Hash!.Matches(key), cancellation)) return null;
        }
        finally
        {
            _hashing.Release();
        }

        _proved[known.Id] = Digest(key);
        return known;
    }

    /// <summary>True while the key neither expired nor was revoked.</summary>
    public bool IsActive(string id) => Active(id) is not null;

    public void Dispose() => _hashing.Dispose();

    private byte[] Digest(string key) => HMACSHA256.HashData(_digestKey, Encoding.UTF8.GetBytes(key));

    private AccessKey? Active(string? id) => id is not null && Keys().TryGetValue(id, out var key) && key.IsActive(_time.GetUtcNow()) ? key : null;

    private FrozenDictionary<string, AccessKey> Keys()
    {
        var stamp = Stamp.Of(_file.Path);
        if (_known.Stamp == stamp) return _known.Keys;
        lock (_reading)
        {
            if (_known.Stamp == stamp) return _known.Keys;
            try
            {
                _known = new Known(stamp, Index(_file));
            }
            catch (RefusedException e)
            {
                // Not the keys that were: one of them may have been revoked.
                Serilog.Log.Error("No key is taken until its file can be read: {Problem}", e.Message);
                _known = new Known(stamp, FrozenDictionary<string, AccessKey>.Empty);
            }

            return _known.Keys;
        }
    }

    private static FrozenDictionary<string, AccessKey> Index(KeyFile file) => file.Read().ToFrozenDictionary(k => k.Id, StringComparer.Ordinal);

    /// <summary>By what a change of the file shows: a revocation makes it longer.</summary>
    private readonly record struct Stamp(bool Exists, long Bytes, DateTime Changed, UnixFileMode Mode)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(true, file.Length, file.LastWriteTimeUtc, file.UnixFileMode) : default;
        }
    }
}
