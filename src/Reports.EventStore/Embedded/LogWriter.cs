using System.Collections.Concurrent;
using System.Text;
using Reports.EventStore.Log;
using SQLitePCL;

namespace Reports.EventStore.Embedded;

/// <summary>
/// The one thread that writes a ledger. Appends that wait together are committed together, in one durable transaction; each is
/// answered for itself. After a failed sync nothing is acknowledged any more: what the disk holds is no longer known.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private const int RequestsPerCommit = 512;
    private const int StreamsRemembered = 100_000;

    private readonly SqliteDatabase _database;
    private readonly Action _committed;
    private readonly LedgerMerging _merging;
    private readonly BlockingCollection<Request> _queue = new(boundedCapacity: 10_000);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private readonly Thread _thread;
    private readonly SqliteStatement _insert;
    // Bound where it stands: it must not move.
    private byte[] _texts = GC.AllocateUninitializedArray<byte>(4096, pinned: true);
    private long _head;
    private string? _fatal;

    internal sealed record Request(IReadOnlyList<StreamAppend> Appends, TaskCompletionSource<AppendResult[]> Answer);

    /// <param name="database">A connection of the writer's own.</param>
    /// <param name="options">How the ledger was opened.</param>
    /// <param name="committed">Called after each commit, on the writer's thread.</param>
    public LogWriter(SqliteDatabase database, EmbeddedLogOptions options, Action committed)
    {
        _database = database;
        _committed = committed;
        _merging = new LedgerMerging(database, options.CheckpointPages, options.Notice);
        _head = LedgerFile.Head(database);
        _insert = database.Statement(
            "INSERT INTO events (position, stream, revision, type, id, checksum, data, metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _thread = new Thread(Run) { IsBackground = true, Name = "ledger writer" };
        _thread.Start();
    }

    public Task<AppendResult[]> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        var request = new Request(appends, new TaskCompletionSource<AppendResult[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            _queue.Add(request, cancellation);
        }
        catch (InvalidOperationException)
        {
            throw new LogUnavailableException($"{_database.Name} is closed");
        }

        return request.Answer.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _merging.Dispose();
    }

    private void Run()
    {
        var batch = new List<Request>();
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < RequestsPerCommit && _queue.TryTake(out var next)) batch.Add(next);
            Commit(batch);
        }
    }

    private void Commit(List<Request> batch)
    {
        if (_fatal is not null)
        {
            foreach (var request in batch) request.Answer.SetException(new LogUnavailableException(_fatal));
            return;
        }

        var answers = new (AppendResult[]? Results, Exception? Refusal)[batch.Count];
        var head = _head;
        try
        {
            _database.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < batch.Count; i++)
            {
                try
                {
                    answers[i] = (Append(batch[i].Appends, ref head), null);
                }
                catch (LogException refusal)
                {
                    answers[i] = (null, refusal);
                }
            }

            if (head != _head)
                _database.Statement("UPDATE head SET position = ?1, checksum = ?2 WHERE id = 1").Bind(1, head).Bind(2, LedgerFile.HeadChecksum(head)).Run();
            _database.Execute("COMMIT");
        }
        catch (SqliteFailure failure)
        {
            Fail(batch, failure);
            return;
        }
        catch (Exception unforeseen)
        {
            // Thrown on this thread it would end the process, and every waiting append with it.
            Fail(batch, new SqliteFailure(raw.SQLITE_INTERNAL, unforeseen.ToString(), _database.Name));
            return;
        }

        var isNew = head != _head;
        _head = head;
        if (isNew) _committed();
        // Before the answers, so that between appends nothing moves on the disk. The commit stands, whatever comes of this.
        try
        {
            _merging.AfterCommit();
        }
        catch (SqliteFailure failure)
        {
            Stop($"commits could not be merged into the file ({failure.Message})");
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (answers[i].Refusal is { } refusal) batch[i].Answer.SetException(refusal);
            else batch[i].Answer.SetResult(answers[i].Results!);
        }
    }

    /// <summary>Ends all writing. What was acknowledged stays where it was synced; not even a close touches it again.</summary>
    private void Stop(string why)
    {
        _fatal ??= $"{_database.Name}: {why}; nothing more is written until the ledger is closed and opened again";
        _database.MergesOnClose = false;
    }

    /// <summary>All of the appends, or a refusal before the first row is written.</summary>
    private AppendResult[] Append(IReadOnlyList<StreamAppend> appends, ref long head)
    {
        var results = new AppendResult[appends.Count];
        var from = new long[appends.Count];
        Dictionary<string, long>? ahead = appends.Count > 1 ? new Dictionary<string, long>(StringComparer.Ordinal) : null;
        for (var i = 0; i < appends.Count; i++)
        {
            var (stream, expected, events) = appends[i];
            var current = ahead is not null && ahead.TryGetValue(stream.Value, out var planned) ? planned : Revision(stream);
            from[i] = current + 1;
            if (Retries.Answer(_database, stream, expected, events, current) is { } duplicate)
            {
                results[i] = duplicate;
                from[i] = -1;
                continue;
            }

            var isExpected = expected.IsAny || (expected.IsStreamExists ? current >= 0 : expected.Value == current);
            if (!isExpected) throw new WrongExpectedRevisionException(stream, expected, current < 0 ? null : current);
            if (ahead is not null) ahead[stream.Value] = current + events.Count;
        }

        for (var i = 0; i < appends.Count; i++)
        {
            if (from[i] < 0) continue;
            var (stream, _, events) = appends[i];
            for (var e = 0; e < events.Count; e++) Insert(++head, stream, from[i] + e, events[e]);
            var last = from[i] + events.Count - 1;
            if (events.Count > 0) Remember(stream, last);
            results[i] = new AppendResult(last, Position.At(head), IsDuplicate: false);
        }

        return results;
    }

    private long Revision(StreamName stream)
    {
        if (_revisions.TryGetValue(stream.Value, out var known)) return known;
        return LogScan.Revision(_database, stream) ?? -1;
    }

    private void Remember(StreamName stream, long revision)
    {
        if (_revisions.Count >= StreamsRemembered) _revisions.Clear();
        _revisions[stream.Value] = revision;
    }

    private void Insert(long position, StreamName stream, long revision, in EventToAppend e)
    {
        var data = e.Data.Span;
        var metadata = e.Metadata.Span;
        var length = stream.Value.Length + e.Type.Length + 16 + data.Length + metadata.Length;
        if (_texts.Length < length) _texts = GC.AllocateUninitializedArray<byte>(length * 2, pinned: true);
        var texts = _texts.AsSpan(0, length);
        var at = Encoding.ASCII.GetBytes(stream.Value, texts);
        var type = Encoding.ASCII.GetBytes(e.Type, texts[at..]);
        e.Id.TryWriteBytes(texts[(at + type)..], bigEndian: true, out _);
        var dataAt = at + type + 16;
        data.CopyTo(texts[dataAt..]);
        metadata.CopyTo(texts[(dataAt + data.Length)..]);

        _insert
            .Bind(1, position)
            .BindPinnedText(2, texts[..at])
            .Bind(3, revision)
            .BindPinnedText(4, texts.Slice(at, type))
            .BindPinnedBlob(5, texts.Slice(at + type, 16))
            .Bind(6, LedgerFile.Checksum(position, revision, at, type, data.Length, texts))
            .BindPinnedText(7, texts.Slice(dataAt, data.Length))
            .BindPinnedText(8, texts.Slice(dataAt + data.Length, metadata.Length))
            .Run();
    }

    private void Fail(List<Request> batch, SqliteFailure failure)
    {
        // What was remembered may be of the transaction that is gone.
        _revisions.Clear();
        try
        {
            if (_database.IsInTransaction) _database.Execute("ROLLBACK");
        }
        catch (SqliteFailure rollback)
        {
            Stop($"a write failed ({failure.Message}) and could not be taken back ({rollback.Message})");
        }

        LogException told;
        if (failure.IsDamage) told = new LogDamagedException(failure.Message, failure);
        else if (failure.IsFull)
        {
            told = new LogUnavailableException(
                $"{_database.Name}: the disk is full; nothing of this append was written, and appends go on once there is room", failure);
        }
        else if (failure.Primary == raw.SQLITE_BUSY)
        {
            told = new LogUnavailableException($"{_database.Name}: another program holds a lock on the file; nothing of this append was written", failure);
        }
        else
        {
            // Among them a failed fsync, after which a second try could report success for bytes that are lost.
            Stop($"a write failed ({failure.Message})");
            told = new LogUnavailableException(_fatal!, failure);
        }

        foreach (var request in batch) request.Answer.SetException(told);
    }
}
