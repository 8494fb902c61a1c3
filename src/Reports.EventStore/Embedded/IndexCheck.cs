using System.Text;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Compares the index by stream with the rows that a scan of the log verified. The two are read at the same time, each by one thread:
/// <see cref="Add"/> by that of the scan, <see cref="Read"/> by another; <see cref="Compare"/> when both have ended.
/// </summary>
/// <param name="name">The ledger, for messages.</param>
internal sealed class IndexCheck(string name)
{
    private readonly Streams _rows = new();
    private readonly Streams _entries = new();
    private readonly List<(string Stream, long Revision)> _gaps = [];

    /// <summary>Takes in the next events of the log.</summary>
    public void Add(ReadOnlySpan<RecordedEvent> events)
    {
        foreach (ref readonly var e in events) _rows.Add(e.Stream.Span, e.Revision);
    }

    /// <summary>Reads the index.</summary>
    /// <param name="database">In a read transaction.</param>
    /// <param name="head">The last position; what was appended since is left out.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Read(SqliteDatabase database, long head, CancellationToken cancellation)
    {
        var rows = database.Statement("SELECT stream, revision FROM events INDEXED BY events_by_stream WHERE position <= ?1 ORDER BY stream, revision");
        rows.Bind(1, head);
        try
        {
            for (var count = 0; rows.Step(); count++)
            {
                if ((count & 0xFFF) == 0) cancellation.ThrowIfCancellationRequested();
                var stream = rows.Bytes(0);
                var revision = rows.Int64(1);
                var expected = _entries.LastOf(stream) + 1;
                if (revision != expected) _gaps.Add((Encoding.UTF8.GetString(stream), expected));
                _entries.Add(stream, revision);
            }
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>Every stream stands in the index with revisions 0 to its last, and no other one.</summary>
    /// <param name="found">Told each place where it is not so; the message names the stream.</param>
    public void Compare(Action<Damage> found)
    {
        foreach (var (stream, revision) in _gaps) found(Damaged(stream, revision));
        foreach (var (stream, last) in _entries.All)
            if (_rows.LastOf(stream) != last) found(Damaged(stream, last + 1));
        if (_entries.Count != _rows.Count) found(Of($"the index by stream has {_entries.Count} entries for {_rows.Count} events"));
    }

    private Damage Damaged(string stream, long revision) => Of(
        $"the index is damaged at revision {revision} of stream '{Domain.Text.SafeText.Show(stream)}'; the events themselves are whole");

    private Damage Of(string problem) => new(DamageKind.Index, "index by stream", $"{name}: {problem}");

    /// <summary>The last revision of each stream. Neighbours are mostly of one stream, which is looked up once for all of them.</summary>
    private sealed class Streams
    {
        private readonly Dictionary<string, Last> _last = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Last>.AlternateLookup<ReadOnlySpan<char>> _byName;
        private readonly byte[] _name = new byte[StreamName.MaxLength];
        private int _length = -1;
        private Last _current = new();

        public Streams() => _byName = _last.GetAlternateLookup<ReadOnlySpan<char>>();

        public long Count { get; private set; }

        public IEnumerable<(string Stream, long Revision)> All => _last.Select(l => (l.Key, l.Value.Revision)).OrderBy(l => l.Key, StringComparer.Ordinal);

        public long LastOf(string stream) => _last.TryGetValue(stream, out var last) ? last.Revision : -1;

        public long LastOf(ReadOnlySpan<byte> stream)
        {
            Find(stream);
            return _current.Revision;
        }

        public void Add(ReadOnlySpan<byte> stream, long revision)
        {
            Find(stream);
            _current.Revision = revision;
            Count++;
        }

        private void Find(ReadOnlySpan<byte> stream)
        {
            if (_length >= 0 && stream.SequenceEqual(_name.AsSpan(0, _length))) return;
            Span<char> characters = stackalloc char[StreamName.MaxLength];
            // A damaged index may hold any text, of any length.
            ReadOnlySpan<char> text = stream.Length <= characters.Length && Encoding.UTF8.TryGetChars(stream, characters, out var length)
                ? characters[..length]
                : Encoding.UTF8.GetString(stream);
            if (!_byName.TryGetValue(text, out var last)) _byName[text] = last = new Last();
            _current = last;
            _length = stream.Length <= _name.Length ? stream.Length : -1;
            if (_length >= 0) stream.CopyTo(_name);
        }

        private sealed class Last
        {
            public long Revision { get; set; } = -1;
        }
    }
}
