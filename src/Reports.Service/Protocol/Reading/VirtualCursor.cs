using Reports.EventStore.Log;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol.Reading;

/// <summary>Moves through a virtual stream: hands over the events that its links point at, with the links' revisions.</summary>
internal sealed class VirtualCursor(IEventLog log, VirtualStreams streams, string stream, long from, bool isForwards) : IEventCursor
{
    /// <summary>Positions that lie so close are read in one go.</summary>
    private const int Near = 16;

    private readonly long[] _positions = new long[256];

    private long _next = from;

    public async ValueTask<bool> ReadAsync(Func<RecordedEvent, long, ValueTask<bool>> take, CancellationToken cancellation)
    {
        var last = await streams.LastRevisionAsync(stream, cancellation);
        // Links that are read backwards are looked up forwards all the same.
        var first = isForwards ? _next : Math.Max(0, Math.Min(_next, last) - _positions.Length + 1);
        var room = isForwards ? _positions.Length : (int)Math.Min(_positions.Length, Math.Min(_next, last) - first + 1);
        if (room <= 0) return false;
        var count = streams.Positions(stream, first, _positions.AsSpan(0, room));
        if (count == 0) return false;
        if (isForwards) return await ForwardsAsync(first, count, take, cancellation);
        for (var i = count - 1; i >= 0; i--)
        {
            _next = first + i - 1;
            if (!await ReadRunAsync(i, i + 1, first, take, cancellation)) break;
        }

        return true;
    }

    private async ValueTask<bool> ForwardsAsync(long first, int count, Func<RecordedEvent, long, ValueTask<bool>> take, CancellationToken cancellation)
    {
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && _positions[end] - _positions[end - 1] <= Near) end++;
            if (!await ReadRunAsync(start, end, first, take, cancellation)) break;
            start = end;
        }

        return true;
    }

    /// <summary>Reads the events at a run of positions; false when it was told to stop.</summary>
    private async ValueTask<bool> ReadRunAsync(int start, int end, long first, Func<RecordedEvent, long, ValueTask<bool>> take, CancellationToken cancellation)
    {
        var read = new LogRead(Position.At(_positions[start]), Position.At(_positions[end - 1]));
        await foreach (var page in log.ReadAllAsync(read, cancellation))
            for (var i = 0; i < page.Events.Length; i++)
            {
                var recorded = page.Events.Span[i];
                if (recorded.Position.Commit != _positions[start]) continue;
                if (isForwards) _next = first + start + 1;
                if (!await take(recorded, first + start)) return false;
                start++;
            }

        return true;
    }
}
