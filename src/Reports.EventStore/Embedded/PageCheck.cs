using System.Globalization;
using Reports.EventStore.Integrity;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Reads every page of a ledger's file and compares its checksum, also of pages that no read would come by. Through SQLite's own
/// handle: another one on the same file would drop SQLite's locks when it is closed (https://www.sqlite.org/howtocorrupt.html, 2.2).
/// </summary>
internal static class PageCheck
{
    /// <summary>A page that the writer is writing at this moment reads as damaged: only what stays so is.</summary>
    private const int Looks = 3;

    /// <param name="database">Any connection; it needs no transaction.</param>
    /// <param name="found">Told each damaged page.</param>
    /// <param name="progress">Told the bytes done and all, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    public static unsafe void Run(SqliteDatabase database, Action<Damage> found, Action<long, long>? progress, CancellationToken cancellation)
    {
        var file = SqliteLayout.FileOf(database.Pointer);
        var buffer = new byte[LedgerFile.PageSize];
        var bytes = new FileInfo(database.Name).Length;
        for (var offset = 0L; offset < bytes; offset += LedgerFile.PageSize)
        {
            if (offset % (LedgerFile.PageSize * 1024) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(offset, bytes);
            }

            int result;
            var looks = 0;
            fixed (byte* to = buffer)
                do result = file->Methods->Read(file, to, LedgerFile.PageSize, offset);
                while (result != SQLITE_OK && ++looks < Looks);
            if (result == SQLITE_OK) continue;
            found(new Damage(
                DamageKind.Page,
                string.Create(CultureInfo.InvariantCulture, $"{database.Name}, page {(offset / LedgerFile.PageSize) + 1}, at byte {offset}"),
                result == PageGuard.DamagedPage ? "it is not what was written: its checksum does not match" : $"it cannot be read (SQLite {result})"));
        }
    }
}
