using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;

namespace Reports.Service.Exporting.Reading;

/// <summary>
/// Events by positions that mostly go forward: one scan of the log goes along, and what stands elsewhere, such as a correction, is looked
/// up by itself. Not thread safe.
/// </summary>
internal sealed class SequentialEvents(Ledger ledger, long to) : IAsyncDisposable
{
    /// <summary>Positions over which the scan goes on rather than look up.</summary>
    private const long ScanAhead = 4_096;

    /// <summary>Looks far ahead, one after another, after which the scan follows them.</summary>
    private const int Jumps = 8;

    private IAsyncEnumerator<EventPage>? _pages;
    private ReadOnlyMemory<RecordedEvent> _page;
    private int _next;
    private long _last;
    private int _ahead;

    public async ValueTask<(LedgerEvent Event, EventMetadata Metadata)> AtAsync(long position, CancellationToken cancellation)
    {
        if (position > _last + ScanAhead && ++_ahead < Jumps) return await ledger.ReadAtAsync(position, cancellation);
        if (_pages is null || position > _last + ScanAhead) await StartAsync(position, cancellation);
        else if (Find(position) is null && position <= _last) return await ledger.ReadAtAsync(position, cancellation);
        _ahead = 0;
        while (true)
        {
            if (Find(position) is { } found) return (EventReader.Default.Read(found), EventMetadata.Parse(found.Metadata));
            if (position <= _last || !await _pages!.MoveNextAsync()) throw new LogDamagedException($"{ledger.Log.Name}: position {position} is missing");
            (_page, _next) = (_pages.Current.Events, 0);
            if (!_page.IsEmpty) _last = _page.Span[^1].Position.Commit;
        }
    }

    public ValueTask DisposeAsync() => _pages?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask StartAsync(long position, CancellationToken cancellation)
    {
        if (_pages is not null) await _pages.DisposeAsync();
        _pages = ledger.Log.ReadAllAsync(new LogRead(Position.At(position), Position.At(to)), cancellation).GetAsyncEnumerator(cancellation);
        (_page, _next, _last) = (default, 0, position - 1);
    }

    /// <summary>The event in the page, from the one that was found last on; an earlier one is found from the page's beginning.</summary>
    private RecordedEvent? Find(long position)
    {
        var page = _page.Span;
        if (_next < page.Length && page[_next].Position.Commit > position) _next = 0;
        for (; _next < page.Length && page[_next].Position.Commit <= position; _next++)
            if (page[_next].Position.Commit == position)
                return page[_next];
        return null;
    }
}
