using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>A read of several streams whole, one after another in one snapshot, onto the same pages. Not thread safe.</summary>
/// <param name="database">In a read transaction.</param>
/// <param name="streams">In the order in which they are read.</param>
internal sealed class StreamsScan(SqliteDatabase database, IReadOnlyList<StreamName> streams) : ILedgerScan
{
    private int _next;
    private LogScan? _stream;

    /// <inheritdoc/>
    public bool HasEnded => _stream is null && _next == streams.Count;

    /// <inheritdoc/>
    public long Reached { get; private set; }

    /// <inheritdoc/>
    public bool Fill(PageBuffer page, int rows, CancellationToken cancellation)
    {
        page.Clear();
        cancellation.ThrowIfCancellationRequested();
        while (!HasEnded && page.Count < rows)
        {
            // The end of the log is looked at once: it is the same for all of them.
            _stream ??= LogScan.Stream(database, streams[_next], default, isEndChecked: _next++ > 0);
            var isFull = _stream.Add(page, rows - page.Count, cancellation);
            Reached = Math.Max(Reached, _stream.Reached);
            if (isFull) break;
            if (!_stream.HasEnded) continue;
            _stream.Dispose();
            _stream = null;
        }

        return page.Count > 0;
    }

    public void Dispose() => _stream?.Dispose();
}
