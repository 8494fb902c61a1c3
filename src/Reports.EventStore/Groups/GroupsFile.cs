using System.Globalization;
using System.Text;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using static SQLitePCL.raw;

namespace Reports.EventStore.Groups;

/// <summary>
/// The groups of consumers of a ledger, in a SQLite file of their own beside it: what each has done and what it set aside is no
/// fact, and changes. Every change is durable when its method returns, whole or not at all. Pages carry checksums, as those of a
/// ledger do. One process at a time has it open. Thread safe.
/// </summary>
public sealed class GroupsFile : IDisposable
{
    /// <summary>What stands after the name of a ledger's file in the name of its groups' file.</summary>
    public const string Suffix = "-groups";

    public const int MostGroups = 1000;

    private const int ApplicationId = 0x52504753;
    private const int Format = 1;

    private const string Schema = """
        CREATE TABLE groups (
          number     INTEGER PRIMARY KEY,
          source     TEXT    NOT NULL,
          name       TEXT    NOT NULL,
          definition TEXT    NOT NULL,
          start      INTEGER NOT NULL,
          checkpoint INTEGER,
          next_parked INTEGER NOT NULL,
          UNIQUE (source, name)
        ) STRICT;
        CREATE TABLE parked (
          group_number INTEGER NOT NULL REFERENCES groups (number) ON DELETE CASCADE,
          number       INTEGER NOT NULL,
          place        INTEGER NOT NULL,
          id           BLOB    NOT NULL,
          reason       TEXT    NOT NULL,
          parked_at    INTEGER NOT NULL,
          replaying    INTEGER NOT NULL,
          PRIMARY KEY (group_number, number)
        ) STRICT, WITHOUT ROWID;
        """;

    private readonly SqliteDatabase _database;
    private readonly Lock _gate = new();

    private GroupsFile(SqliteDatabase database) => _database = database;

    /// <summary>The file, for messages.</summary>
    public string Name => _database.Name;

    /// <summary>Opens the groups in a file, which is made when it is not there.</summary>
    /// <exception cref="LogDamagedException">The file is not what was written; the message names it.</exception>
    /// <exception cref="LogForeignException">The file holds no groups, or a newer version wrote it.</exception>
    /// <exception cref="LogUnavailableException">It cannot be opened, or another process has it open.</exception>
    public static GroupsFile Open(string path) => SqliteFailure.Telling(() =>
    {
        if (!File.Exists(path)) Create(path);
        var database = SqliteDatabase.Open(LedgerFile.Uri(path, "rw"), path, SQLITE_OPEN_READWRITE);
        try
        {
            database.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            Check(database);
            // Takes the lock now: a second process is to be told at its start.
            database.Execute("BEGIN IMMEDIATE; COMMIT;");
            return new GroupsFile(database);
        }
        catch (SqliteFailure failure) when (failure.Primary is SQLITE_BUSY or SQLITE_LOCKED)
        {
            database.Dispose();
            throw new LogUnavailableException($"{path}: another process serves these groups", failure);
        }
        catch (SqliteFailure failure) when (failure.Primary == SQLITE_NOTADB)
        {
            database.Dispose();
            throw new LogForeignException($"{path} holds no groups of consumers: move it away");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    });

    /// <summary>All groups, ordered by source and name.</summary>
    public IReadOnlyList<StoredGroup> Groups() => Locked(() =>
    {
        var rows = _database.Statement("SELECT source, name, definition, start, checkpoint FROM groups ORDER BY source, name");
        var groups = new List<StoredGroup>();
        try
        {
            while (rows.Step())
                groups.Add(new StoredGroup(Text(rows, 0), Text(rows, 1), Text(rows, 2), rows.Int64(3), rows.IsNull(4) ? null : rows.Int64(4)));
        }
        finally
        {
            rows.Reset();
        }

        return groups;
    });

    /// <summary>Stores a group that is new.</summary>
    /// <exception cref="LimitExceededException">There are <see cref="MostGroups"/> already.</exception>
    public void Add(StoredGroup group) => Write(() =>
    {
        if (_database.Scalar("SELECT count(*) FROM groups") >= MostGroups)
            throw new LimitExceededException($"{Name}: there are {MostGroups} groups already; delete one");
        _database.Statement("INSERT INTO groups (source, name, definition, start, next_parked) VALUES (?1, ?2, ?3, ?4, 0)")
            .BindText(1, Encoding.UTF8.GetBytes(group.Source)).BindText(2, Encoding.UTF8.GetBytes(group.Name))
            .BindText(3, Encoding.UTF8.GetBytes(group.Definition)).Bind(4, group.Start).Run();
    });

    /// <summary>Stores another definition of a group, and another start, which counts as long as there is no checkpoint.</summary>
    public void Update(StoredGroup group) => Write(() =>
        _database.Statement("UPDATE groups SET definition = ?2, start = ?3 WHERE number = ?1")
            .Bind(1, Number(group.Source, group.Name)).BindText(2, Encoding.UTF8.GetBytes(group.Definition)).Bind(3, group.Start).Run());

    /// <summary>Forgets a group and what it parked.</summary>
    public void Delete(string source, string name) => Write(() =>
        _database.Statement("DELETE FROM groups WHERE number = ?1").Bind(1, Number(source, name)).Run());

    /// <summary>Stores changes of a group, in order, all of them or none.</summary>
    public void Apply(string source, string name, IReadOnlyList<GroupChange> changes) => Write(() =>
    {
        var number = Number(source, name);
        foreach (var change in changes) Apply(number, change);
    });

    /// <summary>Parked events in the order of their numbers.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="most">Events at most.</param>
    /// <param name="onlyReplaying">Only those that are to be replayed.</param>
    public IReadOnlyList<ParkedEvent> Parked(string source, string name, long from, int most, bool onlyReplaying) => Locked(() =>
    {
        var rows = _database.Statement("SELECT number, place, id, reason, parked_at, replaying FROM parked WHERE group_number = ?1 AND number >= ?2 AND replaying >= ?3 ORDER BY number LIMIT ?4")
            .Bind(1, Number(source, name)).Bind(2, from).Bind(3, onlyReplaying ? 1 : 0).Bind(4, most);
        var parked = new List<ParkedEvent>();
        try
        {
            while (rows.Step())
                parked.Add(new ParkedEvent(
                    rows.Int64(0), rows.Int64(1), new Guid(rows.Bytes(2), bigEndian: true), Text(rows, 3),
                    DateTimeOffset.UnixEpoch.AddMicroseconds(rows.Int64(4)), rows.Int64(5) != 0));
        }
        finally
        {
            rows.Reset();
        }

        return parked;
    });

    /// <summary>How many events are parked, and the places of those after a place.</summary>
    public (long Count, IReadOnlyList<long> Places) ParkedAfter(string source, string name, long place) => Locked<(long, IReadOnlyList<long>)>(() =>
    {
        var number = Number(source, name);
        var count = _database.Scalar(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM parked WHERE group_number = {number}"));
        var rows = _database.Statement("SELECT place FROM parked WHERE group_number = ?1 AND place > ?2 ORDER BY place").Bind(1, number).Bind(2, place);
        var places = new List<long>();
        try
        {
            while (rows.Step()) places.Add(rows.Int64(0));
        }
        finally
        {
            rows.Reset();
        }

        return (count, places);
    });

    public void Dispose()
    {
        lock (_gate) _database.Dispose();
    }

    private void Apply(long group, GroupChange change)
    {
        switch (change)
        {
            case GroupChange.Parked parked:
                if (parked.Replayed is { } replayed) Settle(group, replayed);
                _database.Statement(
                        "INSERT INTO parked SELECT number, next_parked, ?2, ?3, ?4, ?5, 0 FROM groups WHERE number = ?1")
                    .Bind(1, group).Bind(2, parked.Place).BindBlob(3, parked.Id.ToByteArray(bigEndian: true))
                    .BindText(4, Encoding.UTF8.GetBytes(parked.Reason)).Bind(5, (parked.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).Run();
                _database.Statement("UPDATE groups SET next_parked = next_parked + 1 WHERE number = ?1").Bind(1, group).Run();
                break;
            case GroupChange.Settled settled:
                Settle(group, settled.Number);
                break;
            case GroupChange.Checkpointed checkpoint:
                _database.Statement("UPDATE groups SET checkpoint = ?2 WHERE number = ?1").Bind(1, group).Bind(2, checkpoint.Place).Run();
                break;
            case GroupChange.Replaying replaying:
                _database.Statement("UPDATE parked SET replaying = 1 WHERE group_number = ?1 AND number < ?2").Bind(1, group).Bind(2, replaying.Below).Run();
                break;
        }
    }

    private void Settle(long group, long number) =>
        _database.Statement("DELETE FROM parked WHERE group_number = ?1 AND number = ?2").Bind(1, group).Bind(2, number).Run();

    private long Number(string source, string name)
    {
        var row = _database.Statement("SELECT number FROM groups WHERE source = ?1 AND name = ?2")
            .BindText(1, Encoding.UTF8.GetBytes(source)).BindText(2, Encoding.UTF8.GetBytes(name));
        try
        {
            return row.Step() ? row.Int64(0) : throw new InvalidOperationException($"{Name}: there is no group '{name}' of {source}");
        }
        finally
        {
            row.Reset();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate) return SqliteFailure.Telling(read);
    }

    private void Write(Action write)
    {
        lock (_gate) SqliteFailure.Telling(() =>
        {
            _database.Execute("BEGIN IMMEDIATE");
            try
            {
                write();
                _database.Execute("COMMIT");
            }
            finally
            {
                if (_database.IsInTransaction) _database.Execute("ROLLBACK");
            }
        });
    }

    /// <summary>Under another name first, so that it is there whole or not at all.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path + "-wal"))
            throw new LogDamagedException($"{path} is missing, and {path}-wal beside it holds changes to it: restore both from a backup, or move that file away");
        var making = path + "-new";
        foreach (var left in (string[])[making, making + "-journal", making + "-wal", making + "-shm"]) File.Delete(left);
        using (var database = SqliteDatabase.Open(LedgerFile.Uri(making, "rwc"), making, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE))
        {
            database.ReservedBytes = PageGuard.Bytes;
            database.Execute($"PRAGMA page_size = {LedgerFile.PageSize}; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
            database.Execute(Schema);
            database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Format}; COMMIT; PRAGMA journal_mode = WAL;");
        }

        File.Move(making, path, overwrite: false);
    }

    private static void Check(SqliteDatabase database)
    {
        if (database.Scalar("PRAGMA application_id") != ApplicationId)
            throw new LogForeignException($"{database.Name} holds no groups of consumers: move it away");
        var format = database.Scalar("PRAGMA user_version");
        if (format != Format)
            throw new LogForeignException(string.Create(
                CultureInfo.InvariantCulture, $"{database.Name} was written by a newer version of Reports (format {format}; this build reads {Format}): use a newer build"));
        // Small enough to be looked at whole: a group that went on from a wrong place would leave events out in silence.
        if (database.ReservedBytes != PageGuard.Bytes || database.Scalar("SELECT quick_check = 'ok' FROM pragma_quick_check") != 1
            || database.Scalar("SELECT count(*) FROM pragma_foreign_key_check") != 0)
            throw new LogDamagedException($"{database.Name} is damaged: restore it from a backup, or move it away, and the groups with it");
    }

    private static string Text(SqliteStatement rows, int column) => Encoding.UTF8.GetString(rows.Bytes(column));
}
