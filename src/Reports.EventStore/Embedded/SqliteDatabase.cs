using Reports.EventStore.Log;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>One SQLite connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle, string name)
    {
        _handle = handle;
        Name = name;
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <param name="uri">A <c>file:</c> URI.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="flags">SQLITE_OPEN_… besides URI and NOMUTEX.</param>
    /// <param name="files">The file system of SQLite beneath the page checksums; null for the platform's own.</param>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public static SqliteDatabase Open(string uri, string name, int flags, string? files = null)
    {
        var result = sqlite3_open_v2(uri, out var handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, PageGuard.Over(files));
        if (result != SQLITE_OK)
        {
            var extended = handle is null ? result : sqlite3_extended_errcode(handle);
            handle?.Dispose();
            throw new SqliteFailure(extended, sqlite3_errstr(result).utf8_to_string(), name);
        }

        sqlite3_extended_result_codes(handle, 1);
        sqlite3_busy_timeout(handle, 5000);
        return new SqliteDatabase(handle, name);
    }

    public void Execute(string sql)
    {
        var result = sqlite3_exec(_handle, sql);
        if (result != SQLITE_OK) throw Failure(result);
    }

    public long Scalar(string sql)
    {
        var statement = Statement(sql);
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>A statement that is prepared once for each connection.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        var result = sqlite3_prepare_v3(_handle, sql, SQLITE_PREPARE_PERSISTENT, out var statement);
        if (result != SQLITE_OK) throw Failure(result);
        return _statements[sql] = new SqliteStatement(this, statement);
    }

    /// <summary>Bytes that each page keeps free at its end. Set on a database that holds nothing yet.</summary>
    public int ReservedBytes
    {
        get => SqliteLayout.Reserved(Pointer, -1);
        set => SqliteLayout.Reserved(Pointer, value);
    }

    /// <summary>Whether the last connection to close merges what waits in the write-ahead log, and takes it away.</summary>
    public bool MergesOnClose
    {
        set => sqlite3_db_config(_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, value ? 0 : 1, out _);
    }

    /// <summary>The sqlite3*, valid as long as this.</summary>
    public nint Pointer => _handle.DangerousGetHandle();

    /// <summary>Merges the write-ahead log into the file.</summary>
    /// <exception cref="SqliteFailure">It failed, or readers are in the way of a mode that waits for none.</exception>
    public void Merge(int mode)
    {
        var result = sqlite3_wal_checkpoint_v2(_handle, "main", mode, out _, out _);
        if (result != SQLITE_OK) throw Failure(result);
    }

    /// <summary>Ends what another thread executes.</summary>
    public void Interrupt() => sqlite3_interrupt(_handle);

    public bool IsInTransaction => sqlite3_get_autocommit(_handle) == 0;

    public SqliteFailure Failure(int result)
    {
        var extended = sqlite3_extended_errcode(_handle);
        var code = (extended & 0xFF) == (result & 0xFF) ? extended : result;
        return new SqliteFailure(code, code == PageGuard.DamagedPage ? PageGuard.DamagedPlace : sqlite3_errmsg(_handle).utf8_to_string(), Name);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }
}

/// <summary>What SQLite said went wrong, before it is told in the log's own terms.</summary>
internal sealed class SqliteFailure(int code, string message, string name) : Exception($"{name}: {message} (SQLite {code})")
{
    public int Code { get; } = code;

    public int Primary => Code & 0xFF;

    /// <summary>The log's own SQL is right: when SQLite takes it for an error, or for a broken rule, the tables are not the log's.</summary>
    public bool IsDamage =>
        Primary is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_MISMATCH or SQLITE_ERROR or SQLITE_CONSTRAINT or SQLITE_FORMAT
        || Code is SQLITE_IOERR_SHORT_READ or PageGuard.DamagedPage;

    /// <summary>The same in the log's own terms.</summary>
    public LogException Told =>
        Primary == SQLITE_NOTADB ? new LogForeignException($"{Message}: it is not a ledger")
        : IsDamage ? new LogDamagedException(Message, this)
        : new LogUnavailableException(Message, this);

    /// <summary>Runs something, and tells its failure in the log's own terms.</summary>
    public static T Telling<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteFailure failure)
        {
            throw failure.Told;
        }
    }

    public static void Telling(Action action) => Telling(() =>
    {
        action();
        return true;
    });

    public bool IsFull => Primary == SQLITE_FULL;

    private const int SQLITE_IOERR_SHORT_READ = SQLITE_IOERR | (2 << 8);
}
