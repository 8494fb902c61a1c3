using System.Globalization;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Integrity;

/// <summary>
/// Where the n-th event of a log is, counted from 1: in the embedded log that is its position; in others the tiles kept it, as far as
/// they reach. Not thread safe.
/// </summary>
internal sealed class EventPlaces : IDisposable
{
    private readonly bool _areNumbers;
    private readonly PositionFile? _kept;

    private EventPlaces(bool areNumbers, PositionFile? kept) => (_areNumbers, _kept) = (areNumbers, kept);

    /// <summary>Positions that the tiles kept, one for each of their events; none where positions are numbers, or cannot be read.</summary>
    public long KeptCount => _kept?.Count ?? 0;

    public static EventPlaces Of(IEventLog log, TreeFolder tiles, long size, Action<Damage> found)
    {
        if (log.HasDensePositions || size == 0) return new EventPlaces(log.HasDensePositions, null);
        try
        {
            return new EventPlaces(areNumbers: false, PositionFile.OpenToRead(tiles, size));
        }
        catch (LogDamagedException e)
        {
            found(new Damage(DamageKind.Tile, PositionFile.PathOf(tiles), e.Message));
            return new EventPlaces(areNumbers: false, null);
        }
    }

    public Position KeptAt(long number) => _kept!.At(number - 1);

    /// <summary>Null where it is not known.</summary>
    public long? PositionOf(long number) => _areNumbers ? number : number <= KeptCount ? KeptAt(number).Commit : null;

    /// <summary>Names consecutive events for a person.</summary>
    public string Of(long first, long last)
    {
        if (_areNumbers) return Range("position", first, last);
        var numbers = Range("event", first, last);
        return (PositionOf(first), PositionOf(last)) is ({ } from, { } to) ? $"{numbers} ({Range("position", from, to)})" : numbers;
    }

    public void Dispose() => _kept?.Dispose();

    private static string Range(string what, long first, long last) => first == last
        ? string.Create(CultureInfo.InvariantCulture, $"{what} {first}")
        : string.Create(CultureInfo.InvariantCulture, $"{what}s {first} to {last}");
}
