using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>Copies a ledger as it stands after one of its commits, while it is written.</summary>
internal static class LedgerSnapshot
{
    /// <summary>Reads in one transaction, so that writers go on and none of what they append is in the copy.</summary>
    /// <param name="path">The ledger.</param>
    /// <param name="target">The file to make, a ledger with every page checked; it must not be there.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SqliteFailure">It cannot be read, or the copy cannot be written.</exception>
    public static void Write(string path, string target, CancellationToken cancellation)
    {
        try
        {
            using (var database = SqliteDatabase.Open(LedgerFile.Uri(path, "rw"), path, SQLITE_OPEN_READWRITE))
            {
                // Whoever writes merges; and a cell that lies outside its page is found here, not copied.
                database.MergesOnClose = false;
                database.Execute("PRAGMA cell_size_check = 1;");
                using var stop = cancellation.Register(database.Interrupt);
                database.Execute($"VACUUM INTO '{LedgerFile.Uri(target, "rwc").Replace("'", "''", StringComparison.Ordinal)}'");
            }

            // As a ledger is made: readers and a writer share it through a write-ahead log.
            using var copy = SqliteDatabase.Open(LedgerFile.Uri(target, "rw"), target, SQLITE_OPEN_READWRITE);
            copy.Execute("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;");
            LedgerFile.CheckFormat(copy);
            LedgerFile.CheckEnd(copy, LedgerFile.Head(copy));
        }
        catch (SqliteFailure failure) when (failure.Primary == SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("the copy was interrupted", failure, cancellation);
        }
    }
}
