using System.Collections.Concurrent;
using System.Text;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Log;
using Wired = Reports.EventStore.Protocol.Streams.ReadResp.Types.ReadEvent;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>Events as a server sends them, as the log gives them. Thread safe.</summary>
internal sealed class EventConversion(string server)
{
    private const int TypesRemembered = 1000;

    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _types = new(StringComparer.Ordinal);

    /// <summary>False for the server's own events, and for links, which stand beside what they link to.</summary>
    public static bool IsOfLedger(Wired read) =>
        read.Event is { } e
        && read.Link is null
        && !e.StreamIdentifier.StreamName.Span.StartsWith("$"u8)
        && !(e.Metadata.TryGetValue("type", out var type) && type.StartsWith('$'));

    /// <summary>Shares the message's memory.</summary>
    /// <exception cref="LogForeignException">Not an event of a ledger.</exception>
    public RecordedEvent Convert(Wired read)
    {
        var e = read.Event;
        try
        {
            return new RecordedEvent(
                PositionOf(read), Wire.Number(e.StreamRevision), Wire.Id(e.Id), e.StreamIdentifier.StreamName.Memory,
                TypeOf(e.Metadata.TryGetValue("type", out var type) ? type : ""), e.Data.Memory, e.CustomMetadata.Memory);
        }
        catch (FormatException broken)
        {
            throw new LogForeignException($"{server} sent an event that cannot be read: {broken.Message}");
        }
    }

    /// <summary>Servers give an event of a stream read its place in the log too.</summary>
    public static Position PositionOf(Wired read)
    {
        var commit = read.PositionCase == Wired.PositionOneofCase.CommitPosition ? read.CommitPosition : read.Event.CommitPosition;
        var prepare = read.Event.PreparePosition;
        // The largest number stands for none.
        return commit > long.MaxValue ? Position.Start : new Position((long)commit, prepare > long.MaxValue ? (long)commit : (long)prepare);
    }

    private ReadOnlyMemory<byte> TypeOf(string type)
    {
        if (_types.TryGetValue(type, out var known)) return known;
        var bytes = Encoding.ASCII.GetBytes(type);
        if (_types.Count < TypesRemembered) _types[type] = bytes;
        return bytes;
    }
}
