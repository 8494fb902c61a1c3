using System.Buffers;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// One read of the log, in one snapshot: yields pages of verified rows. Every row is checked against its checksum, and the rows
/// against one another: positions without gaps up to the head, revisions without gaps.
/// </summary>
internal sealed class LogScan : ILedgerScan
{
    private const int IdBytes = 16;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _rows;
    private readonly FilterBytes _filter;
    private readonly long _maxCount;
    private readonly bool _forwards;
    private readonly string? _stream;
    private readonly long _last;
    private long _expected;
    private long _count;
    private long _told;
    private bool _ended;
    private bool _hasRow;

    private LogScan(SqliteDatabase database, SqliteStatement rows, FilterBytes filter, long maxCount, bool forwards, string? stream, long first, long last, long reached)
    {
        _database = database;
        _rows = rows;
        _filter = filter;
        _maxCount = maxCount;
        _forwards = forwards;
        _stream = stream;
        _expected = first;
        _last = last;
        Reached = reached;
        _told = reached;
    }

    /// <inheritdoc/>
    public bool HasEnded => _ended;

    /// <inheritdoc/>
    public long Reached { get; private set; }

    /// <summary>A scan of the whole log. The database must be in a read transaction.</summary>
    public static LogScan All(SqliteDatabase database, LogRead read)
    {
        var head = LedgerFile.Head(database);
        LedgerFile.CheckEnd(database, head);
        if (read.Direction == ReadDirection.Forwards)
        {
            var from = Math.Max(1, read.After is { Commit: < long.MaxValue } after ? after.Commit + 1 : (read.After ?? read.From)?.Commit ?? 1);
            var to = Math.Min(head, read.To?.Commit ?? head);
            var rows = database.Statement($"SELECT {LedgerFile.Columns} FROM events WHERE position >= ?1 AND position <= ?2 ORDER BY position");
            rows.Bind(1, from).Bind(2, to);
            return new LogScan(database, rows, new FilterBytes(read.Filter), read.MaxCount, true, null, from, to, from - 1);
        }

        var before = Math.Min(head + 1, read.From is { } start && start.Commit < long.MaxValue ? start.Commit : head + 1);
        // Bounded first: a bound at the very end has no successor.
        var until = Math.Max(1, Math.Min(head, read.To?.Commit ?? 0) + 1);
        var backwards = database.Statement($"SELECT {LedgerFile.Columns} FROM events WHERE position >= ?1 AND position < ?2 ORDER BY position DESC");
        backwards.Bind(1, until).Bind(2, before);
        return new LogScan(database, backwards, new FilterBytes(read.Filter), read.MaxCount, false, null, before - 1, until, before);
    }

    /// <summary>A scan of one row, whatever is wrong with the rest of the log. The database must be in a read transaction.</summary>
    public static LogScan Row(SqliteDatabase database, long position)
    {
        var rows = database.Statement($"SELECT {LedgerFile.Columns} FROM events WHERE position = ?1");
        rows.Bind(1, position);
        return new LogScan(database, rows, FilterBytes.None, 1, true, null, position, position, position - 1);
    }

    /// <summary>A scan of one stream. The database must be in a read transaction.</summary>
    /// <param name="isEndChecked">The end of the log was looked at in this transaction.</param>
    public static LogScan Stream(SqliteDatabase database, StreamName stream, StreamRead read, bool isEndChecked = false)
    {
        var last = CheckedRevision(database, stream, isEndChecked) ?? -1;
        var name = stream.ToUtf8();
        var isForwards = read.Direction == ReadDirection.Forwards;
        var from = isForwards ? Math.Max(0, read.From ?? 0) : Math.Min(last, read.From ?? last);
        var rows = database.Statement(isForwards
            ? $"SELECT {LedgerFile.Columns} FROM events WHERE stream = ?1 AND revision >= ?2 ORDER BY revision"
            : $"SELECT {LedgerFile.Columns} FROM events WHERE stream = ?1 AND revision <= ?2 ORDER BY revision DESC");
        rows.BindText(1, name).Bind(2, from);
        return new LogScan(database, rows, FilterBytes.None, read.MaxCount, isForwards, stream.Value, from, isForwards ? last : 0, 0);
    }

    /// <summary>
    /// The last revision of a stream, or null, as far as one look can vouch for it: the log is whole at its end, and the entries
    /// of the index on either side of the stream's end are those of the rows that they lead to. The database must be in a read
    /// transaction.
    /// </summary>
    /// <exception cref="LogDamagedException">One of these is not so.</exception>
    public static long? CheckedRevision(SqliteDatabase database, StreamName stream, bool isEndChecked = false)
    {
        if (!isEndChecked) LedgerFile.CheckEnd(database, LedgerFile.Head(database));
        var name = stream.ToUtf8();
        var upTo = database.Statement(
            $"SELECT {LedgerFile.Columns} FROM events WHERE (stream, revision) <= (?1, {long.MaxValue}) ORDER BY stream DESC, revision DESC LIMIT 1");
        var after = database.Statement(
            $"SELECT {LedgerFile.Columns} FROM events WHERE (stream, revision) > (?1, {long.MaxValue}) ORDER BY stream, revision LIMIT 1");
        upTo.BindText(1, name);
        after.BindText(1, name);
        try
        {
            if (after.Step()) CheckRow(database, after);
            if (!upTo.Step()) return null;
            CheckRow(database, upTo);
            return upTo.Bytes(2).SequenceEqual(name) ? upTo.Int64(1) : null;
        }
        finally
        {
            upTo.Reset();
            after.Reset();
        }
    }

    /// <summary>The last revision of a stream as the index has it, or null; also within a transaction that writes.</summary>
    public static long? Revision(SqliteDatabase database, StreamName stream)
    {
        var rows = database.Statement("SELECT revision FROM events WHERE stream = ?1 ORDER BY revision DESC LIMIT 1");
        rows.BindText(1, stream.ToUtf8());
        try
        {
            return rows.Step() ? rows.Int64(0) : null;
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <inheritdoc/>
    public bool Fill(PageBuffer page, int rows, CancellationToken cancellation)
    {
        page.Clear();
        cancellation.ThrowIfCancellationRequested();
        if (!Add(page, rows, cancellation) && page.Count == 0 && Reached == _told) return false;
        _told = Reached;
        return true;
    }

    /// <summary>Adds rows to a page; true when the page has no room for the next.</summary>
    public bool Add(PageBuffer page, int rows, CancellationToken cancellation)
    {
        for (; !_ended && rows > 0; rows--)
        {
            if (!_hasRow)
            {
                if (!_rows.Step())
                {
                    End();
                    break;
                }

                _hasRow = true;
            }

            if (!Take(page)) return true;
            _hasRow = false;
            if (_maxCount > 0 && _count >= _maxCount) _ended = true;
            if ((_expected & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
        }

        return false;
    }

    public void Dispose() => _rows.Reset();

    private bool Take(PageBuffer page)
    {
        var position = _rows.Int64(0);
        var revision = _rows.Int64(1);
        var stream = _rows.Bytes(2);
        var type = _rows.Bytes(3);
        var id = _rows.Bytes(4);
        var data = _rows.Bytes(6);
        var metadata = _rows.Bytes(7);
        var length = stream.Length + type.Length + IdBytes + data.Length + metadata.Length;
        var room = page.Reserve(length);
        if (room.IsEmpty) return false;

        var number = _stream is null ? position : revision;
        if (number != _expected) throw Gap(number);
        if (id.Length != IdBytes) throw Damaged(_database, position, stream, revision);
        stream.CopyTo(room);
        type.CopyTo(room[stream.Length..]);
        id.CopyTo(room[(stream.Length + type.Length)..]);
        data.CopyTo(room[(stream.Length + type.Length + IdBytes)..]);
        metadata.CopyTo(room[(stream.Length + type.Length + IdBytes + data.Length)..]);
        if (_rows.Int64(5) != LedgerFile.Checksum(position, revision, stream.Length, type.Length, data.Length, room[..length]))
            throw Damaged(_database, position, stream, revision);

        _expected += _forwards ? 1 : -1;
        Reached = position;
        if (_filter.Matches(stream, type))
        {
            page.Add(position, revision, new Guid(id, bigEndian: true), stream.Length, type.Length, data.Length, length);
            _count++;
        }

        return true;
    }

    private void End()
    {
        _ended = true;
        // Forwards the next number would be one past the last; backwards one before the first.
        var isComplete = _forwards ? _expected > _last : _expected < _last;
        if (!isComplete) throw Gap(null);
    }

    private LogDamagedException Gap(long? found)
    {
        var what = _stream is null ? $"position {_expected}" : $"revision {_expected} of stream '{_stream}'";
        return new LogDamagedException($"{_database.Name}: {what} is missing{(found is { } next ? $"; {next} follows" : "")}");
    }

    private static void CheckRow(SqliteDatabase database, SqliteStatement row)
    {
        var stream = row.Bytes(2);
        var type = row.Bytes(3);
        var id = row.Bytes(4);
        var data = row.Bytes(6);
        var metadata = row.Bytes(7);
        var length = stream.Length + type.Length + id.Length + data.Length + metadata.Length;
        var pooled = ArrayPool<byte>.Shared.Rent(length);
        var texts = pooled.AsSpan(0, length);
        stream.CopyTo(texts);
        type.CopyTo(texts[stream.Length..]);
        id.CopyTo(texts[(stream.Length + type.Length)..]);
        data.CopyTo(texts[(stream.Length + type.Length + id.Length)..]);
        metadata.CopyTo(texts[(length - metadata.Length)..]);
        var checksum = LedgerFile.Checksum(row.Int64(0), row.Int64(1), stream.Length, type.Length, data.Length, texts);
        ArrayPool<byte>.Shared.Return(pooled);
        if (id.Length != IdBytes || row.Int64(5) != checksum)
            throw Damaged(database, row.Int64(0), stream, row.Int64(1));
    }

    private static LogDamagedException Damaged(SqliteDatabase database, long position, ReadOnlySpan<byte> stream, long revision) => new(
        $"{database.Name}: position {position} (stream '{Domain.Text.SafeText.Show(Encoding.UTF8.GetString(stream))}', revision {revision}) "
        + "is not what was written: its checksum does not match");
}
