using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>Tells an append that was made before from a new one. On the writer's thread, within its transaction.</summary>
internal static class Retries
{
    /// <summary>
    /// A retry is told by the ids of its events (the semantics of EventStoreDB): with an exact expectation the events that follow
    /// it, with any the whole batch somewhere in the stream.
    /// </summary>
    public static AppendResult? Answer(SqliteDatabase database, StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, long current)
    {
        if (events.Count == 0) return expected.IsAny || expected.Value == current || (expected.IsStreamExists && current >= 0)
            ? new AppendResult(current, Position.Start, IsDuplicate: false)
            : null;
        if (current < 0) return null;
        if (expected.IsAny || expected.IsStreamExists)
        {
            foreach (var found in Find(database, stream, events[0].Id))
                if (RunFrom(database, stream, found, events, current) is { } run)
                    return run;
            return null;
        }

        return expected.Value < current ? RunFrom(database, stream, expected.Value + 1, events, current) : null;
    }

    /// <summary>The answer to a retry when the events stand in the stream from a revision on, one after another.</summary>
    private static AppendResult? RunFrom(SqliteDatabase database, StreamName stream, long first, IReadOnlyList<EventToAppend> events, long current)
    {
        if (first + events.Count - 1 > current) return null;
        var rows = database.Statement("SELECT id, position FROM events WHERE stream = ?1 AND revision >= ?2 ORDER BY revision");
        rows.BindText(1, stream.ToUtf8()).Bind(2, first);
        try
        {
            long position = 0;
            foreach (var e in events)
            {
                if (!rows.Step() || rows.Bytes(0).Length != 16 || new Guid(rows.Bytes(0), bigEndian: true) != e.Id) return null;
                position = rows.Int64(1);
            }

            return new AppendResult(first + events.Count - 1, Position.At(position), IsDuplicate: true);
        }
        finally
        {
            rows.Reset();
        }
    }

    private static List<long> Find(SqliteDatabase database, StreamName stream, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var rows = database.Statement("SELECT revision FROM events WHERE stream = ?1 AND id = ?2 ORDER BY revision");
        rows.BindText(1, stream.ToUtf8()).BindBlob(2, bytes);
        var found = new List<long>();
        try
        {
            while (rows.Step()) found.Add(rows.Int64(0));
            return found;
        }
        finally
        {
            rows.Reset();
        }
    }
}
