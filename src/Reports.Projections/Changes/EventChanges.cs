using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.Changes;

/// <summary>
/// What one event of the log changed: the views before and after its position, on the latest day of publication that the log held by
/// then, or of the fact itself. No clock is asked, so the same position gives the same changes for ever.
/// </summary>
internal static class EventChanges
{
    /// <param name="views">Views that have applied the event.</param>
    /// <param name="event">The event.</param>
    /// <param name="source">The source to whose stream it belongs; null for events of other streams.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="previous">The position of the event before it.</param>
    /// <param name="affected">What it may have changed.</param>
    /// <param name="on">The day.</param>
    public static IReadOnlyList<Change> Of(Views views, LedgerEvent @event, string? source, long position, long previous, Affected affected, Day on)
    {
        var before = Viewpoint.At(views, new Cut(on, At: previous), null);
        var after = Viewpoint.At(views, new Cut(on, At: position), null);
        var found = new List<Change>();
        if (Told(@event, source) is var (kind, subject)) Add(new Change { Kind = kind, Subject = subject, Position = position, Index = 0, At = after });
        var changes = ViewComparison.Compare(views, affected, before, after);
        foreach (var status in changes.Statuses)
            Add(new Change
            {
                Kind = ViewComparison.IsSameAnswer(status.Before!, status.After!) ? ChangeKind.BasisChanged : ChangeKind.StatusChanged,
                Subject = status.Id,
                Position = position,
                Index = 0,
                At = after,
                Status = status,
            });
        foreach (var figure in changes.Figures)
            Add(new Change { Kind = KindOf(figure.Before, figure.After), Subject = figure.Id, Position = position, Index = 0, At = after, Figure = figure });
        foreach (var incident in changes.Incidents)
            Add(new Change { Kind = ChangeKind.IncidentChanged, Subject = incident.Id, Position = position, Index = 0, At = after, Incident = incident });
        return found;

        void Add(Change change) => found.Add(change with { Index = found.Count });
    }

    /// <summary>The day from which a fact holds.</summary>
    public static Day Begin(Fact fact) => fact switch
    {
        ControlFact control => control.On.Begin,
        FigureFact figure => figure.Window.Begin,
        IncidentFact incident => incident.On.Begin,
        _ => Day.Min,
    };

    private static (ChangeKind Kind, string Subject)? Told(LedgerEvent @event, string? source) => @event switch
    {
        FactCorrected e => (ChangeKind.FactCorrected, $"{source}/{e.Replacement.Key}"),
        FactRetracted e => (ChangeKind.FactRetracted, $"{source}/{e.Fact}"),
        FactRegraded e => (ChangeKind.FactRegraded, $"{source}/{e.Fact}"),
        SourceWithdrawn => (ChangeKind.SourceWithdrawn, source!),
        PolicyAdopted e => (ChangeKind.PolicyAdopted, e.Policy.Name),
        { Reconciled: { Form: ReconciliationForm.Merge } e } => (ChangeKind.Merged, e.Id),
        { Reconciled: { } e } => (ChangeKind.Split, e.Id),
        _ => null,
    };

    private static ChangeKind KindOf(FigureView? before, FigureView? after)
    {
        var (was, now) = (before is { Disputed: true }, after is { Disputed: true });
        if (was != now) return now ? ChangeKind.DisputeOpened : ChangeKind.DisputeResolved;
        if (!now) return ChangeKind.FigureChanged;
        // How far apart the anchors are; where there are none, how wide the envelope is.
        var spread = (after!.Ratio ?? 0).CompareTo(before!.Ratio ?? 0);
        if (spread == 0) spread = (after.High - after.Low ?? 0).CompareTo(before.High - before.Low ?? 0);
        return spread switch { > 0 => ChangeKind.DisputeWidened, < 0 => ChangeKind.DisputeNarrowed, _ => ChangeKind.FigureChanged };
    }
}
