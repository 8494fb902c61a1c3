using System.Text;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Events;

internal static class TestEvents
{
    public const string SourceStream = "source-example-2018-03-14";

    public static RecordedEvent Stored(LedgerEvent ledgerEvent) =>
        Stored(EventTypes.NameOf(ledgerEvent), Data(ledgerEvent));

    public static byte[] Data(LedgerEvent ledgerEvent)
    {
        using var serializer = new EventSerializer();
        return serializer.Serialize(ledgerEvent);
    }

    public static RecordedEvent Stored(string type, string data, string stream = SourceStream) =>
        Stored(type, Encoding.UTF8.GetBytes(data), stream);

    public static RecordedEvent Stored(string type, byte[] data, string stream = SourceStream) => new(
        Position.At(7), 0, Guid.Empty, Encoding.ASCII.GetBytes(stream), Encoding.ASCII.GetBytes(type), data, ReadOnlyMemory<byte>.Empty);
}
