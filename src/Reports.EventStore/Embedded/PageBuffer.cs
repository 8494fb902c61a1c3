using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Room for one page of events: their texts in one array, taken again for a later page. Not thread safe; handed from the thread
/// that scans to the one that reads and back.
/// </summary>
internal sealed class PageBuffer
{
    public const int MaxEvents = 2048;

    private const int Bytes = 1024 * 1024;

    private readonly RecordedEvent[] _events = new RecordedEvent[MaxEvents];
    private byte[] _texts = GC.AllocateUninitializedArray<byte>(Bytes);
    private int _used;

    public int Count { get; private set; }

    public ReadOnlyMemory<RecordedEvent> Events => _events.AsMemory(0, Count);

    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Room for a row's texts, or nothing when this page has to be handed over first.</summary>
    public Span<byte> Reserve(int length)
    {
        if (Count == MaxEvents || (Count > 0 && _used + length > _texts.Length)) return default;
        if (length > _texts.Length) _texts = GC.AllocateUninitializedArray<byte>(length);
        return _texts.AsSpan(_used, length);
    }

    public void Add(long position, long revision, Guid id, int stream, int type, int data, int length)
    {
        var at = _used;
        var memory = new ReadOnlyMemory<byte>(_texts);
        _events[Count++] = new RecordedEvent(
            Position.At(position), revision, id,
            memory.Slice(at, stream),
            memory.Slice(at + stream, type),
            memory.Slice(at + stream + type + 16, data),
            memory.Slice(at + stream + type + 16 + data, length - stream - type - 16 - data));
        _used += length;
    }
}
