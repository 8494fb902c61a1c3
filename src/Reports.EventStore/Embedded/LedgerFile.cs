using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Reports.EventStore.Log;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>The layout of a ledger file, and the checksums by which a reader knows that it reads what was written.</summary>
internal static class LedgerFile
{
    /// <summary>"RPTS", in the header of the SQLite file.</summary>
    public const int ApplicationId = 0x52505453;

    /// <summary>The version of this layout; a newer one is refused.</summary>
    public const int Format = 1;

    public const int PageSize = 8192;

    public const string Schema = """
        CREATE TABLE events (
          position INTEGER PRIMARY KEY,
          stream   TEXT    NOT NULL,
          revision INTEGER NOT NULL,
          type     TEXT    NOT NULL,
          id       BLOB    NOT NULL,
          checksum INTEGER NOT NULL,
          data     TEXT    NOT NULL,
          metadata TEXT    NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
        CREATE TABLE head (
          id       INTEGER PRIMARY KEY CHECK (id = 1),
          position INTEGER NOT NULL,
          checksum INTEGER NOT NULL
        ) STRICT;
        """;

    public const string Columns = "position, revision, stream, type, id, checksum, data, metadata";

    /// <summary>XXH3-64 over one row's texts, seeded with its numbers and lengths, so that no two rows can trade places or borders.</summary>
    /// <param name="texts">Stream, type, id, data and metadata, one after another.</param>
    public static long Checksum(long position, long revision, int stream, int type, int data, ReadOnlySpan<byte> texts)
    {
        const long First = unchecked((long)0x9E3779B97F4A7C15);
        const long Second = unchecked((long)0xC2B2AE3D27D4EB4F);
        var seed = unchecked((position * First) ^ (revision * Second) ^ ((long)stream << 48) ^ ((long)type << 40) ^ data);
        return unchecked((long)XxHash3.HashToUInt64(texts, seed));
    }

    public static long HeadChecksum(long position)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(bytes, ApplicationId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], position);
        return unchecked((long)XxHash3.HashToUInt64(bytes));
    }

    /// <summary>The position of the last event, as the last commit wrote it.</summary>
    public static long Head(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT position, checksum FROM head WHERE id = 1");
        try
        {
            if (!statement.Step()) throw new LogDamagedException($"{database.Name}: the head row is missing");
            var position = statement.Int64(0);
            return statement.Int64(1) == HeadChecksum(position) && position >= 0
                ? position
                : throw new LogDamagedException($"{database.Name}: the head row is damaged");
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>
    /// Makes an empty ledger under another name and moves it into place, so that a ledger is there whole or not at all, whenever
    /// the making is cut short. The caller holds the writer's lock.
    /// </summary>
    /// <exception cref="LogDamagedException">There are commits of a ledger whose file is gone.</exception>
    public static void Create(string path)
    {
        if (File.Exists(path + "-wal"))
            throw new LogDamagedException($"{path} is missing, and {path}-wal beside it holds commits of it: restore both from a backup, or move that file away");
        var making = path + "-new";
        foreach (var left in (string[])[making, making + "-journal", making + "-wal", making + "-shm"]) File.Delete(left);
        using (var database = SqliteDatabase.Open(Uri(making, "rwc"), making, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE))
        {
            database.ReservedBytes = PageGuard.Bytes;
            database.Execute($"PRAGMA page_size = {PageSize}; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
            database.Execute(Schema);
            database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Format};");
            database.Execute($"INSERT INTO head (id, position, checksum) VALUES (1, 0, {HeadChecksum(0)}); COMMIT; PRAGMA journal_mode = WAL;");
        }

        // The folder is synced by SQLite with the first commit's write-ahead log, before anything is acknowledged.
        File.Move(making, path, overwrite: false);
    }

    public static string Uri(string path, string mode) =>
        "file:" + System.Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal) + "?mode=" + mode;

    /// <summary>Rows after the head would be no part of any commit, and rows missing before it were taken away.</summary>
    public static void CheckEnd(SqliteDatabase database, long head)
    {
        var last = database.Scalar("SELECT max(position) FROM events");
        if (last != head)
            throw new LogDamagedException(last < head
                ? $"{database.Name}: positions {last + 1} to {head} are missing at the end of the log"
                : $"{database.Name}: positions {head + 1} to {last} follow the last commit");
    }

    /// <summary>Refuses a file that is no ledger, or that a newer version wrote.</summary>
    public static void CheckFormat(SqliteDatabase database)
    {
        var application = database.Scalar("PRAGMA application_id");
        if (application != ApplicationId)
            throw new LogForeignException($"{database.Name} is not a ledger (its application id is {application:X8})");
        var format = database.Scalar("PRAGMA user_version");
        if (format > Format)
            throw new LogForeignException(string.Create(
                CultureInfo.InvariantCulture,
                $"{database.Name} was written by a newer version of Reports (format {format}; this build reads up to {Format}): use a newer build"));
        if (format < 1) throw new LogForeignException($"{database.Name} is not a ledger (format {format})");
        if (database.ReservedBytes != PageGuard.Bytes || database.Scalar("PRAGMA page_size") != PageSize)
            throw new LogDamagedException($"{database.Name}: the header of the file is damaged (its page size)");
        CheckSchema(database);
    }

    /// <summary>The tables and the index as they were made, and nothing beside them that could act on its own.</summary>
    private static void CheckSchema(SqliteDatabase database)
    {
        var statements = Schema.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isWhole = database.Scalar("SELECT count(*) FROM sqlite_schema") == statements.Length;
        foreach (var statement in statements)
            isWhole &= database.Scalar($"SELECT count(*) FROM sqlite_schema WHERE sql = '{statement}'") == 1;
        if (!isWhole) throw new LogDamagedException($"{database.Name}: its tables are not those of a ledger of format {Format}");
        // SQLite would look names up in another encoding, and read past what waits in the write-ahead log in another mode.
        if (database.Scalar("SELECT encoding = 'UTF-8' FROM pragma_encoding") != 1)
            throw new LogDamagedException($"{database.Name}: the header of the file is damaged (its encoding)");
    }
}
