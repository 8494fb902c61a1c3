using Google.Protobuf;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>One append as a server is sent it.</summary>
internal readonly record struct Write(StreamName Stream, ExpectedRevision Expected, ReadOnlyMemory<EventToAppend> Events)
{
    public static readonly Empty Nothing = new();

    public StreamIdentifier Identifier => new() { StreamName = ByteString.CopyFromUtf8(Stream.Value) };

    /// <summary>What a server counts against its limit: data, metadata and the type in UTF-16.</summary>
    public static int SizeOf(in EventToAppend e) => e.Data.Length + e.Metadata.Length + (2 * e.Type.Length);
}

/// <summary>What a server answered.</summary>
/// <param name="Revision">Of the last event written; −1 when nothing was.</param>
/// <param name="Position">Of the last event written.</param>
/// <param name="Refusal">Where the stream is instead of where it was expected; null for success.</param>
internal readonly record struct WriteResult(long Revision, Position Position, StreamState? Refusal = null);

/// <param name="Last">The last revision; null for no stream.</param>
internal readonly record struct StreamState(long? Last);

/// <summary>A server's refusal of the size of an append; nothing of it was written.</summary>
/// <param name="most">What it takes, in bytes.</param>
internal sealed class WriteTooLargeException(int most) : Exception($"at most {most} bytes")
{
    public int Most { get; } = most;
}
