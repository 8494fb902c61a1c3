using Reports.Domain.Events;
using Reports.Domain.Facts;

namespace Reports.EventStore.Events;

/// <summary>The event types' stored names: a contract.</summary>
public static class EventTypes
{
    public const string SourceReported = "SourceReported";
    public const string SourceCorrected = "SourceCorrected";
    public const string ControlReported = "ControlReported";
    public const string FigureReported = "FigureReported";
    public const string IncidentReported = "IncidentReported";
    public const string FactCorrected = "FactCorrected";
    public const string FactRetracted = "FactRetracted";
    public const string FactRegraded = "FactRegraded";
    public const string SourceWithdrawn = "SourceWithdrawn";
    public const string PlaceDefined = "PlaceDefined";
    public const string ActorDefined = "ActorDefined";
    public const string OutletDefined = "OutletDefined";
    public const string PlaceBounded = "PlaceBounded";
    public const string PlaceMerged = "PlaceMerged";
    public const string ActorMerged = "ActorMerged";
    public const string PlaceSplit = "PlaceSplit";
    public const string ActorSplit = "ActorSplit";
    public const string PersonProtected = "PersonProtected";
    public const string PersonForgotten = "PersonForgotten";
    public const string PolicyAdopted = "PolicyAdopted";

    /// <summary>The schema version that this build writes, for every type.</summary>
    public const int Version = 1;

    public static readonly IReadOnlyList<string> All =
    [
        SourceReported, SourceCorrected, ControlReported, FigureReported, IncidentReported, FactCorrected, FactRetracted,
        FactRegraded, SourceWithdrawn, PlaceDefined, ActorDefined, OutletDefined, PlaceBounded, PlaceMerged, ActorMerged, PlaceSplit,
        ActorSplit, PersonProtected, PersonForgotten, PolicyAdopted,
    ];

    /// <summary>The type of the event that reports a fact for the first time.</summary>
    public static string NameOf(Fact fact) => fact switch
    {
        ControlFact => ControlReported,
        FigureFact => FigureReported,
        IncidentFact => IncidentReported,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "not a kind of fact"),
    };

    public static string NameOf(LedgerEvent @event) => @event switch
    {
        Domain.Events.SourceReported => SourceReported,
        Domain.Events.SourceCorrected => SourceCorrected,
        Domain.Events.ControlReported => ControlReported,
        Domain.Events.FigureReported => FigureReported,
        Domain.Events.IncidentReported => IncidentReported,
        Domain.Events.FactCorrected => FactCorrected,
        Domain.Events.FactRetracted => FactRetracted,
        Domain.Events.FactRegraded => FactRegraded,
        Domain.Events.SourceWithdrawn => SourceWithdrawn,
        Domain.Events.PlaceDefined => PlaceDefined,
        Domain.Events.ActorDefined => ActorDefined,
        Domain.Events.OutletDefined => OutletDefined,
        Domain.Events.PlaceBounded => PlaceBounded,
        Domain.Events.PlaceMerged => PlaceMerged,
        Domain.Events.ActorMerged => ActorMerged,
        Domain.Events.PlaceSplit => PlaceSplit,
        Domain.Events.ActorSplit => ActorSplit,
        Domain.Events.PersonProtected => PersonProtected,
        Domain.Events.PersonForgotten => PersonForgotten,
        Domain.Events.PolicyAdopted => PolicyAdopted,
        _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "not an event of the ledger"),
    };
}
