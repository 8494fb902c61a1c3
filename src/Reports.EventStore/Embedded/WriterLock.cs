using System.Globalization;
using System.Text.Json;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// One writer per ledger. The operating system drops the lock when the process ends, however it ends; who holds it stands in a
/// file beside it, so that a second writer can be told.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    /// <summary>EROFS, on Linux and macOS.</summary>
    private const int ReadOnlyFileSystem = 30;

    private readonly FileStream _lock;
    private readonly string _who;

    private WriterLock(FileStream @lock, string who)
    {
        _lock = @lock;
        _who = who;
    }

    /// <exception cref="WriterExistsException">Another writer has it; the message names that writer.</exception>
    /// <exception cref="LogReadOnlyException">No file can be made beside the ledger.</exception>
    public static WriterLock Take(string ledger, string description, TimeProvider time)
    {
        var path = ledger + "-writer";
        var who = path + ".json";
        FileStream taken;
        try
        {
            taken = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogReadOnlyException($"{ledger} cannot be written: {e.Message}");
        }
        catch (IOException e) when (File.Exists(path) && e is not DirectoryNotFoundException && e.HResult != ReadOnlyFileSystem)
        {
            throw new WriterExistsException($"{ledger} is being written by {Describe(who)}; a ledger has one writer at a time, and any number of readers");
        }
        catch (IOException e)
        {
            throw new LogReadOnlyException($"{ledger} cannot be written: {e.Message}");
        }

        try
        {
            File.WriteAllText(who, JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["command"] = description,
                ["process"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                ["host"] = Environment.MachineName,
                ["since"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            }));
            return new WriterLock(taken, who);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw new LogUnavailableException($"{ledger}: the writer's name cannot be noted: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        // The name goes before the lock, so that it never speaks of a writer that is gone. The locked file itself stays: were it
        // deleted, one process could hold the lock on the old file and another on a new one.
        try
        {
            File.Delete(_who);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next writer writes its own name over this one, and nobody asks for it while the lock is free.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static string Describe(string who)
    {
        try
        {
            var noted = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(who));
            if (noted is not null && noted.TryGetValue("process", out var process))
                return $"process {process} on {noted.GetValueOrDefault("host")} ('{noted.GetValueOrDefault("command")}', since {noted.GetValueOrDefault("since")})";
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return $"another process, which could not be named ({e.Message})";
        }

        return "another process";
    }
}
