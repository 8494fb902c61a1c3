using Reports.Domain.Gazetteer;

namespace Reports.Projections.Ledger;

/// <summary>
/// Every boundary that was drawn, with its position, in log order. Apart from the gazetteer's history, which is read for every view:
/// this one is read for maps alone. Reads are thread safe while nobody writes.
/// </summary>
internal sealed class BoundaryHistory
{
    private readonly List<(long Position, PlaceBoundary Boundary)> _drawn = [];

    public IReadOnlyList<(long Position, PlaceBoundary Boundary)> Drawn => _drawn;

    public void Add(long position, PlaceBoundary boundary) => _drawn.Add((position, boundary));

    /// <summary>By place: the boundary that it has at a position.</summary>
    public Dictionary<string, PlaceBoundary> At(long position, Reconciliations reconciliations)
    {
        var boundaries = new Dictionary<string, PlaceBoundary>(StringComparer.Ordinal);
        foreach (var (at, boundary) in _drawn)
        {
            if (at > position) break;
            var place = reconciliations.Read(ReconciledKind.Place, boundary.Place);
            // What was drawn for the place itself stands before what was drawn for one that was merged into it.
            if (place == boundary.Place || !boundaries.TryGetValue(place, out var known) || known.Place != place) boundaries[place] = boundary;
        }

        return boundaries;
    }
}
