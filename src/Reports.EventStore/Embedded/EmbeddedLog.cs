using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Reports.EventStore.Log;
using SQLitePCL;

namespace Reports.EventStore.Embedded;

/// <summary>
/// The embedded log: one SQLite file, one writer, any number of readers in this and other processes. Thread safe.
/// </summary>
public sealed class EmbeddedLog : IEventLog
{
    private const int PagesAhead = 3;
    private const int ReadersKept = 16;

    /// <summary>A read of at most this many events is done on the caller's thread.</summary>
    private const int SmallRead = 512;

    private readonly string _uri;
    private readonly EmbeddedLogOptions _options;
    private readonly WriterLock? _lock;
    private readonly LogWriter? _writer;
    private readonly SqliteDatabase? _writerDatabase;
    private readonly ConcurrentBag<SqliteDatabase> _readers = [];
    private readonly ConcurrentBag<PageBuffer> _pages = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private EmbeddedLog(string path, string uri, EmbeddedLogOptions options, WriterLock? taken, SqliteDatabase? writer)
    {
        Name = path;
        _uri = uri;
        _options = options;
        _lock = taken;
        _writerDatabase = writer;
        if (writer is not null) _writer = new LogWriter(writer, _ => Announce());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens the ledger in a file.</summary>
    /// <exception cref="WriterExistsException">Another process writes it.</exception>
    /// <exception cref="LogForeignException">The file is no ledger, or a newer version wrote it.</exception>
    /// <exception cref="LogDamagedException">The file is damaged where opening it looks.</exception>
    /// <exception cref="LogReadOnlyException">It is to be written and cannot be.</exception>
    /// <exception cref="LogUnavailableException">There is no such file or folder, or it cannot be opened.</exception>
    public static EmbeddedLog Open(string path, LedgerMode mode, EmbeddedLogOptions? options = null)
    {
        options ??= new EmbeddedLogOptions();
        path = Path.GetFullPath(path);
        if (Directory.Exists(path)) throw new LogUnavailableException($"{path} is a folder; a ledger is a file");
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder)) throw new LogUnavailableException($"{path}: there is no folder {folder}");
        return mode == LedgerMode.Write ? OpenToWrite(path, options) : OpenToRead(path, options);
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        (await AppendAsync([new StreamAppend(stream, expected, events)], cancellation))[0];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_writer is null) throw new LogReadOnlyException($"{Name} was opened for reading");
        AppendLimits.Check(appends);
        return await _writer.AppendAsync(appends, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        Pages(database => LogScan.Stream(database, stream, read), read.MaxCount is > 0 and <= SmallRead, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, CancellationToken cancellation = default) =>
        Pages(database => LogScan.All(database, read), IsSmall(read), cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventPage> SubscribeAsync(
        Position after, EventFilter filter = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // After the very end means after what is there now.
        var next = after.Commit == long.MaxValue ? await HeadAsync(cancellation) : after;
        while (true)
        {
            // Taken before the read: what is appended during it wakes the wait below.
            var appended = Volatile.Read(ref _appended).Task;
            await foreach (var page in ReadAllAsync(new LogRead(Position.At(next.Commit + 1), Filter: filter), cancellation))
            {
                next = page.Next > next ? page.Next : next;
                yield return page;
            }

            yield return new EventPage(ReadOnlyMemory<RecordedEvent>.Empty, next, CaughtUp: true);
            var isOwn = _writer is not null;
            while (!appended.IsCompleted && (isOwn || await HeadAsync(cancellation) <= next))
            {
                if (isOwn) await appended.WaitAsync(cancellation);
                else await Task.Delay(_options.PollInterval, _options.Time, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Position> HeadAsync(CancellationToken cancellation = default) =>
        ValueTask.FromResult(Position.At(Snapshot(database =>
        {
            var head = LedgerFile.Head(database);
            LedgerFile.CheckEnd(database, head);
            return head;
        })));

    /// <summary>
    /// Reads all of the log and of its index, and compares the two: finds the damage that a read of one stream cannot see, an
    /// index that leaves entries out. Takes as long as a rebuild.
    /// </summary>
    /// <exception cref="LogDamagedException">Something is not what was written.</exception>
    public async Task VerifyAsync(CancellationToken cancellation = default)
    {
        var check = new IndexCheck();
        await foreach (var page in ReadAllAsync(default, cancellation)) check.Add(page.Events.Span);
        Snapshot(database =>
        {
            check.Compare(database, cancellation);
            return true;
        });
    }

    /// <inheritdoc/>
    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) =>
        ValueTask.FromResult(Snapshot(database => LogScan.CheckedRevision(database, stream)));

    /// <summary>Closes the ledger. What waits to be appended is written first; a clean close leaves one file.</summary>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        _writer?.Dispose();
        // Wakes the subscriptions, which find the log closed.
        Announce();
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _writerDatabase?.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EmbeddedLog OpenToWrite(string path, EmbeddedLogOptions options)
    {
        var taken = WriterLock.Take(path, options.Writer, options.Time);
        SqliteDatabase? database = null;
        try
        {
            if (!File.Exists(path)) LedgerFile.Create(path);
            else if (new FileInfo(path).Length == 0) throw new LogForeignException($"{path} is empty, which no ledger is: take it away to have one made there");
            WriteAheadLog.Check(path);
            database = SqliteDatabase.Open(LedgerFile.Uri(path, "rw"), path, raw.SQLITE_OPEN_READWRITE);
            LedgerFile.CheckFormat(database);
            // FULL: a commit is acknowledged only after the write-ahead log was synced.
            database.Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {options.CheckpointPages};");
            // What waited is merged, and the log begins anew: frames of a torn tail are never taken for frames that follow new ones.
            // Not at the price of waiting for a reader.
            database.Execute("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA cell_size_check = 1;");
            LedgerFile.CheckEnd(database, LedgerFile.Head(database));
            return new EmbeddedLog(path, LedgerFile.Uri(path, "ro"), options, taken, database);
        }
        catch (SqliteFailure failure)
        {
            database?.Dispose();
            taken.Dispose();
            throw Translate(failure, path);
        }
        catch
        {
            database?.Dispose();
            taken.Dispose();
            throw;
        }
    }

    private static EmbeddedLog OpenToRead(string path, EmbeddedLogOptions options)
    {
        if (!File.Exists(path)) throw new LogUnavailableException($"there is no ledger at {path}; 'reports ingest' makes one");
        try
        {
            WriteAheadLog.Check(path);
            var uri = ReadableUri(path);
            using (var database = SqliteDatabase.Open(uri, path, raw.SQLITE_OPEN_READONLY))
                LedgerFile.CheckFormat(database);
            return new EmbeddedLog(path, uri, options, null, null);
        }
        catch (SqliteFailure failure)
        {
            throw Translate(failure, path);
        }
    }

    /// <summary>
    /// A ledger on media that cannot be written is read as it is, provided that nothing waits in its write-ahead log: what waits
    /// there was acknowledged, and leaving it out would be a wrong answer.
    /// </summary>
    private static string ReadableUri(string path)
    {
        var uri = LedgerFile.Uri(path, "ro");
        try
        {
            using var database = SqliteDatabase.Open(uri, path, raw.SQLITE_OPEN_READONLY);
            database.Scalar("SELECT count(*) FROM sqlite_schema");
            return uri;
        }
        catch (SqliteFailure failure) when (failure.Primary is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY)
        {
            var waiting = new FileInfo(path + "-wal");
            if (!waiting.Exists || waiting.Length == 0) return uri + "&immutable=1";
            throw new LogUnavailableException(
                $"{path} is on media that cannot be written, and {waiting.Name} beside it holds commits that are not merged: "
                + "copy both files to a folder that can be written, and read the copy", failure);
        }
    }

    private static bool IsSmall(LogRead read)
    {
        if (read.MaxCount is > 0 and <= SmallRead && read.Filter.IsEmpty) return true;
        return read.Direction == ReadDirection.Forwards && read is { From: { } from, To: { } to } && to.Commit - from.Commit < SmallRead;
    }

    /// <summary>Runs a scan. A long one runs ahead of its reader on a thread of its own, by a bounded number of pages.</summary>
    private async IAsyncEnumerable<EventPage> Pages(
        Func<SqliteDatabase, LogScan> open, bool isSmall, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (isSmall)
        {
            foreach (var page in Small(open, cancellation)) yield return page;
            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<(PageBuffer Page, long Reached)>(
            new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
        var scan = Task.Factory.StartNew(
            () => ScanInto(open, pages.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (await pages.Reader.WaitToReadAsync(cancellation))
                while (pages.Reader.TryRead(out var next))
                {
                    yield return new EventPage(next.Page.Events, Position.At(next.Reached), CaughtUp: false);
                    _pages.Add(next.Page);
                }
        }
        finally
        {
            await stop.CancelAsync();
            await scan;
        }
    }

    private IEnumerable<EventPage> Small(Func<SqliteDatabase, LogScan> open, CancellationToken cancellation)
    {
        var page = _pages.TryTake(out var kept) ? kept : new PageBuffer();
        var database = TakeReader();
        var isGood = false;
        try
        {
            Translating(() => database.Execute("BEGIN"));
            using var scan = Translating(() => open(database));
            while (Translating(() => scan.Fill(page, cancellation))) yield return new EventPage(page.Events, Position.At(scan.Reached), CaughtUp: false);
            isGood = true;
        }
        finally
        {
            GiveBack(database, isGood);
            _pages.Add(page);
        }
    }

    private void ScanInto(Func<SqliteDatabase, LogScan> open, ChannelWriter<(PageBuffer, long)> pages, CancellationToken stop)
    {
        SqliteDatabase? database = null;
        try
        {
            database = TakeReader();
            database.Execute("BEGIN");
            using (var scan = open(database))
            {
                while (true)
                {
                    var page = _pages.TryTake(out var kept) ? kept : new PageBuffer();
                    if (!scan.Fill(page, stop))
                    {
                        _pages.Add(page);
                        break;
                    }

                    if (!Write(pages, (page, scan.Reached), stop)) break;
                }
            }

            GiveBack(database, isGood: true);
            pages.Complete();
        }
        catch (Exception e)
        {
            if (database is not null) GiveBack(database, isGood: false);
            pages.Complete(e is SqliteFailure failure ? Translate(failure, Name) : e);
        }
    }

    private static bool Write(ChannelWriter<(PageBuffer, long)> pages, (PageBuffer, long) page, CancellationToken stop)
    {
        while (!pages.TryWrite(page))
        {
            var room = pages.WaitToWriteAsync(stop).AsTask();
            try
            {
                room.Wait(CancellationToken.None);
            }
            catch (AggregateException e) when (e.InnerException is OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }

    private T Snapshot<T>(Func<SqliteDatabase, T> read)
    {
        var database = TakeReader();
        var isGood = false;
        try
        {
            var result = Translating(() =>
            {
                database.Execute("BEGIN");
                return read(database);
            });
            isGood = true;
            return result;
        }
        finally
        {
            GiveBack(database, isGood);
        }
    }

    private SqliteDatabase TakeReader()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_readers.TryTake(out var kept)) return kept;
        return Translating(() =>
        {
            var database = SqliteDatabase.Open(_uri, Name, raw.SQLITE_OPEN_READONLY);
            database.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA cell_size_check = 1;");
            return database;
        });
    }

    private void GiveBack(SqliteDatabase database, bool isGood)
    {
        if (isGood && !_disposed && _readers.Count < ReadersKept)
        {
            if (database.IsInTransaction) database.Execute("COMMIT");
            _readers.Add(database);
        }
        else
        {
            database.Dispose();
        }
    }

    private void Announce() =>
        Interlocked.Exchange(ref _appended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private void Translating(Action action) => Translating(() =>
    {
        action();
        return true;
    });

    private T Translating<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteFailure failure)
        {
            throw Translate(failure, Name);
        }
    }

    private static LogException Translate(SqliteFailure failure, string path) =>
        failure.Primary == raw.SQLITE_NOTADB ? new LogForeignException($"{path} is not a ledger: {failure.Message}")
        : failure.IsDamage ? new LogDamagedException(failure.Message, failure)
        : new LogUnavailableException(failure.Message, failure);
}
