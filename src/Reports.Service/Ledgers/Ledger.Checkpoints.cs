using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections;
using Reports.Projections.Checkpoints;

namespace Reports.Service.Ledgers;

/// <summary>Checkpoints of the views, and their rebuild beside the live ones.</summary>
public sealed partial class Ledger
{
    /// <summary>A checkpoint is due when this many events were applied since the last one …</summary>
    private const long DueEvents = 20_000;

    /// <summary>… and they are this part of all: what a start must read again stays small beside what it loads.</summary>
    private const long DuePart = 20;

    /// <summary>A rebuild that took longer is not to be done again.</summary>
    private static readonly TimeSpan LongRebuild = TimeSpan.FromSeconds(1);

    private readonly ViewsCache? _cache;
    private readonly LedgerMode _mode;
    private ViewsFile? _file;
    private long _savedEvents;

    /// <summary>Why the saved views were not used when the ledger was opened; null when they were.</summary>
    internal CheckpointRefusal? SavedViewsRefusal { get; private set; }

    /// <summary>Saves the views when enough was recorded since the last time.</summary>
    public Task<bool> SaveCheckpointIfDueAsync(CancellationToken cancellation = default) => SaveCheckpointIfDueAsync(TimeSpan.Zero, cancellation);

    private async Task<bool> SaveCheckpointIfDueAsync(TimeSpan rebuild, CancellationToken cancellation)
    {
        var unsaved = Views.EventCount - _savedEvents;
        if (unsaved == 0 || (rebuild <= LongRebuild && unsaved < Math.Max(DueEvents, Views.EventCount / DuePart))) return false;
        try
        {
            return await SaveCheckpointAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // What was recorded is recorded, and its report is owed whether or not the next start is quick.
            Serilog.Log.Debug("Saving the views of {Ledger} was cancelled", Log.Name);
            return false;
        }
    }

    /// <summary>
    /// Saves the views beside the ledger's file, or in the cache, for the next start. Readers go on meanwhile. Cancelled or failed, it leaves the
    /// checkpoint that was there: a failure is logged and is no failure of what was recorded, for the log alone holds that.
    /// </summary>
    /// <returns>False when a ledger file is open for reading, when views have no place, or the checkpoint could not be written.</returns>
    public async Task<bool> SaveCheckpointAsync(CancellationToken cancellation = default)
    {
        // A cluster that was empty when it was opened had no first event to tell it by.
        if (_cache is not null) _file ??= await _cache.FileOfAsync(Log, cancellation);
        if (_file is null || _isGuest || (_file.IsOfWriter && _mode != LedgerMode.Write)) return false;
        await _catchUp.WaitAsync(cancellation);
        try
        {
            var started = _time.GetTimestamp();
            var views = Views;
            var origin = await LogDigest.OriginAsync(this, views.Position, cancellation)
                ?? throw new LogDamagedException($"{Log.Name}: position {views.Position} is missing");
            await _file.SaveAsync(views, origin, _time.GetUtcNow(), cancellation);
            _savedEvents = views.EventCount;
            Serilog.Log.Debug("Saved the views at position {Position} in {File} after {Elapsed}", origin.Position, _file.Path, _time.GetElapsedTime(started));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Serilog.Log.Warning("The views cannot be saved in {File}, and the next start must rebuild more: {Problem}", _file.Path, e.Message);
            return false;
        }
        finally
        {
            _catchUp.Release();
        }
    }

    private async Task LoadCheckpointAsync(CancellationToken cancellation)
    {
        if (_cache is not null) _file = await _cache.FileOfAsync(Log, cancellation);
        if (_file is null) return;
        var started = _time.GetTimestamp();
        var (views, refusal) = await _file.LoadAsync(position => LogDigest.OriginAsync(this, position, cancellation), cancellation);
        SavedViewsRefusal = refusal;
        if (refusal is { Problem: CheckpointProblem.Missing })
        {
            Serilog.Log.Debug("There is no checkpoint {File}; the views are rebuilt", _file.Path);
        }
        else if (refusal is not null)
        {
            Serilog.Log.Warning("The checkpoint {File} {Reason}; it is ignored, and the views are rebuilt", _file.Path, refusal.Reason);
        }
        else
        {
            _views = views!;
            _savedEvents = views!.EventCount;
            Serilog.Log.Debug("Loaded the views at position {Position} after {Elapsed}", views.Position, _time.GetElapsedTime(started));
        }
    }

    /// <summary>Builds views from the log alone, up to a position. The live ones are left as they are, and nothing is locked.</summary>
    /// <param name="to">The last position; at most that of the head.</param>
    /// <param name="progress">Told the position reached and the last, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The views, which the caller disposes, and the bytes of data and metadata that were read.</returns>
    /// <exception cref="LogDamagedException">The log ends before the position.</exception>
    public async Task<(Views Views, long Bytes)> ReplayAsync(
        Position to, IProgress<RebuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (views, decoder, started, bytes) = (new Views(), new EventDecoder(), _time.GetTimestamp(), 0L);
        try
        {
            using (var feed = views.BeginBulk())
                await foreach (var page in Log.ReadAllAsync(new LogRead(To: to), cancellation))
                {
                    decoder.Decode(page.Events.Span, feed.Sink);
                    foreach (ref readonly var recorded in page.Events.Span) bytes += recorded.Data.Length + recorded.Metadata.Length;
                    progress?.Report(new RebuildProgress(page.Next.Commit, to.Commit, _time.GetElapsedTime(started)));
                }

            return views.Position == to.Commit
                ? (views, bytes)
                : throw new LogDamagedException($"{Log.Name}: position {to} is missing; what could be read ends at {views.Position}");
        }
        catch
        {
            views.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Builds views from the log alone, beside the live ones, which answer and are written meanwhile, and compares the two at the
    /// same position. Cancelled or failed, it changes nothing. Must not be called by a use case that holds <see cref="WriteGate"/>.
    /// </summary>
    /// <param name="swap">Whether the rebuilt views take the live ones' place. They are verified: every event of the log passed its
    /// checksum and followed from the ones before it, up to the position of the live views.</param>
    /// <param name="progress">Told the position reached and the head, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RebuildComparison> RebuildAsync(
        bool swap, IProgress<RebuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (rebuilt, decoder) = (new Views(), new EventDecoder());
        await FeedAllAsync(rebuilt, decoder, await Log.HeadAsync(cancellation), progress, cancellation);
        await WriteGate.WaitAsync(cancellation);
        try
        {
            await _catchUp.WaitAsync(cancellation);
            try
            {
                var live = Views;
                var head = await Log.HeadAsync(cancellation);
                await FeedRestAsync(rebuilt, decoder, head, null, cancellation);
                await FeedRestAsync(live, _decoder, head, null, cancellation);
                if (rebuilt.Position != head.Commit)
                    throw new LogDamagedException($"{Log.Name}: the log ends at {head.Commit}, but only {rebuilt.Position} could be read");
                var comparison = new RebuildComparison(
                    head.Commit, await RebuildComparison.DigestAsync(live, cancellation),
                    await RebuildComparison.DigestAsync(rebuilt, cancellation), IsSwapped: swap);
                if (!comparison.IsEqual)
                    Serilog.Log.Warning("The live views of {Ledger} differ from those rebuilt at position {Position}", Log.Name, comparison.Position);
                // Whoever still reads the old views goes on with them; the collector takes them afterwards.
                if (swap) Volatile.Write(ref _views, rebuilt);
                return comparison;
            }
            finally
            {
                _catchUp.Release();
            }
        }
        finally
        {
            WriteGate.Release();
        }
    }
}
