using System.Globalization;
using Reports.EventStore.Events;

namespace Reports.Service.Protocol.Reading;

/// <summary>
/// The time at which an event was recorded, as clients read it: ticks of 100 ns since 1970. One instance serves one call; events
/// of one append have the same time, so it remembers the last.
/// </summary>
internal sealed class CreatedTicks
{
    private const int TimeLength = 27;

    private readonly byte[] _last = new byte[TimeLength];
    private string _ticks = "0";

    private static ReadOnlySpan<byte> Prefix => "{\"recordedAt\":\""u8;

    /// <param name="metadata">The event's stored metadata; one without a recorded time was created at 0.</param>
    public string Of(ReadOnlyMemory<byte> metadata)
    {
        var span = metadata.Span;
        if (span.StartsWith(Prefix) && span.Length > Prefix.Length + TimeLength && span[Prefix.Length + TimeLength] == (byte)'"')
        {
            var time = span.Slice(Prefix.Length, TimeLength);
            if (time.SequenceEqual(_last)) return _ticks;
            if (DateTimeOffset.TryParse(System.Text.Encoding.ASCII.GetString(time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recorded))
            {
                time.CopyTo(_last);
                return _ticks = Ticks(recorded);
            }
        }

        try
        {
            return Ticks(EventMetadata.Parse(metadata).RecordedAt);
        }
        catch (FormatException)
        {
            return "0";
        }
    }

    private static string Ticks(DateTimeOffset recorded) =>
        (recorded.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks).ToString(CultureInfo.InvariantCulture);
}
