using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.Service.Copying;

/// <summary>All that a log holds, in a few bytes.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Streams">How many streams.</param>
/// <param name="Order">SHA-256 over the events in the order of the log, in hexadecimal.</param>
/// <param name="PerStream">SHA-256 over the streams by name, each with its events in order, in hexadecimal.</param>
public readonly record struct ContentDigest(long Events, int Streams, string Order, string PerStream);

/// <summary>The content of a log, stream by stream.</summary>
internal sealed class LogContent
{
    private readonly Dictionary<string, (long Count, byte[] Hash)> _streams = new(StringComparer.Ordinal);

    public ContentDigest Digest { get; private set; }

    public static async Task<LogContent> ReadAsync(IEventLog log, Position to, IProgress<CopyProgress>? progress, CancellationToken cancellation)
    {
        var content = new LogContent();
        using var order = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var events = 0L;
        await foreach (var page in log.ReadAllAsync(new LogRead(To: to), cancellation))
        {
            content.Add(page.Events.Span, order, stream);
            events += page.Events.Length;
            progress?.Report(new CopyProgress(CopyStep.Comparing, page.Next.Commit, to.Commit));
        }

        content.Digest = new ContentDigest(events, content._streams.Count, Hex(order), content.HashStreams(stream));
        return content;
    }

    /// <summary>The first stream, by name, that the two do not have in common; null when all are the same.</summary>
    public string? FirstDifference(LogContent other) => _streams.Keys.Union(other._streams.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .FirstOrDefault(s => !_streams.TryGetValue(s, out var mine) || !other._streams.TryGetValue(s, out var theirs)
            || mine.Count != theirs.Count || !mine.Hash.AsSpan().SequenceEqual(theirs.Hash));

    private void Add(ReadOnlySpan<RecordedEvent> events, IncrementalHash order, IncrementalHash stream)
    {
        foreach (ref readonly var recorded in events)
        {
            EventContent.AppendTo(order, recorded);
            // Each event is hashed onto what came before it in its stream: one small hash for each stream is all that is kept.
            var name = recorded.StreamText;
            var (count, hash) = _streams.GetValueOrDefault(name, (0, []));
            stream.AppendData(hash);
            EventContent.AppendTo(stream, recorded);
            _streams[name] = (count + 1, stream.GetHashAndReset());
        }
    }

    private string HashStreams(IncrementalHash hash)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (var (name, stream) in _streams.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            BinaryPrimitives.WriteInt64BigEndian(count, stream.Count);
            hash.AppendData(Encoding.ASCII.GetBytes(name));
            hash.AppendData(count);
            hash.AppendData(stream.Hash);
        }

        return Hex(hash);
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
