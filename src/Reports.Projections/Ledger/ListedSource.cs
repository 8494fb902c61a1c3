using Reports.Domain.Time;

namespace Reports.Projections.Ledger;

/// <summary>A source in a list of all.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="Outlet">Who published it.</param>
/// <param name="Published">When it came out.</param>
public sealed record ListedSource(string Id, string Outlet, Day Published);
