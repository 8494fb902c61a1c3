using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Districts;

/// <summary>One page of the facts about a district, each with what it is to the status.</summary>
/// <param name="Items">In order: what counts for it, against it, beside it, and then the others, the latest first.</param>
/// <param name="Roles">By fact id.</param>
/// <param name="Sources">Of the facts, by id.</param>
/// <param name="Counting">How many of all facts count.</param>
/// <param name="All">How many facts there are.</param>
public sealed record DistrictFacts(
    IReadOnlyList<FactDetail> Items, IReadOnlyDictionary<string, string> Roles, IReadOnlyDictionary<string, SourceDetail> Sources, int Counting, int All)
{
    public const string For = "for", Against = "against", Beside = "beside", Other = "other";

    private static readonly string[] s_order = [For, Against, Beside, Other];

    internal static async Task<DistrictFacts> OfAsync(Ledger ledger, ControlStatusView view, Cut cut, bool countingOnly, int page, CancellationToken cancellation)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in view.Basis.For) roles[fact] = For;
        foreach (var fact in view.Basis.Against) roles[fact] = Against;
        foreach (var fact in view.Expected.Concat(view.Denied).Concat(view.BesiegedBy.SelectMany(s => s.Facts))) roles.TryAdd(fact, Beside);
        var all = ledger.Views.FactsAbout(view.DecidedAt ?? view.Place, cut);
        var counting = all.Count(f => Role(f) != Other);
        var chosen = all.Where(f => !countingOnly || Role(f) != Other).OrderBy(f => Array.IndexOf(s_order, Role(f))).ThenByDescending(f => f.Position)
            .Skip((page - 1) * PageCall.PageSize).Take(PageCall.PageSize);
        var read = await ReadFacts.OfAsync(ledger, chosen, cut, cancellation);
        return new DistrictFacts(read.Items, roles, read.Sources, counting, all.Count);

        // A version of a fact that was corrected has the id of the one that counts.
        string Role(FactView fact) => fact.IsCurrent ? roles.GetValueOrDefault(fact.Id, Other) : Other;
    }

    public string RoleOf(FactDetail fact) => fact.View.IsCurrent ? Roles.GetValueOrDefault(fact.View.Id, Other) : Other;
}
