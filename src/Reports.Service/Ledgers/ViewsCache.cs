using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.Service.Ledgers;

/// <summary>
/// Where the views of ledgers on clusters are kept between starts: a folder of the user's own, which can be deleted at any time.
/// Several processes may use it at once. Thread safe.
/// </summary>
/// <param name="folder">Made when something is first saved, for its owner alone.</param>
public sealed class ViewsCache(string folder)
{
    /// <summary>In place of a folder: nothing is kept.</summary>
    public const string None = "none";

    public const string Variable = "REPORTS_CACHE";

    /// <summary>Ledgers whose views are kept: those that were saved last.</summary>
    private const int MostLedgers = 20;

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The folder that a person or the environment names, or the one that the platform has for such.</summary>
    /// <param name="named">As given by a person; null for what the environment says.</param>
    /// <param name="environment">Values of environment variables.</param>
    /// <returns>Null where nothing is to be kept, or the platform says of no place.</returns>
    public static ViewsCache? Of(string? named, Func<string, string?> environment)
    {
        if (named is null && environment(Variable) is { Length: > 0 } set) named = set;
        if (named == None) return null;
        return (named ?? OfUser(environment)) is { } folder ? new ViewsCache(folder) : null;
    }

    /// <summary>
    /// The file for a ledger, told by its first event: that has the microsecond of its recording, and its position on this cluster.
    /// Neither addresses nor users or passwords of a connection string count. Null while the ledger is empty.
    /// </summary>
    internal async Task<ViewsFile?> FileOfAsync(IEventLog log, CancellationToken cancellation)
    {
        await foreach (var page in log.ReadAllAsync(new LogRead(MaxCount: 1), cancellation))
            foreach (var first in page.Events.ToArray())
                return new ViewsFile(Path.Combine(Folder, NameOf(first)), this);
        return null;
    }

    /// <summary>Makes the folder, and removes what was left or is too old to be kept.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    internal void Prepare(DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // A process that saves takes seconds: what is a day old was left by one that ended.
        foreach (var left in new DirectoryInfo(Folder).GetFiles("*-views-new-*").Where(f => now.UtcDateTime - f.LastWriteTimeUtc > TimeSpan.FromDays(1))) left.Delete();
        foreach (var old in new DirectoryInfo(Folder).GetFiles("*-views").OrderByDescending(f => f.LastWriteTimeUtc).Skip(MostLedgers)) old.Delete();
    }

    private static string NameOf(in RecordedEvent first)
    {
        var text = $"{first.Position} {first.Id:D} {first.StreamText}\n{Encoding.UTF8.GetString(first.Metadata.Span)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static string? OfUser(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
            return environment("LOCALAPPDATA") is { Length: > 0 } local ? Path.Combine(local, "reports", "cache") : null;
        // The XDG base directories: a path that is not absolute does not count.
        if (!OperatingSystem.IsMacOS() && environment("XDG_CACHE_HOME") is { Length: > 0 } named && Path.IsPathRooted(named)) return Path.Combine(named, "reports");
        if (environment("HOME") is not { Length: > 0 } home) return null;
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "reports") : Path.Combine(home, ".cache", "reports");
    }
}
