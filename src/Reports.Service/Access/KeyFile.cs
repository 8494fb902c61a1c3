using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Reports.EventStore.Integrity;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Access;

/// <summary>
/// The keys of one ledger in a file that its owner alone can read. Changed whole or not at all, by one process at a time; whoever
/// reads it meanwhile sees the old or the new one. Thread safe.
/// </summary>
public sealed class KeyFile(string path, TimeProvider time)
{
    private const int MostKeys = 10_000;
    private const int MostBytes = 16 * 1024 * 1024;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where the keys of a ledger file are when nothing else is said.</summary>
    public static string Beside(string ledger) => ledger + "-keys";

    /// <summary>Every key that was ever made, in the order of their making; none when there is no file.</summary>
    /// <exception cref="RefusedException">It cannot be read, others can read it, or it is no file of keys.</exception>
    public ImmutableArray<AccessKey> Read()
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ~Owner) != UnixFileMode.None)
                throw new RefusedException($"{Path} can be read by others than its owner: chmod 600 it, and revoke the keys if somebody did");
            if (new FileInfo(Path).Length > MostBytes) throw new RefusedException($"{Path} has more than {MostBytes} bytes: it is no file of keys");
            return Parse(File.ReadAllBytes(Path));
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the keys cannot be read: {e.Message}");
        }
    }

    /// <summary>Makes a key. The text that is given out is stored nowhere.</summary>
    /// <exception cref="RefusedException">The name is none or has a key that counts, or the file cannot be read or written.</exception>
    public (AccessKey Key, string Text) Create(string name, Role role, DateTimeOffset? expires, int? iterations = null)
    {
        if (AccessKey.Problem(name) is { } problem) throw new RefusedException(problem);
        var now = Now();
        if (expires <= now) throw new RefusedException("a key expires in the future");
        var id = AccessKey.NewId();
        var text = AccessKey.NewKey(id);
        var key = new AccessKey(id, name, role, now, expires, null) { Hash = iterations is { } few ? KeyHash.Of(text, few) : KeyHash.Of(text) };
        Change(keys =>
        {
            if (keys.Any(k => k.Name == name && k.IsActive(now))) throw new RefusedException($"'{name}' has a key already: 'reports keys revoke {name}' takes it back");
            if (keys.Any(k => k.Id == id)) throw new RefusedException("two keys got the same id by chance: try again");
            if (keys.Length >= MostKeys) throw new RefusedException($"{Path} has {keys.Length} keys, and takes no more");
            return keys.Add(key);
        });
        return (key, text);
    }

    /// <summary>Takes the key of a name back, for ever.</summary>
    /// <exception cref="RefusedException">The name has no key that counts, or the file cannot be read or written.</exception>
    public AccessKey Revoke(string name)
    {
        AccessKey? revoked = null;
        Change(keys =>
        {
            var known = keys.LastOrDefault(k => k.Name == name && k.Revoked is null) ?? throw new RefusedException($"'{name}' has no key in {Path}: 'reports keys list' lists them");
            revoked = known with { Revoked = Now() };
            return keys.Replace(known, revoked);
        });
        return revoked!;
    }

    private void Change(Func<ImmutableArray<AccessKey>, ImmutableArray<AccessKey>> change)
    {
        try
        {
            // Two that change it at once would each drop what the other did.
            using var gate = new FileStream(Path + "-lock", new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });
            DurableFile.Replace(Path, Write(change(Read())), OperatingSystem.IsWindows() ? null : Owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{Path} cannot be changed: {e.Message}");
        }
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    private ImmutableArray<AccessKey> Parse(byte[] bytes)
    {
        // What 'reports serve --add-writer' wrote before there were roles: lines of name:hash.
        if (bytes.AsSpan().IndexOf(":pbkdf2-sha256$"u8) >= 0)
            throw new RefusedException($"{Path} has writers' keys of an older version: make new ones with 'reports keys create NAME --role reporter --keys FILE'");
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.GetProperty("v").GetInt32() != 1) throw new FormatException("a newer version wrote it");
            var keys = document.RootElement.GetProperty("keys").EnumerateArray().Select(KeyOf).ToImmutableArray();
            if (keys.Length > MostKeys) throw new FormatException($"more than {MostKeys} keys");
            if (keys.GroupBy(k => k.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new FormatException($"the id '{twice.Key}' stands twice");
            return keys;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RefusedException($"{Path} is no file of keys, as 'reports keys create' writes it: {e.Message}");
        }
    }

    private static AccessKey KeyOf(JsonElement key)
    {
        var (id, name) = (Text(key, "id"), Text(key, "name"));
        if (id.Length != AccessKey.IdLength || AccessKey.Problem(name) is not null) throw new FormatException("a key has no id or no name");
        if (!Roles.TryParse(Text(key, "role"), out var role)) throw new FormatException($"the key '{id}' has no role that this version knows");
        if (!KeyHash.TryParse(Text(key, "hash"), out var hash)) throw new FormatException($"the key '{id}' has no hash");
        return new AccessKey(id, name, role, Time(key, "created") ?? throw new FormatException($"the key '{id}' was never made"), Time(key, "expires"), Time(key, "revoked")) { Hash = hash };
    }

    private static string Text(JsonElement key, string name) => key.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static DateTimeOffset? Time(JsonElement key, string name) => key.TryGetProperty(name, out var text)
        ? DateTimeOffset.ParseExact(text.GetString() ?? "", TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : null;

    private static byte[] Write(ImmutableArray<AccessKey> keys) => PrintedJson.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("v", 1);
        json.WriteStartArray("keys");
        foreach (var key in keys)
        {
            json.WriteStartObject();
            json.WriteString("id", key.Id);
            json.WriteString("name", key.Name);
            json.WriteString("role", key.Role.WordOf());
            json.WriteString("hash", key.Hash!.ToString());
            json.WriteString("created", Written(key.Created));
            if (key.Expires is { } expires) json.WriteString("expires", Written(expires));
            if (key.Revoked is { } revoked) json.WriteString("revoked", Written(revoked));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Written(DateTimeOffset when) => when.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
