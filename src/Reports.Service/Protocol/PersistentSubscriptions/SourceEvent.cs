using Reports.EventStore.Log;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>An event of a group's source with its content.</summary>
/// <param name="Recorded">The event, or where the source is a virtual stream what its link points at; with memory of its own.</param>
/// <param name="Link">The link's data, where the source is a virtual stream.</param>
internal sealed record SourceEvent(long Place, Guid Id, string PinnedBy, int Bytes, RecordedEvent Recorded, byte[]? Link)
    : GroupEvent(Place, Id, PinnedBy, Bytes);
