using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>Collects events of one page. Its memory is reused for the next. Not thread safe.</summary>
internal sealed class PageOfEvents
{
    private const int Most = 512;
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly RecordedEvent[] _events = new RecordedEvent[Most];
    private int _count;
    private int _bytes;

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count == Most || _bytes >= MostBytes;

    public void Add(in RecordedEvent e)
    {
        _events[_count++] = e;
        _bytes += e.Data.Length + e.Metadata.Length;
    }

    /// <summary>What was collected, one event at least; the next <see cref="Add"/> begins anew, when its reader is done with it.</summary>
    public EventPage Take()
    {
        var page = new EventPage(_events.AsMemory(0, _count), _events[_count - 1].Position, CaughtUp: false);
        (_count, _bytes) = (0, 0);
        return page;
    }

    /// <summary>Throws away what was collected.</summary>
    public void Clear() => (_count, _bytes) = (0, 0);
}
