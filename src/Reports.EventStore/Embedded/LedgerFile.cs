using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Reports.EventStore.Log;

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
    }
}
