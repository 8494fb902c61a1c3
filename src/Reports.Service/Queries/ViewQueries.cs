using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>The status of one place, or of every place with control facts of its own.</summary>
/// <param name="Place">An id, name or alias; null for all.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
[Needs(Permission.Read)]
public sealed record GetStatus(Ledger Ledger, string? Place, CutRequest Cut, Policy? Policy) : IRequest<Answer<ControlStatusView>>;

/// <param name="About">A place or an incident; null for all.</param>
/// <param name="DisputedOnly">Leave out what is not disputed.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
[Needs(Permission.Read)]
public sealed record GetFigures(Ledger Ledger, string? About, bool DisputedOnly, CutRequest Cut, Policy? Policy) : IRequest<Answer<FigureView>>;

/// <param name="Id">An incident's id; null for all.</param>
[Needs(Permission.Read)]
public sealed record GetIncidents(Ledger Ledger, string? Id, CutRequest Cut) : IRequest<Answer<IncidentView>>;

/// <param name="Id">A source's id; null for all.</param>
[Needs(Permission.Read)]
public sealed record GetSources(Ledger Ledger, string? Id, CutRequest Cut) : IRequest<Answer<SourceDetail>>;

/// <summary>Facts of a source, or control facts about a place, or one fact by its id.</summary>
/// <param name="Of">A source's id, a place's name, or <c>source/fact</c>.</param>
[Needs(Permission.Read)]
public sealed record GetFacts(Ledger Ledger, string? Of, CutRequest Cut) : IRequest<Answer<FactDetail>>;

/// <summary>What a query found, the cut at which it looked, and the policy that was in force there or was asked for.</summary>
public sealed record Answer<T>(IReadOnlyList<T> Items, Cut Cut, Policy Policy);

/// <summary>A source with the header that counts at the cut.</summary>
public sealed record SourceDetail(SourceView View, Domain.Sources.SourceHeader Header, EventMetadata Recorded);

/// <summary>A fact with all that was recorded of it.</summary>
/// <param name="Ended">The event that corrected, retracted or withdrew it; null while it stands.</param>
/// <param name="Regraded">The event by which an analyst gave it the grade that it has at the cut; null while the coder's own counts.</param>
public sealed record FactDetail(FactView View, Domain.Facts.Fact Fact, EventMetadata Recorded, LedgerEvent? Ended, RegradedFact? Regraded);

/// <summary>A grade that an analyst gave, by whom and why.</summary>
public sealed record RegradedFact(FactRegraded Event, EventMetadata Recorded);
