using Reports.EventStore.Log;

namespace Reports.Service.Copying;

/// <summary>A log's events one after another. Not thread safe.</summary>
internal sealed class EventCursor(IEventLog log, Position to, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<EventPage> _pages = log.ReadAllAsync(new LogRead(To: to), cancellation).GetAsyncEnumerator(cancellation);
    private int _at = -1;
    private bool _hasEnded;

    /// <summary>Valid until the next call.</summary>
    public RecordedEvent Current => _pages.Current.Events.Span[_at];

    /// <summary>False at the end, and ever after.</summary>
    public async ValueTask<bool> NextAsync()
    {
        if (_hasEnded) return false;
        if (_at >= 0 && ++_at < _pages.Current.Events.Length) return true;
        while (await _pages.MoveNextAsync())
        {
            if (_pages.Current.Events.IsEmpty) continue;
            _at = 0;
            return true;
        }

        _hasEnded = true;
        return false;
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();
}
