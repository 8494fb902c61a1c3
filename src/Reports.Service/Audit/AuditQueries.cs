using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Audit;

/// <summary>How a view came about, event by event.</summary>
/// <param name="Subject">A place for its status; an incident, or <c>about/measure…</c>, for figures.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
/// <param name="Steps">The most events that are looked at; the latest of them.</param>
[Needs(Permission.Read)]
public sealed record ExplainView(Ledger Ledger, string Subject, CutRequest Cut, Policy? Policy, int Steps) : IRequest<Explanation>;

/// <param name="Status">The status, for a place.</param>
/// <param name="Figures">The figures, for an incident or a figure's key.</param>
/// <param name="Recorded">What was recorded at each position that is told of.</param>
public sealed record Explanation(
    ControlExplanation? Status, ImmutableArray<FigureExplanation> Figures, IReadOnlyDictionary<long, RecordedStatement> Recorded, Cut Cut, Policy Policy);

/// <summary>An event as it was recorded, with who recorded it and why.</summary>
public sealed record RecordedStatement(LedgerEvent Event, EventMetadata Metadata);

/// <summary>How a view changed along one of the three times.</summary>
/// <param name="Subject">A place for its status; an incident, or <c>about/measure…</c>, for figures.</param>
/// <param name="Along">Which time.</param>
/// <param name="Policy">Null for the one in force at the cut; one policy follows the view all the way.</param>
[Needs(Permission.Read)]
public sealed record GetHistory(Ledger Ledger, string Subject, Axis Along, CutRequest Cut, Policy? Policy) : IRequest<ViewHistory>;

/// <param name="Place">The place's id; null for figures.</param>
public sealed record ViewHistory(
    string? Place, IReadOnlyList<HistoryEntry<ControlStatusView>> Status, ImmutableArray<FigureTrail> Figures, Axis Along, Cut Cut, Policy Policy);

/// <summary>One figure as it is at the cut, and how it came there.</summary>
public sealed record FigureTrail(FigureView Figure, IReadOnlyList<HistoryEntry<FigureView>> Entries);

/// <summary>What changed between two cuts.</summary>
/// <param name="Subject">A place, an incident or <c>about/measure…</c>; null for every view.</param>
/// <param name="Policy">For both cuts; null for the one in force at each.</param>
[Needs(Permission.Read)]
public sealed record CompareCuts(Ledger Ledger, string? Subject, CutRequest From, CutRequest To, Policy? Policy) : IRequest<CutComparison>;

public sealed record CutComparison(Viewpoint From, Viewpoint To, ViewChanges Changes);
