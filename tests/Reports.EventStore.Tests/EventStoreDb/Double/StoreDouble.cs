using Google.Protobuf;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>
/// The events of a server in memory, with the rules of EventStoreDB for expected revisions and retries. The server has written
/// events of its own among them. Thread safe.
/// </summary>
public sealed class StoreDouble
{
    private readonly Lock _gate = new();
    private readonly List<StoredEvent> _log = [];
    private readonly Dictionary<string, List<StoredEvent>> _streams = new(StringComparer.Ordinal);
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreDouble() => WriteOwn();

    /// <summary>What comes after this wakes its waiters.</summary>
    public Task Appended
    {
        get
        {
            lock (_gate) return _appended.Task;
        }
    }

    public IReadOnlyList<StoredEvent> Log
    {
        get
        {
            lock (_gate) return [.. _log];
        }
    }

    public IReadOnlyList<StoredEvent>? Stream(string stream)
    {
        lock (_gate) return _streams.TryGetValue(stream, out var events) ? [.. events] : null;
    }

    /// <summary>Writes an event as servers do for themselves.</summary>
    public void WriteOwn(string stream = "$stats-127.0.0.1:2113", string type = "$statsCollected", string json = "{}")
    {
        lock (_gate) Write(stream, [new Proposed(Guid.Empty, type, ByteString.CopyFromUtf8(json), ByteString.Empty)]);
    }

    /// <summary>Changes what is stored, as only somebody can who writes the server's files.</summary>
    /// <param name="change">Null for an event that goes away.</param>
    public void Tamper(Func<StoredEvent, StoredEvent?> change)
    {
        lock (_gate)
        {
            var changed = _log.Select(change).OfType<StoredEvent>().OrderBy(e => e.Place).ToList();
            _log.Clear();
            _log.AddRange(changed);
            _streams.Clear();
            foreach (var stream in changed.GroupBy(e => e.Stream, StringComparer.Ordinal)) _streams[stream.Key] = [.. stream];
        }
    }

    /// <summary>Writes a link, as projections do.</summary>
    public void WriteLink(string stream, StoredEvent target)
    {
        lock (_gate)
            Write(stream, [new Proposed(Guid.Empty, "$>", ByteString.CopyFromUtf8($"{target.Revision}@{target.Stream}"), ByteString.Empty)]);
    }

    public Answer Append(string stream, ExpectedRevision expected, IReadOnlyList<Proposed> events)
    {
        lock (_gate)
        {
            var there = _streams.GetValueOrDefault(stream, []);
            var current = there.Count - 1L;
            if (events.Count > 0 && Retried(there, expected, events) is { } last) return new Answer(true, last);
            var isExpected = expected.IsAny || (expected.IsStreamExists ? current >= 0 : expected.Value == current);
            if (!isExpected) return new Answer(false, there.LastOrDefault());
            if (events.Count == 0) return new Answer(true, null);
            return new Answer(true, Write(stream, events));
        }
    }

    private StoredEvent Write(string stream, IReadOnlyList<Proposed> events)
    {
        if (!_streams.TryGetValue(stream, out var there)) _streams[stream] = there = [];
        foreach (var e in events)
        {
            var stored = new StoredEvent(_log.Count + 1, stream, there.Count, e.Id, e.Type, e.Data, e.Metadata);
            there.Add(stored);
            _log.Add(stored);
        }

        var appended = _appended;
        _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        appended.SetResult();
        return there[^1];
    }

    private static StoredEvent? Retried(List<StoredEvent> there, ExpectedRevision expected, IReadOnlyList<Proposed> events)
    {
        if (!expected.IsAny && !expected.IsStreamExists)
            return expected.Value < there.Count - 1 ? RunAt(there, (int)expected.Value + 1, events) : null;
        for (var first = 0; first < there.Count; first++)
            if (RunAt(there, first, events) is { } last)
                return last;
        return null;
    }

    private static StoredEvent? RunAt(List<StoredEvent> there, int first, IReadOnlyList<Proposed> events)
    {
        if (first + events.Count > there.Count) return null;
        for (var i = 0; i < events.Count; i++)
            if (there[first + i].Id != events[i].Id)
                return null;
        return there[first + events.Count - 1];
    }
}
