using System.Text;
using Reports.EventStore.Events;
using Reports.Projections.Changes;
using Reports.Service.Http;

namespace Reports.Service.Feed;

/// <summary>A change with what was recorded of its event, encoded once for all who follow. Thread safe.</summary>
/// <param name="change">The change.</param>
/// <param name="eventType">The stored type of the event.</param>
/// <param name="stream">The stream of the event.</param>
/// <param name="recorded">Who recorded it, and when.</param>
public sealed class FeedItem(Change change, string eventType, string stream, EventMetadata recorded)
{
    private byte[]? _event;

    public Change Change => change;

    public string EventType => eventType;

    public string Stream => stream;

    public EventMetadata Recorded => recorded;

    public FeedPoint Point => new(change.Position, change.Index);

    /// <summary>The change as a server-sent event.</summary>
    public ReadOnlyMemory<byte> Event => _event ??= [.. Encoding.UTF8.GetBytes(Head), .. Representation.Bytes(json => ChangeEvents.Write(json, this)).Span, (byte)'\n', (byte)'\n'];

    /// <summary>The change as a line of JSON, with its line feed.</summary>
    public ReadOnlyMemory<byte> Line => Event[Head.Length..^1];

    // ASCII: as many bytes as characters.
    private string Head => $"id: {Point}\nevent: {ChangeEvents.Word(change.Kind)}\ndata: ";
}
