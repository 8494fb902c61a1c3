using System.Text;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>Compares the index by stream with the rows that a scan of the log verified. Not thread safe.</summary>
internal sealed class IndexCheck
{
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private long _head;
    private long _count;

    public IndexCheck() => _byName = _last.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Takes in the next events of the log.</summary>
    public void Add(ReadOnlySpan<RecordedEvent> events)
    {
        Span<char> name = stackalloc char[StreamName.MaxLength];
        foreach (ref readonly var e in events)
        {
            var length = Encoding.ASCII.GetChars(e.Stream.Span, name);
            _byName[name[..length]] = e.Revision;
            _head = e.Position.Commit;
            _count++;
        }
    }

    /// <summary>
    /// Every stream stands in the index with revisions 0 to its last, and no other one. What was appended since the scan is left out.
    /// </summary>
    /// <param name="database">In a read transaction.</param>
    /// <param name="found">Told each place where it is not so; the message names the stream.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Compare(SqliteDatabase database, Action<Damage> found, CancellationToken cancellation)
    {
        var rows = database.Statement("SELECT stream, revision FROM events INDEXED BY events_by_stream WHERE position <= ?1 ORDER BY stream, revision");
        rows.Bind(1, _head);
        try
        {
            var (stream, expected, count) = ("", 0L, 0L);
            while (rows.Step())
            {
                if ((++count & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
                var name = rows.Bytes(0);
                if (name.Length != stream.Length || !Ascii.Equals(name, stream))
                {
                    End(database, stream, expected, found);
                    (stream, expected) = (Encoding.UTF8.GetString(name), 0);
                }

                if (rows.Int64(1) != expected) found(Damaged(database, stream, expected));
                expected = rows.Int64(1) + 1;
            }

            End(database, stream, expected, found);
            if (count != _count)
                found(Of(database, $"the index by stream has {count} entries for {_count} events"));
        }
        finally
        {
            rows.Reset();
        }
    }

    private void End(SqliteDatabase database, string stream, long next, Action<Damage> found)
    {
        if (stream.Length > 0 && _last.GetValueOrDefault(stream, -1) != next - 1) found(Damaged(database, stream, next));
    }

    private static Damage Damaged(SqliteDatabase database, string stream, long revision) => Of(
        database, $"the index is damaged at revision {revision} of stream '{Domain.Text.SafeText.Show(stream)}'; the events themselves are whole");

    private static Damage Of(SqliteDatabase database, string problem) => new(DamageKind.Index, "index by stream", $"{database.Name}: {problem}");
}
