using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Pages.Sources;

/// <summary>What was taken back or changed of what a source had said.</summary>
/// <param name="Items">The latest first, as many as a page has room for.</param>
/// <param name="All">How many there are.</param>
public sealed record SourceCorrections(IReadOnlyList<SourceCorrection> Items, int All)
{
    internal static async Task<SourceCorrections> OfAsync(Ledger ledger, string source, Cut cut, CancellationToken cancellation)
    {
        var positions = ledger.Views.CorrectionsOf(source, cut);
        var items = new List<SourceCorrection>();
        foreach (var position in positions.Reverse().Take(PageCall.PageSize))
        {
            var (@event, recorded) = await ledger.ReadAtAsync(position, cancellation);
            items.Add(new SourceCorrection(position, @event, recorded));
        }

        return new SourceCorrections(items, positions.Count);
    }
}

public sealed record SourceCorrection(long Position, LedgerEvent Event, EventMetadata Recorded)
{
    public string What => Event switch
    {
        FactCorrected => "corrected",
        FactRetracted => "retracted",
        FactRegraded => "regraded",
        SourceCorrected => "source corrected",
        SourceWithdrawn => "source withdrawn",
        _ => "changed",
    };

    /// <summary>The key of the fact; null for the source as a whole.</summary>
    public string? Fact => Event switch
    {
        FactCorrected e => e.Replacement.Key,
        FactRetracted e => e.Fact,
        FactRegraded e => e.Fact,
        _ => null,
    };

    /// <summary>Why; null where nothing was said.</summary>
    public string? Reason => Event switch
    {
        FactCorrected e => e.Reason,
        FactRetracted e => e.Reason,
        FactRegraded e => $"{e.Grade?.ToString() ?? "no grade"}: {e.Reason}",
        SourceCorrected e => e.Reason,
        SourceWithdrawn e => e.Reason,
        _ => null,
    };
}
