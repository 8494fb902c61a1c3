using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MediatR;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Backups;

/// <summary>A backup: a tar archive of a ledger file and of what stands beside it, under the names that they have there. Any tar unpacks it.</summary>
internal static partial class BackupArchive
{
    public const string Ledger = "ledger.db";
    public const string Checkpoints = Ledger + "-checkpoints";
    public const string Key = Ledger + "-signing-key";
    private const string Manifest = "backup";
    private const string Title = "reports backup 1";
    private const int MaxNotes = 10_000_000;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static bool IsOfHistory(string name) => HistoryName().IsMatch(name);

    /// <summary>Reads and hashes every byte of a copy; its checkpoints must follow from it.</summary>
    /// <exception cref="LogDamagedException">It is not whole.</exception>
    public static async Task<BackupReport> VerifyAsync(IMediator mediator, string ledger, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        await using var log = EmbeddedLog.Open(ledger, LedgerMode.Read);
        var found = await mediator.Send(new VerifyLedger(log, IntegrityFiles.Beside(ledger), WithViews: false, Progress: progress), cancellation);
        return found is { IsWhole: true, Root: { } root } ? new BackupReport(found.Size, root, found.Checkpoints) : throw new LogDamagedException($"the backup is damaged: {found.Damages[0]}");
    }

    /// <summary>Writes the files of a folder into an archive, durably.</summary>
    public static async Task WriteAsync(string folder, string archive, BackupReport report, bool ownerOnly, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (ownerOnly && !OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        await using var file = new FileStream(archive, options);
        await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Title}\nevents {report.Events}\nroot {report.Root}\n");
            using var manifest = new MemoryStream(Encoding.ASCII.GetBytes(text));
            await AddAsync(tar, Manifest, manifest, cancellation);
            foreach (var name in Names(folder))
            {
                await using var content = File.OpenRead(Path.Combine(folder, name));
                await AddAsync(tar, name, content, cancellation);
            }
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads an archive that was just written, and compares every file with what it was made from.</summary>
    /// <exception cref="LogDamagedException">The disk gives back something else.</exception>
    public static async Task CompareAsync(string archive, string folder, CancellationToken cancellation)
    {
        var left = Names(folder).ToHashSet(StringComparer.Ordinal);
        await using var file = File.OpenRead(archive);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            if (entry.Name == Manifest) continue;
            await using var content = File.OpenRead(Path.Combine(folder, entry.Name));
            var (written, made) = (await SHA256.HashDataAsync(entry.DataStream ?? Stream.Null, cancellation), await SHA256.HashDataAsync(content, cancellation));
            if (!left.Remove(entry.Name) || !written.SequenceEqual(made)) throw new LogDamagedException($"{archive}: {entry.Name} was not written as it is");
        }

        if (left.Count > 0) throw new LogDamagedException($"{archive} lacks {left.First()}");
    }

    /// <summary>Unpacks an archive into an empty folder: files of a backup, and no others.</summary>
    /// <returns>What it says that it has.</returns>
    /// <exception cref="RefusedException">It is no backup.</exception>
    public static async Task<(long Events, MerkleHash Root)> ReadAsync(string archive, string folder, CancellationToken cancellation)
    {
        (long, MerkleHash)? said = null;
        await using var file = File.OpenRead(archive);
        try
        {
            await using var tar = new TarReader(file);
            for (var count = 0; await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry; count++)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is not { } content || count > MaxNotes) throw NoBackup();
                if (count == 0)
                {
                    if (entry.Name != Manifest || entry.Length > 1024) throw NoBackup();
                    using var reader = new StreamReader(content, Encoding.ASCII);
                    said = Said(await reader.ReadToEndAsync(cancellation)) ?? throw NoBackup();
                    continue;
                }

                var isNote = entry.Name.StartsWith(Checkpoints + "/", StringComparison.Ordinal) && IsOfHistory(entry.Name[(Checkpoints.Length + 1)..]);
                if (!isNote && entry.Name is not (Ledger or Key)) throw NoBackup();
                var path = Path.Combine(folder, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
                if (entry.Name == Key && !OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
                await using var written = new FileStream(path, options);
                await content.CopyToAsync(written, cancellation);
                written.Flush(flushToDisk: true);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new RefusedException($"{archive} is no whole backup: {e.Message}");
        }

        return said is { } known && File.Exists(Path.Combine(folder, Ledger)) ? known : throw NoBackup();

        RefusedException NoBackup() => new($"{archive} is no backup of a ledger, or not the whole of one");
    }

    private static IEnumerable<string> Names(string folder)
    {
        foreach (var note in Directory.GetFiles(Path.Combine(folder, Checkpoints)).Select(Path.GetFileName).Order(StringComparer.Ordinal)) yield return $"{Checkpoints}/{note}";
        if (File.Exists(Path.Combine(folder, Key))) yield return Key;
        yield return Ledger;
    }

    private static async Task AddAsync(TarWriter tar, string name, Stream content, CancellationToken cancellation) =>
        // No time and no owner: the same ledger has the same archive.
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch, Mode = Owner }, cancellation);

    private static (long Events, MerkleHash Root)? Said(string manifest) =>
        manifest.Split('\n') is [Title, var events, var root, ""] && events.StartsWith("events ", StringComparison.Ordinal) && root.StartsWith("root ", StringComparison.Ordinal)
        && long.TryParse(events[7..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && MerkleHash.TryParse(root[5..], out var hash)
            ? (count, hash)
            : null;

    [GeneratedRegex(@"\A(?:[0-9]{1,19}\.checkpoint|log\.vkey|rotation-[0-9]{1,9}\.note)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HistoryName();
}
