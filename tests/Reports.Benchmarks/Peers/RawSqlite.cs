using System.Runtime.InteropServices;
using System.Text;
using Reports.EventStore.Log;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Reports.Benchmarks.Peers;

/// <summary>SQLite with nothing around it: the limit that the embedded log is held to. One thread at a time.</summary>
public sealed unsafe partial class RawSqlite : IDisposable
{
    private const string Library = "e_sqlite3";

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt? _insert;
    private long _position;

    static RawSqlite() => Batteries_V2.Init();

    private RawSqlite(string path, bool isNew)
    {
        Check(sqlite3_open_v2(path, out _database, isNew ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY, null));
        if (!isNew) return;
        // The pragmas, the table and the index of the embedded log.
        Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;");
        Execute("""
            CREATE TABLE events (
              position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL,
              id BLOB NOT NULL, checksum INTEGER NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL) STRICT;
            CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
            """);
        Check(sqlite3_prepare_v2(_database, "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", out _insert));
    }

    public static RawSqlite Create(string path) => new(path, isNew: true);

    public static RawSqlite OpenToRead(string path) => new(path, isNew: false);

    /// <summary>One durable transaction of rows that are the log's.</summary>
    public void Insert(IReadOnlyList<StreamAppend> appends)
    {
        Execute("BEGIN IMMEDIATE");
        Span<byte> id = stackalloc byte[16];
        Span<byte> stream = stackalloc byte[StreamName.MaxLength];
        Span<byte> type = stackalloc byte[LogLimits.TypeLength];
        foreach (var append in appends)
        {
            var revision = append.Expected.IsNoStream ? 0 : append.Expected.Value + 1;
            var name = stream[..Encoding.ASCII.GetBytes(append.Stream.Value, stream)];
            foreach (var e in append.Events)
            {
                e.Id.TryWriteBytes(id, bigEndian: true, out _);
                sqlite3_bind_int64(_insert, 1, ++_position);
                sqlite3_bind_text(_insert, 2, name);
                sqlite3_bind_int64(_insert, 3, revision++);
                sqlite3_bind_text(_insert, 4, type[..Encoding.ASCII.GetBytes(e.Type, type)]);
                sqlite3_bind_blob(_insert, 5, id);
                sqlite3_bind_int64(_insert, 6, _position * 0x1E3779B97F4A7C15);
                sqlite3_bind_text(_insert, 7, e.Data.Span);
                sqlite3_bind_text(_insert, 8, e.Metadata.Span);
                var result = sqlite3_step(_insert);
                if (result != SQLITE_DONE) Check(result);
                sqlite3_reset(_insert);
            }
        }

        Execute("COMMIT");
    }

    /// <summary>Steps through every row in order and looks at every column, as the log's reader must.</summary>
    /// <returns>Rows, and bytes of their texts.</returns>
    public (long Rows, long Bytes) Scan()
    {
        Check(sqlite3_prepare_v2(
            _database, "SELECT position, revision, stream, type, id, checksum, data, metadata FROM events ORDER BY position", out var rows));
        using (rows)
        {
            var pointer = rows.DangerousGetHandle();
            long count = 0, bytes = 0, sum = 0;
            int result;
            while ((result = Step(pointer)) == SQLITE_ROW)
            {
                count++;
                sum ^= Int64(pointer, 0) ^ Int64(pointer, 1) ^ Int64(pointer, 5);
                bytes += Length(pointer, 2) + Length(pointer, 3) + Length(pointer, 4) + Length(pointer, 6) + Length(pointer, 7);
            }

            if (result != SQLITE_DONE) Check(result);
            GC.KeepAlive(sum);
            return (count, bytes);
        }
    }

    public void Dispose()
    {
        _insert?.Dispose();
        _database.Dispose();
    }

    private static int Length(nint row, int column) => Blob(row, column) is null ? 0 : Bytes(row, column);

    private void Execute(string sql) => Check(sqlite3_exec(_database, sql));

    private void Check(int result)
    {
        if (result != SQLITE_OK) throw new InvalidOperationException($"SQLite: {sqlite3_errmsg(_database).utf8_to_string()} ({result})");
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    private static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    private static partial long Int64(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    private static partial byte* Blob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    private static partial int Bytes(nint statement, int column);
}
