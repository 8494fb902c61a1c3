using System.Globalization;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Protocol.Virtual;

/// <summary>What an event of a virtual stream is: a link to an event of the log.</summary>
internal static class VirtualLink
{
    /// <summary>The type of a link, as EventStoreDB has it.</summary>
    public const string Type = "$>";

    /// <summary>Room that any link's data fits in.</summary>
    public const int MostBytes = 32 + StreamName.MaxLength;

    /// <summary>Writes what a link says, <c>revision@stream</c> of its target; returns how long it is.</summary>
    public static int Write(in RecordedEvent target, Span<byte> data)
    {
        _ = target.Revision.TryFormat(data, out var length, default, CultureInfo.InvariantCulture);
        data[length++] = (byte)'@';
        target.Stream.Span.CopyTo(data[length..]);
        return length + target.Stream.Length;
    }

    /// <summary>A link's id: the same whenever its stream is read.</summary>
    public static Guid Id(StreamName stream, long revision, ReadOnlySpan<byte> data) =>
        EventIds.Of(stream, string.Create(CultureInfo.InvariantCulture, $"{Type}@{revision}"), data);
}
