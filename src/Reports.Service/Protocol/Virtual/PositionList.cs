namespace Reports.Service.Protocol.Virtual;

/// <summary>Positions of the log in ascending order, for streams that few events belong to: four bytes an event. Not thread safe.</summary>
internal sealed class PositionList : IPositions
{
    private readonly List<uint> _positions = [];

    public long Count => _positions.Count;

    /// <summary>Adds a position after the ones before; the last one again adds nothing.</summary>
    /// <exception cref="OverflowException">A log of more than 4,294,967,295 events.</exception>
    public void Add(long position)
    {
        var added = checked((uint)position);
        if (_positions.Count == 0 || _positions[^1] != added) _positions.Add(added);
    }

    public int CopyTo(long from, Span<long> positions)
    {
        var count = (int)Math.Clamp(_positions.Count - from, 0, positions.Length);
        for (var i = 0; i < count; i++) positions[i] = _positions[(int)from + i];
        return count;
    }
}
