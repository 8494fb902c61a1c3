using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Sources;

/// <summary>Through whom a source has what it reports.</summary>
/// <param name="Chains">The most used first, then by their speakers.</param>
/// <param name="Looked">How many facts were looked at: the first ones.</param>
/// <param name="All">How many there are.</param>
public sealed record SourceChains(IReadOnlyList<SourceChain> Chains, int Looked, int All)
{
    /// <summary>A chain is in the log alone, so not every fact of a large source is read.</summary>
    private const int MostRead = 500;

    internal static async Task<SourceChains> OfAsync(Ledger ledger, SourceDetail source, IReadOnlyList<FactView> facts, CancellationToken cancellation)
    {
        var chains = new Dictionary<string, SourceChain>(StringComparer.Ordinal);
        var standing = facts.Where(f => f.IsCurrent).ToList();
        foreach (var view in standing.Take(MostRead))
        {
            var by = (await ledger.ReadAtAsync(view.Position, cancellation)).Event.Reported!.By;
            string[] speakers = [.. by.Speakers.Append(source.Header.Outlet).Distinct(StringComparer.Ordinal)];
            var key = $"{by.Lost} {string.Join(' ', speakers)}";
            chains[key] = chains.TryGetValue(key, out var known) ? known with { Facts = known.Facts + 1 } : new SourceChain(speakers, by.Lost, 1);
        }

        return new SourceChains([.. chains.OrderByDescending(c => c.Value.Facts).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value)], Math.Min(MostRead, standing.Count), standing.Count);
    }
}

/// <param name="Speakers">From the origin to the outlet.</param>
/// <param name="IsLost">True where the outlet does not say whom it repeats.</param>
/// <param name="Facts">How many facts came through it.</param>
public sealed record SourceChain(IReadOnlyList<string> Speakers, bool IsLost, int Facts);
