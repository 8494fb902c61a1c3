using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Parts;

/// <summary>Facts of a page with all that the log has of them, and the sources that report them.</summary>
/// <param name="Items">In the order in which they were asked for.</param>
/// <param name="Sources">By id; one that is not known at the cut is left out.</param>
public sealed record ReadFacts(IReadOnlyList<FactDetail> Items, IReadOnlyDictionary<string, SourceDetail> Sources)
{
    internal static async Task<ReadFacts> OfAsync(Ledger ledger, IEnumerable<FactView> facts, Cut cut, CancellationToken cancellation)
    {
        var items = new List<FactDetail>();
        var sources = new Dictionary<string, SourceDetail>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            items.Add(await ViewQueryHandlers.DetailAsync(ledger, fact, cancellation));
            var source = SourceOf(fact.Id);
            if (!sources.ContainsKey(source) && ledger.Views.Source(source, cut) is { } known) sources[source] = await ViewQueryHandlers.DetailAsync(ledger, known, cancellation);
        }

        return new ReadFacts(items, sources);
    }

    /// <summary>Facts that stand at a cut, by their ids.</summary>
    internal static async Task<ReadFacts> OfIdsAsync(Ledger ledger, IEnumerable<string> ids, Cut cut, CancellationToken cancellation)
    {
        var order = ids.Distinct(StringComparer.Ordinal).ToList();
        var standing = order.Select(SourceOf).Distinct(StringComparer.Ordinal).SelectMany(s => ledger.Views.FactsOf(s, cut)).Where(f => f.IsCurrent)
            .ToLookup(f => f.Id, StringComparer.Ordinal);
        return await OfAsync(ledger, order.Select(id => standing[id].LastOrDefault()).OfType<FactView>(), cut, cancellation);
    }

    public IReadOnlyList<FactDetail> With(IEnumerable<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        return [.. Items.Where(i => wanted.Contains(i.View.Id))];
    }

    public static string SourceOf(string fact) => fact[..fact.IndexOf('/', StringComparison.Ordinal)];
}
