using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>Places by any spelling that the gazetteer knows at a cut.</summary>
internal static class PlaceNames
{
    /// <param name="ledger">The ledger.</param>
    /// <param name="name">An id, a name or an alias.</param>
    /// <param name="cut">The gazetteer is read as it was then.</param>
    /// <param name="kind">What else it could have been, for the error.</param>
    /// <returns>The place's id.</returns>
    /// <exception cref="NotKnownException">No place has the name, or several have.</exception>
    public static string Find(Ledger ledger, string name, Cut cut, string kind = "place")
    {
        if (ledger.Views.Gazetteer(cut.At).PlaceNames.TryFind(name, out var id, out var problem)) return id;
        throw new NotKnownException(Domain.Text.SafeText.Show(kind == "place" ? problem : problem.Replace("unknown place", $"unknown {kind}", StringComparison.Ordinal)));
    }
}
