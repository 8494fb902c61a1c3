using System.Text;

namespace Reports.EventStore.Log;

/// <summary>
/// An event as stored. Its texts are slices of the page that it came in, valid as long as the page:
/// copy what must live longer.
/// </summary>
public readonly struct RecordedEvent(
    Position position, long revision, Guid id, ReadOnlyMemory<byte> stream, ReadOnlyMemory<byte> type,
    ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> metadata)
{
    public Position Position { get; } = position;

    /// <summary>Place in the stream, counted from 0.</summary>
    public long Revision { get; } = revision;

    public Guid Id { get; } = id;

    /// <summary>The stream's name in ASCII.</summary>
    public ReadOnlyMemory<byte> Stream { get; } = stream;

    /// <summary>The event type's stored name in ASCII.</summary>
    public ReadOnlyMemory<byte> Type { get; } = type;

    /// <summary>UTF-8 JSON, as stored.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    /// <summary>UTF-8 JSON, as stored.</summary>
    public ReadOnlyMemory<byte> Metadata { get; } = metadata;

    public string StreamText => Encoding.ASCII.GetString(Stream.Span);

    public string TypeText => Encoding.ASCII.GetString(Type.Span);

    /// <summary>The same event with memory of its own.</summary>
    public RecordedEvent Copy() => new(Position, Revision, Id, Stream.ToArray(), Type.ToArray(), Data.ToArray(), Metadata.ToArray());
}
