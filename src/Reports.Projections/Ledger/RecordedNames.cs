namespace Reports.Projections.Ledger;

/// <summary>What a fact named when it was recorded, and what a merge or split reads otherwise since.</summary>
/// <param name="Place">The place that it is about; null where that reads as it was recorded.</param>
/// <param name="Actor">The actor of a control fact; null likewise.</param>
/// <param name="Origin">Who is said to know; null likewise.</param>
public sealed record RecordedNames(string? Place, string? Actor, string? Origin)
{
    internal static readonly RecordedNames Same = new(null, null, null);
}
