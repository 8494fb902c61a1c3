using System.Globalization;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Integrity;

/// <summary>
/// The events of a log whose positions have gaps, lined up with those that the tiles were made from. Where one is missing or was put
/// in between, its neighbours keep their numbers, so that it alone is named. Not thread safe.
/// </summary>
internal sealed class GappedReading(TreeCheck tree, EventPlaces places, string positionsPath, Action<Damage> found)
{
    private long _missingFrom;
    private long _missingTo;
    private bool _hasWrongPosition;

    /// <summary>False when an event was missing or added, so that the root over all of them says nothing.</summary>
    public bool IsAligned { get; private set; } = true;

    /// <summary>The number of the last event.</summary>
    public long Size { get; private set; }

    public void Take(ReadOnlyMemory<RecordedEvent> events)
    {
        var inOrder = 0;
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var recorded = ref events.Span[i];
            if (IsAligned && IsNext(recorded))
            {
                Size++;
                inOrder++;
                continue;
            }

            if (IsAligned) tree.Add(events[..inOrder]);
            IsAligned = false;
            TakeAlone(recorded);
        }

        if (IsAligned) tree.Add(events);
    }

    /// <summary>Called after the last event. What is missing at the end is told by whoever knows what was signed.</summary>
    public void End() => TellMissing();

    private void TakeAlone(in RecordedEvent recorded)
    {
        while (!IsNext(recorded) && places.KeptAt(Size + 1) < recorded.Position) Missing(++Size);
        if (IsNext(recorded)) tree.AddAlone(recorded, ++Size);
        else
            found(new Damage(
                DamageKind.Event, string.Create(CultureInfo.InvariantCulture, $"position {recorded.Position}"),
                $"an event of {Domain.Text.SafeText.Show(recorded.StreamText)} that is none of those that the tiles were made from", recorded.Position.Commit));
    }

    /// <summary>Whether it is the event that the tiles have next; behind their end any is.</summary>
    private bool IsNext(in RecordedEvent recorded)
    {
        if (Size >= places.KeptCount || places.KeptAt(Size + 1) == recorded.Position) return true;
        if (!tree.IsKept(recorded, Size + 1)) return false;
        // The event itself is there: its position was kept wrong, or it is another server's.
        if (!_hasWrongPosition)
            found(new Damage(
                DamageKind.Tile, positionsPath,
                string.Create(CultureInfo.InvariantCulture, $"event {Size + 1} is at position {recorded.Position}, not at {places.KeptAt(Size + 1)}; {TreeFolder.Remedy}"), recorded.Position.Commit));
        _hasWrongPosition = true;
        return true;
    }

    private void Missing(long number)
    {
        if (_missingTo != number - 1 || _missingFrom == 0)
        {
            TellMissing();
            _missingFrom = number;
        }

        _missingTo = number;
    }

    private void TellMissing()
    {
        if (_missingFrom == 0) return;
        found(new Damage(DamageKind.Event, places.Of(_missingFrom, _missingTo), "missing: the tiles were made from it", places.PositionOf(_missingFrom)));
        _missingFrom = 0;
    }
}
