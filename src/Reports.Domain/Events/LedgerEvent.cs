using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Sources;

namespace Reports.Domain.Events;

/// <summary>
/// What a ledger records. The names of these types and of their properties, as the serializer writes them,
/// are a contract: stored bytes are never rewritten.
/// </summary>
public abstract record LedgerEvent
{
    /// <summary>The fact that it reports, or that reads anew from it on; null for events of other kinds.</summary>
    public Fact? Reported => this switch
    {
        ControlReported e => e.Fact,
        FigureReported e => e.Fact,
        IncidentReported e => e.Fact,
        FactCorrected e => e.Replacement,
        _ => null,
    };

    /// <summary>Why it merges or splits; null for events of other kinds.</summary>
    public string? ReconciledBecause => this switch
    {
        PlaceMerged e => e.Reason,
        ActorMerged e => e.Reason,
        PlaceSplit e => e.Reason,
        ActorSplit e => e.Reason,
        _ => null,
    };

    /// <summary>The merge or split that it records; null for events of other kinds.</summary>
    public Reconciliation? Reconciled => this switch
    {
        PlaceMerged e => Reconciliation.Merge(ReconciledKind.Place, e.Place, e.Into),
        ActorMerged e => Reconciliation.Merge(ReconciledKind.Actor, e.Actor, e.Into),
        PlaceSplit e => Reconciliation.Split(ReconciledKind.Place, e.Place, e.Into, e.Facts),
        ActorSplit e => Reconciliation.Split(ReconciledKind.Actor, e.Actor, e.Into, e.Facts),
        _ => null,
    };
}

/// <summary>The first event of a source's stream.</summary>
public sealed record SourceReported(SourceHeader Source) : LedgerEvent;

/// <summary>The header was coded wrongly; every fact of the source is reported again after it.</summary>
public sealed record SourceCorrected(SourceHeader Source, string Reason) : LedgerEvent;

public sealed record ControlReported(ControlFact Fact) : LedgerEvent;

public sealed record FigureReported(FigureFact Fact) : LedgerEvent;

public sealed record IncidentReported(IncidentFact Fact) : LedgerEvent;

/// <summary>Replaces the current version of a fact of the same key.</summary>
/// <param name="Replacement">The fact as it reads from now on.</param>
/// <param name="Reason">Why, in the corrector's words.</param>
/// <param name="CorrectedBy">
/// The source that published the correction, when it was not the fact's own: before that source's publication nobody could know.
/// </param>
public sealed record FactCorrected(Fact Replacement, string Reason, string? CorrectedBy = null) : LedgerEvent;

/// <summary>Takes a fact back without a replacement.</summary>
/// <param name="Fact">The fact's key in this stream's source.</param>
/// <param name="Reason">Why, in the retractor's words.</param>
/// <param name="CorrectedBy">The source that published the retraction, when it was not the fact's own.</param>
public sealed record FactRetracted(string Fact, string Reason, string? CorrectedBy = null) : LedgerEvent;

/// <summary>An analyst grades a fact otherwise; what the source said, and the grade that its coder gave, stay as they are.</summary>
/// <param name="Fact">The fact's key in this stream's source.</param>
/// <param name="Grade">The grade from here on; null for none.</param>
/// <param name="Reason">Why, in the analyst's words.</param>
public sealed record FactRegraded(string Fact, Grade? Grade, string Reason) : LedgerEvent;

/// <summary>Takes back a source with all of its facts.</summary>
public sealed record SourceWithdrawn(string Reason) : LedgerEvent;

/// <summary>Defines a place, or redefines it from here on.</summary>
public sealed record PlaceDefined(Place Place) : LedgerEvent;

/// <summary>Somebody drew where a place ends, and from here on maps show it so.</summary>
public sealed record PlaceBounded(PlaceBoundary Boundary) : LedgerEvent;

/// <summary>Defines an actor, or redefines it from here on.</summary>
public sealed record ActorDefined(Actor Actor) : LedgerEvent;

/// <summary>Defines an outlet, or redefines it from here on.</summary>
public sealed record OutletDefined(Outlet Outlet) : LedgerEvent;

/// <summary>Two ids mean one place: what was recorded of <paramref name="Place"/> reads as said of <paramref name="Into"/> from here on.</summary>
public sealed record PlaceMerged(string Place, string Into, string Reason) : LedgerEvent;

/// <summary>Two ids mean one actor: what was recorded of <paramref name="Actor"/> reads as said of <paramref name="Into"/> from here on.</summary>
public sealed record ActorMerged(string Actor, string Into, string Reason) : LedgerEvent;

/// <summary>One id meant two places: some facts read as said of <paramref name="Into"/> from here on.</summary>
/// <param name="Place">The place that the facts read as until now.</param>
/// <param name="Into">The place that they read as from here on.</param>
/// <param name="Facts">Which, as <c>source/fact</c>; without any, all that an earlier merge of <paramref name="Into"/> moved: it is undone.</param>
/// <param name="Reason">Why, in the words of whoever found out.</param>
public sealed record PlaceSplit(string Place, string Into, ImmutableArray<string> Facts, string Reason) : LedgerEvent;

/// <summary>One id meant two actors; as <see cref="PlaceSplit"/>.</summary>
public sealed record ActorSplit(string Actor, string Into, ImmutableArray<string> Facts, string Reason) : LedgerEvent;

/// <summary>Defines an actor who is shown by role alone. The first event of the actor's stream.</summary>
public sealed record PersonProtected(ProtectedPerson Person) : LedgerEvent;

/// <summary>The key of a protected person's name is to be destroyed: nobody can read it from then on.</summary>
/// <param name="Id">The person.</param>
/// <param name="Role">The role as it reads from now on; it may say less than before.</param>
/// <param name="Reason">Why, in the words of whoever destroyed the key.</param>
public sealed record PersonForgotten(string Id, string Role, string Reason) : LedgerEvent;

/// <summary>Views that name no policy follow from this one from here on. It is whole: later builds need no other word for its constants.</summary>
public sealed record PolicyAdopted(Policy Policy, string Reason) : LedgerEvent;
