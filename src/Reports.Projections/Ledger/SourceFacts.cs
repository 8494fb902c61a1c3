namespace Reports.Projections.Ledger;

/// <summary>A source that stands at a cut, and those of its facts that do.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="Position">The position of the header that counts at the cut.</param>
/// <param name="Facts">In log order.</param>
public sealed record SourceFacts(string Id, long Position, IReadOnlyList<FactView> Facts);
