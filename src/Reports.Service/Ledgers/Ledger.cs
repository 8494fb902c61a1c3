using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections;

namespace Reports.Service.Ledgers;

/// <summary>
/// An open ledger: its log, and the views rebuilt from it. Thread safe for reading;
/// writes go through one use case at a time (<see cref="WriteGate"/>).
/// </summary>
public sealed partial class Ledger : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly EventDecoder _decoder = new();
    private readonly SemaphoreSlim _catchUp = new(1, 1);
    private readonly Lock _recording = new();
    private DateTimeOffset _lastRecorded = DateTimeOffset.MinValue;
    private long _lastRecordedPosition = -1;

    private Views _views = new();

    // Of a log that somebody else closes.
    private bool _isGuest;
    private int _isClosed;

    private Ledger(IEventLog log, TimeProvider time, ViewsFile? file = null, LedgerMode mode = LedgerMode.Read, ViewsCache? cache = null)
    {
        Log = log;
        _time = time;
        _file = file;
        _cache = cache;
        _mode = mode;
    }

    public IEventLog Log { get; }

    /// <summary>
    /// The live views. <see cref="RebuildAsync"/> may put others in their place: whoever asks several questions that belong together
    /// takes them once.
    /// </summary>
    public Views Views => Volatile.Read(ref _views);

    /// <summary>How far the last rebuild from the first event came and what it took; zero while none was needed.</summary>
    public RebuildProgress LastRebuild { get; private set; }

    /// <summary>Held by a use case from its first look at the views to its last append.</summary>
    public SemaphoreSlim WriteGate { get; } = new(1, 1);

    /// <summary>
    /// Opens the ledger in a file or on a cluster. The views are taken from the checkpoint beside the file, or in the cache, and
    /// brought up to date, or rebuilt where there is none that fits.
    /// </summary>
    /// <param name="place">The ledger file, or the connection string of an EventStoreDB.</param>
    /// <param name="mode">Whether it will be written.</param>
    /// <param name="time">The clock that stamps what is recorded.</param>
    /// <param name="writer">What opens it, for whoever finds it in use.</param>
    /// <param name="progress">Told the position reached and the head, from time to time.</param>
    /// <param name="cache">Where the views of a ledger on a cluster are kept; null for nowhere. A file's stand beside it.</param>
    /// <param name="cancellation">Stops the rebuild.</param>
    public static async Task<Ledger> OpenAsync(
        string place, LedgerMode mode, TimeProvider time, string writer, IProgress<RebuildProgress>? progress = null,
        ViewsCache? cache = null, CancellationToken cancellation = default)
    {
        var log = await EventLogs.OpenAsync(place, mode, time, writer, cancellation);
        var ledger = EventLogs.IsCluster(place) ? new Ledger(log, time, null, mode, cache) : new Ledger(log, time, new ViewsFile(Path.GetFullPath(place)), mode);
        return await OpenAsync(ledger, progress, cancellation);
    }

    /// <summary>Rebuilds the views of a log that is open; the ledger closes it.</summary>
    public static Task<Ledger> OpenAsync(
        IEventLog log, TimeProvider time, IProgress<RebuildProgress>? progress = null, CancellationToken cancellation = default) =>
        OpenAsync(new Ledger(log, time), progress, cancellation);

    /// <summary>Takes the views of a log that is open from their file, and saves none. The log stays the caller's.</summary>
    internal static Task<Ledger> OpenAsync(
        IEventLog log, ViewsFile file, TimeProvider time, IProgress<RebuildProgress>? progress = null, CancellationToken cancellation = default) =>
        OpenAsync(new Ledger(log, time, file) { _isGuest = true }, progress, cancellation);

    private static async Task<Ledger> OpenAsync(Ledger ledger, IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            await ledger.LoadCheckpointAsync(cancellation);
            var started = ledger._time.GetTimestamp();
            await ledger.CatchUpAsync(progress, cancellation);
            await ledger.SaveCheckpointIfDueAsync(ledger._time.GetElapsedTime(started), cancellation);
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Feeds the views what was appended since they last looked.</summary>
    /// <exception cref="MalformedEventException">The log holds something that is no event of a ledger.</exception>
    /// <exception cref="Projections.Ledger.InvalidLedgerException">The log holds an event that cannot follow the others.</exception>
    public Task CatchUpAsync(CancellationToken cancellation = default) => CatchUpAsync(null, cancellation);

    private async Task CatchUpAsync(IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        await _catchUp.WaitAsync(cancellation);
        try
        {
            var started = _time.GetTimestamp();
            var head = await Log.HeadAsync(cancellation);
            if (head.Commit <= Views.Position) return;
            if (Views.Position == 0) await FeedAllAsync(Views, _decoder, head, progress, cancellation);
            else await FeedRestAsync(Views, _decoder, head, null, cancellation);
            Serilog.Log.Debug("Views of {Ledger} are at position {Position} after {Elapsed}", Log.Name, head.Commit, _time.GetElapsedTime(started));
        }
        finally
        {
            _catchUp.Release();
        }
    }

    /// <summary>Nobody reads these views yet, so that late facts find their places once, at the end.</summary>
    private async Task FeedAllAsync(
        Views views, EventDecoder decoder, Position head, IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        using var feed = views.BeginBulk();
        await foreach (var page in Log.ReadAllAsync(new LogRead(To: head), cancellation))
        {
            decoder.Decode(page.Events.Span, feed.Sink);
            LastRebuild = new RebuildProgress(page.Next.Commit, head.Commit, _time.GetElapsedTime(started));
            progress?.Report(LastRebuild);
        }
    }

    /// <summary>Feeds views the rest of the log up to a position, and notes in <paramref name="affected"/> what it may have changed.</summary>
    private async Task FeedRestAsync(Views views, EventDecoder decoder, Position head, Affected? affected, CancellationToken cancellation)
    {
        if (views.Position >= head.Commit) return;
        await foreach (var page in Log.ReadAllAsync(new LogRead(To: head) { After = Position.At(views.Position) }, cancellation))
            views.Apply(sink => decoder.Decode(page.Events.Span, sink), affected);
    }

    /// <summary>Feeds the views what was just appended, and says which of them it may have changed.</summary>
    public async Task<Affected> CatchUpAndTrackAsync(Affected? known, CancellationToken cancellation = default)
    {
        await _catchUp.WaitAsync(cancellation);
        try
        {
            var affected = known ?? new Affected();
            await FeedRestAsync(Views, _decoder, await Log.HeadAsync(cancellation), affected, cancellation);
            return affected;
        }
        finally
        {
            _catchUp.Release();
        }
    }

    /// <summary>The time to stamp an event with: now, but never before what was stamped last, so that recorded time follows positions.</summary>
    public async Task<DateTimeOffset> NextRecordedTimeAsync(CancellationToken cancellation = default)
    {
        // Others may have recorded since, by a clock that is ahead of this one, and the views may not have seen it yet.
        var position = (await Log.HeadAsync(cancellation)).Commit;
        var isKnown = false;
        lock (_recording) isKnown = position <= _lastRecordedPosition;
        if (!isKnown && await EventAtAsync(position, cancellation) is { } last) Recorded(position, EventMetadata.Parse(last.Metadata).RecordedAt);
        var now = _time.GetUtcNow();
        return Recorded(position, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % 10), TimeSpan.Zero));
    }

    /// <summary>Takes note of a time of recording; the latest of all.</summary>
    private DateTimeOffset Recorded(long position, DateTimeOffset at)
    {
        lock (_recording)
        {
            if (position > _lastRecordedPosition) _lastRecordedPosition = position;
            if (at > _lastRecorded) _lastRecorded = at;
            return _lastRecorded;
        }
    }

    /// <summary>The last position recorded by a time; 0 when nothing was.</summary>
    public async Task<long> PositionAtAsync(DateTimeOffset recordedBy, CancellationToken cancellation = default)
    {
        if (!Log.HasDensePositions) return await LastRecordedAsync(recordedBy, cancellation);
        // Recorded time never runs backwards along the log, so half of what is left can be left out at each look.
        long low = 0, high = Views.Position;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var recorded = EventMetadata.Parse((await EventAtAsync(middle, cancellation))!.Value.Metadata).RecordedAt;
            if (recorded <= recordedBy) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>Where positions have gaps there is no middle to look at: from the end on, back to the first that is not too late.</summary>
    private async Task<long> LastRecordedAsync(DateTimeOffset recordedBy, CancellationToken cancellation)
    {
        await foreach (var page in Log.ReadAllAsync(new LogRead(Direction: ReadDirection.Backwards), cancellation))
            foreach (var recorded in page.Events.ToArray())
                if (recorded.Position.Commit <= Views.Position && EventMetadata.Parse(recorded.Metadata).RecordedAt <= recordedBy)
                    return recorded.Position.Commit;
        return 0;
    }

    /// <summary>The event at a position, with memory of its own; null when there is none.</summary>
    public async Task<RecordedEvent?> EventAtAsync(long position, CancellationToken cancellation = default)
    {
        if (position < 1) return null;
        await foreach (var page in Log.ReadAllAsync(new LogRead(Position.At(position), Position.At(position)), cancellation))
            foreach (var recorded in page.Events.Span.ToArray())
                return recorded.Copy();
        return null;
    }

    /// <summary>The record that an event stores.</summary>
    public async Task<(LedgerEvent Event, EventMetadata Metadata)> ReadAtAsync(long position, CancellationToken cancellation = default)
    {
        var recorded = await EventAtAsync(position, cancellation)
            ?? throw new LogDamagedException($"{Log.Name}: position {position} is missing");
        return (EventReader.Default.Read(recorded), EventMetadata.Parse(recorded.Metadata));
    }

    public GazetteerTree Gazetteer => Views.Gazetteer();

    /// <summary>Closes the ledger once whoever records is done; again it does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        await WriteGate.WaitAsync();
        if (!_isGuest) await Log.DisposeAsync();
        Views.Dispose();
        WriteGate.Dispose();
        _catchUp.Dispose();
    }
}

/// <summary>How far a rebuild has come.</summary>
public readonly record struct RebuildProgress(long Position, long Head, TimeSpan Elapsed);
