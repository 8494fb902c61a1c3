using System.Diagnostics;
using System.Runtime.CompilerServices;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using SQLitePCL;

namespace Reports.EventStore.Embedded;

/// <summary>
/// The embedded log: one SQLite file, one writer, any number of readers in this and other processes. Thread safe.
/// </summary>
public sealed class EmbeddedLog : IEventLog
{
    /// <summary>A write-ahead log that grew beyond this while a reader stayed is cut back when it begins anew.</summary>
    private const int KeptWaitingBytes = 64 * 1024 * 1024;

    private readonly EmbeddedLogOptions _options;
    private readonly WriterLock? _lock;
    private readonly LogWriter? _writer;
    private readonly SqliteDatabase? _writerDatabase;
    private readonly LedgerReaders _readers;
    private readonly LedgerReads _reads;
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private EmbeddedLog(string path, EmbeddedLogOptions options, LedgerReaders readers, WriterLock? taken, SqliteDatabase? writer)
    {
        Name = path;
        _options = options;
        _readers = readers;
        _reads = new LedgerReads(readers);
        _lock = taken;
        _writerDatabase = writer;
        if (writer is not null) _writer = new LogWriter(writer, options, Announce);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool HasDensePositions => true;

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
        try
        {
            return OpenFile(path, mode, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogUnavailableException($"{path} cannot be opened: {e.Message}", e);
        }
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
        using var trace = AppendTelemetry.Begin(Name);
        var started = Stopwatch.GetTimestamp();
        var results = await _writer.AppendAsync(appends, cancellation);
        AppendTelemetry.Record(appends, results, started);
        return results;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        _reads.Pages(database => LogScan.Stream(database, stream, read), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadStreamsAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellation = default) =>
        streams.Count == 0 ? AsyncEnumerable.Empty<EventPage>() : _reads.Pages(database => new StreamsScan(database, streams), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, CancellationToken cancellation = default) =>
        _reads.Pages(database => LogScan.All(database, read), cancellation);

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
        ValueTask.FromResult(Position.At(_reads.Snapshot(database =>
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
    public Task VerifyAsync(CancellationToken cancellation = default) =>
        VerifyAsync(null, damaged => throw new LogDamagedException(damaged.Problem), cancellation);

    /// <summary>The same for somebody who has more to check of the events, and wants to know of all that the index has wrong.</summary>
    /// <param name="page">Given each page of the log, in order; valid during the call.</param>
    /// <param name="index">Told each place where the index is damaged, after the events.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LogDamagedException">An event is not what was written.</exception>
    public async Task VerifyAsync(Action<EventPage>? page, Action<Damage> index, CancellationToken cancellation = default)
    {
        var head = await HeadAsync(cancellation);
        var check = new IndexCheck(Name);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The index beside the events, on a core of its own.
        var reading = Task.Run(
            () => _reads.Snapshot(database =>
            {
                check.Read(database, head.Commit, stop.Token);
                return true;
            }),
            CancellationToken.None);
        try
        {
            await foreach (var next in ReadAllAsync(new LogRead(To: head), cancellation))
            {
                check.Add(next.Events.Span);
                page?.Invoke(next);
            }
        }
        catch
        {
            // What is wrong with the events is told first; the index is looked at by whoever names all that is.
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        await reading;
        check.Compare(index);
    }

    /// <summary>
    /// Looks at every page, row and index entry, whatever is wrong with others, and names each that is not what was written. Slower
    /// than <see cref="VerifyAsync(CancellationToken)"/>, which stops at the first.
    /// </summary>
    /// <param name="found">Told each damaged place: pages first, then events in order, then the index.</param>
    /// <param name="event">Told each event that is whole, in order; valid during the call.</param>
    /// <param name="progress">Told what is done and all, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    public void FindDamage(Action<Damage> found, Action<RecordedEvent>? @event = null, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        _reads.Snapshot(database =>
        {
            PageCheck.Run(database, found, progress, cancellation);
            new RowCheck(database, found).Run(@event, progress, cancellation);
            return true;
        });

    /// <summary>Compares the checksum of every page of the file, also of those that hold nothing.</summary>
    /// <param name="found">Told each damaged page.</param>
    /// <param name="progress">Told bytes done and all, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    public void CheckPages(Action<Damage> found, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        _reads.Snapshot(database =>
        {
            PageCheck.Run(database, found, progress, cancellation);
            return true;
        });

    /// <summary>Makes a ledger of all that is committed now, while others append. What they append meanwhile is not in it.</summary>
    /// <param name="path">The file to make; it must not be there.</param>
    /// <param name="cancellation">Stops it; an unfinished file is left.</param>
    /// <exception cref="LogDamagedException">The ledger is damaged.</exception>
    /// <exception cref="LogUnavailableException">The copy cannot be written.</exception>
    public void Snapshot(string path, CancellationToken cancellation = default) => SqliteFailure.Telling(() => LedgerSnapshot.Write(Name, path, cancellation));

    /// <inheritdoc/>
    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_reads.Snapshot(database => LogScan.CheckedRevision(database, stream)));

    /// <summary>Closes the ledger. What waits to be appended is written first; a clean close leaves one file.</summary>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        _writer?.Dispose();
        _readers.Dispose();
        // Wakes the subscriptions, which find the log closed.
        Announce();
        _writerDatabase?.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EmbeddedLog OpenFile(string path, LedgerMode mode, EmbeddedLogOptions options)
    {
        if (Directory.Exists(path)) throw new LogUnavailableException($"{path} is a folder; a ledger is a file");
        // The lock stands beside the file itself, whichever link led to it.
        if (new FileInfo(path).LinkTarget is not null) path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder)) throw new LogUnavailableException($"{path}: there is no folder {folder}");
        return mode == LedgerMode.Write ? OpenToWrite(path, options) : OpenToRead(path, options);
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
            database = SqliteDatabase.Open(LedgerFile.Uri(path, "rw"), path, raw.SQLITE_OPEN_READWRITE, options.Files);
            LedgerFile.CheckFormat(database);
            // FULL: a commit is acknowledged only after the write-ahead log was synced.
            database.Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {KeptWaitingBytes};");
            // What waited is merged, and the log begins anew: frames of a torn tail are never taken for frames that follow new ones.
            // Not at the price of waiting for a reader.
            database.Execute("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA cell_size_check = 1;");
            LedgerFile.CheckEnd(database, LedgerFile.Head(database));
            return new EmbeddedLog(path, options, LedgerReaders.Beside(path, options.Files), taken, database);
        }
        catch (SqliteFailure failure)
        {
            database?.Dispose();
            taken.Dispose();
            throw failure.Told;
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
        WriteAheadLog.Check(path);
        return new EmbeddedLog(path, options, SqliteFailure.Telling(() => LedgerReaders.Open(path)), null, null);
    }

    private void Announce() =>
        Interlocked.Exchange(ref _appended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
