namespace Reports.Service.Protocol.Virtual;

/// <summary>The log positions of a virtual stream's events: the n-th is where its revision n points.</summary>
internal interface IPositions
{
    long Count { get; }

    /// <summary>Copies positions in ascending order from a revision on; returns how many there were.</summary>
    int CopyTo(long from, Span<long> positions);
}
