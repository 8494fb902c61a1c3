using Reports.Domain.Text;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>A source that is to be changed, as it stands.</summary>
internal static class CurrentSource
{
    /// <exception cref="RefusedException">The ledger does not hold it, or it was withdrawn.</exception>
    public static async Task<RecordedSource> ReadAsync(Ledger ledger, string source, CancellationToken cancellation)
    {
        var isKnown = Slug.TryParse(source, out _) && ledger.Views.IsSource(source);
        if (!isKnown || await RecordedSource.ReadAsync(ledger.Log, source, cancellation) is not { } recorded)
            throw new RefusedException($"unknown source '{SafeText.Show(source)}'");
        return recorded.Withdrawn is { } why ? throw new RefusedException($"source '{source}' was withdrawn already: {why}") : recorded;
    }

    /// <exception cref="RefusedException">The source has no such fact, or it was retracted.</exception>
    public static RecordedFact Standing(RecordedSource recorded, string source, string key)
    {
        if (!recorded.Facts.TryGetValue(key, out var fact)) throw new RefusedException($"source '{source}' has no fact '{SafeText.Show(key)}'");
        return fact.Retracted is { } why ? throw new RefusedException($"'{source}/{key}' was retracted already: {why}") : fact;
    }
}
