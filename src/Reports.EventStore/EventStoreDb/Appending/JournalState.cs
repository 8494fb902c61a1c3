using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>Revisions of a stream, from and to inclusive.</summary>
internal readonly record struct StreamRun(string Stream, long From, long To)
{
    public bool Contains(ReadOnlySpan<byte> stream, long revision) =>
        revision >= From && revision <= To && Ascii.Equals(stream, Stream);

    public bool Contains(StreamName stream, long revision) => revision >= From && revision <= To && stream.Value == Stream;
}

/// <summary>An append in parts that has not ended.</summary>
/// <param name="Run">Where its events go.</param>
/// <param name="Ids">Four bytes of each event's id: whose events stand there.</param>
/// <param name="Begin">The place in the log at which it was announced. What comes after waits for its end.</param>
internal sealed record OpenAppend(StreamRun Run, ReadOnlyMemory<byte> Ids, Position Begin)
{
    public const int IdBytes = 4;

    /// <summary>What stands for a list of events in the journal.</summary>
    public static byte[] Fingerprint(ReadOnlySpan<EventToAppend> events)
    {
        var bytes = new byte[events.Length * IdBytes];
        Span<byte> id = stackalloc byte[16];
        for (var i = 0; i < events.Length; i++)
        {
            events[i].Id.TryWriteBytes(id, bigEndian: true, out _);
            id[..IdBytes].CopyTo(bytes.AsSpan(i * IdBytes));
        }

        return bytes;
    }

    /// <summary>Whether the event at a revision of the run may be of it.</summary>
    public bool Holds(long revision, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return revision >= Run.From && revision <= Run.To && Ids.Span.Slice((int)(revision - Run.From) * IdBytes, IdBytes).SequenceEqual(bytes[..IdBytes]);
    }
}

/// <summary>What the journal says at one of its revisions: each of its events says all of it.</summary>
/// <param name="Revision">−1 before the first event.</param>
/// <param name="Open">The append in parts that has not ended; there is one at most.</param>
/// <param name="Abandoned">Events that will never count: their append was not completed.</param>
internal sealed record JournalState(long Revision, OpenAppend? Open, ImmutableArray<StreamRun> Abandoned)
{
    public static readonly JournalState Empty = new(-1, null, []);

    public ExpectedRevision Expected => Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(Revision);

    /// <summary>Whether a reader must not see an event.</summary>
    public bool Hides(ReadOnlySpan<byte> stream, long revision)
    {
        if (Open is { } open && open.Run.Contains(stream, revision)) return true;
        foreach (var run in Abandoned)
            if (run.Contains(stream, revision))
                return true;
        return false;
    }

    /// <summary>
    /// What a server must expect where a caller expects <paramref name="expected"/>: abandoned events that follow it are passed over.
    /// </summary>
    public ExpectedRevision ForServer(StreamName stream, ExpectedRevision expected)
    {
        if (Abandoned.IsEmpty || expected.IsAny || expected.IsStreamExists) return expected;
        var last = Passed(stream, expected.Value);
        return last < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(last);
    }

    /// <summary>The last revision before <paramref name="last"/> or at it that readers see; null for none.</summary>
    public long? Visible(StreamName stream, long? last)
    {
        var name = Encoding.ASCII.GetBytes(stream.Value);
        var at = last ?? -1;
        while (at >= 0 && Hides(name, at)) at--;
        return at < 0 ? null : at;
    }

    private long Passed(StreamName stream, long revision)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var run in Abandoned)
                if (run.Contains(stream, revision + 1))
                    (revision, moved) = (run.To, true);
        }

        return revision;
    }

    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            if (Open is { } open)
            {
                json.WriteString("stream", open.Run.Stream);
                json.WriteNumber("from", open.Run.From);
                json.WriteBase64String("ids", open.Ids.Span);
            }

            json.WriteStartArray("abandoned");
            foreach (var run in Abandoned)
            {
                json.WriteStartArray();
                json.WriteStringValue(run.Stream);
                json.WriteNumberValue(run.From);
                json.WriteNumberValue(run.To);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="LogForeignException">Not what a journal holds, or of a newer version.</exception>
    public static JournalState Read(in RecordedEvent recorded)
    {
        try
        {
            using var document = JsonDocument.Parse(recorded.Data);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != 1) throw new LogForeignException($"a newer version wrote the stream {AppendJournal.Stream}");
            OpenAppend? open = null;
            if (root.TryGetProperty("stream", out var stream))
            {
                var (from, ids) = (root.GetProperty("from").GetInt64(), root.GetProperty("ids").GetBytesFromBase64());
                open = new OpenAppend(new StreamRun(stream.GetString()!, from, from + (ids.Length / OpenAppend.IdBytes) - 1), ids, recorded.Position);
            }

            return new JournalState(recorded.Revision, open, [.. root.GetProperty("abandoned").EnumerateArray().Select(r => new StreamRun(r[0].GetString()!, r[1].GetInt64(), r[2].GetInt64()))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new LogForeignException($"the stream {AppendJournal.Stream} holds something that this program did not write: {e.Message}");
        }
    }
}
