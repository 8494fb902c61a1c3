using System.Collections.Concurrent;
using Reports.EventStore.Log;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>
/// The connections by which one log reads its ledger, kept for the next read. Thread safe; each connection is one thread's at a time.
/// </summary>
internal sealed class LedgerReaders : IDisposable
{
    private const int Kept = 16;

    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private readonly string _path;
    private readonly Way _way;
    private readonly string? _files;
    private readonly Stamp? _stamp;
    private volatile bool _disposed;

    /// <summary>How a ledger is read.</summary>
    private enum Way
    {
        /// <summary>Beside a writer that may come at any time.</summary>
        Shared,

        /// <summary>On media that cannot be written, with all commits in the file.</summary>
        Unchanging,

        /// <summary>The same with commits waiting beside it: their index is made in memory, not in a file that is shared.</summary>
        UnchangingWithCommits,
    }

    private LedgerReaders(string path, Way way, string? files = null)
    {
        _path = path;
        _way = way;
        _files = files;
        // Read before the first connection looks at anything.
        if (way != Way.Shared) _stamp = Stamp.Of(path);
    }

    /// <summary>Readers beside a writer of the same process.</summary>
    public static LedgerReaders Beside(string path, string? files) => new(path, Way.Shared, files);

    /// <summary>Readers of a ledger, in the way that its media allow, once its format is checked.</summary>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    /// <exception cref="LogException">It is no ledger, or damaged.</exception>
    public static LedgerReaders Open(string path)
    {
        try
        {
            return Checked(path, Way.Shared);
        }
        catch (SqliteFailure failure) when (failure.Primary is SQLITE_CANTOPEN or SQLITE_READONLY)
        {
            // No file can be made beside the ledger. What waits in its write-ahead log was acknowledged, and is read as well.
            return Checked(path, Stamp.Of(path).WaitingBytes == 0 ? Way.Unchanging : Way.UnchangingWithCommits);
        }
    }

    /// <exception cref="SqliteFailure">The ledger cannot be opened.</exception>
    /// <exception cref="LogUnavailableException">It was taken for unchanging, and changed.</exception>
    public SqliteDatabase Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckUnchanged();
        return _idle.TryTake(out var kept) ? kept : Connect();
    }

    /// <summary>Takes a connection back, out of its transaction.</summary>
    /// <param name="isGood">False when a read failed: the connection is then closed.</param>
    public void Give(SqliteDatabase database, bool isGood)
    {
        if (isGood && database.IsInTransaction) database.Execute("COMMIT");
        if (isGood && !_disposed && _idle.Count < Kept) _idle.Add(database);
        else Close(database);
        // Closed meanwhile: nobody else would look among the idle ones again.
        if (_disposed) Dispose();
        // What was read is no answer when the file changed meanwhile.
        if (isGood) CheckUnchanged();
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var database)) Close(database);
    }

    private static LedgerReaders Checked(string path, Way way)
    {
        var readers = new LedgerReaders(path, way);
        var database = readers.Connect();
        try
        {
            LedgerFile.CheckFormat(database);
        }
        catch
        {
            readers.Close(database);
            throw;
        }

        readers.Give(database, isGood: true);
        return readers;
    }

    private SqliteDatabase Connect()
    {
        var database = _way switch
        {
            // To write as well, where that is allowed: the last one to leave then takes the empty files beside the ledger away.
            Way.Shared => SqliteDatabase.Open(LedgerFile.Uri(_path, "rw"), _path, SQLITE_OPEN_READWRITE, _files),
            Way.Unchanging => SqliteDatabase.Open(LedgerFile.Uri(_path, "ro") + "&immutable=1", _path, SQLITE_OPEN_READONLY),
            _ => SqliteDatabase.Open(
                LedgerFile.Uri(_path, "ro"), _path, SQLITE_OPEN_READONLY, OperatingSystem.IsWindows() ? "win32-none" : "unix-none"),
        };
        try
        {
            database.MergesOnClose = false;
            if (_way == Way.UnchangingWithCommits) database.Execute("PRAGMA locking_mode = EXCLUSIVE;");
            database.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -4096; PRAGMA cell_size_check = 1;");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A reader merges no commits into the file, that is the writer's; where none wait it leaves one file behind.</summary>
    private void Close(SqliteDatabase database)
    {
        if (_way == Way.Shared) database.MergesOnClose = Stamp.Of(_path).WaitingBytes == 0;
        database.Dispose();
    }

    private void CheckUnchanged()
    {
        if (_stamp is { } stamp && stamp != Stamp.Of(_path))
            throw new LogUnavailableException($"{_path} is on media that cannot be written from here, and was changed from elsewhere: open it again");
    }

    /// <summary>By what a change of the ledger shows from outside.</summary>
    private readonly record struct Stamp(long Bytes, DateTime Changed, long WaitingBytes, DateTime WaitingChanged)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            var waiting = new FileInfo(path + "-wal");
            return new Stamp(
                file.Exists ? file.Length : -1, file.LastWriteTimeUtc,
                waiting.Exists ? waiting.Length : 0, waiting.Exists && waiting.Length > 0 ? waiting.LastWriteTimeUtc : default);
        }
    }
}
