using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;

namespace Reports.Projections.Changes;

/// <summary>What one event did to one view. A pure function of the log and the policies that were in force.</summary>
public sealed record Change
{
    public required ChangeKind Kind { get; init; }

    /// <summary>The place, the incident, the figure's key, or what the event is about.</summary>
    public required string Subject { get; init; }

    /// <summary>The position of the event.</summary>
    public required long Position { get; init; }

    /// <summary>The place of the change among those of its event, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>From where the views were looked at after the event.</summary>
    public required Viewpoint At { get; init; }

    public ViewChange<ControlStatusView>? Status { get; init; }

    public ViewChange<FigureView>? Figure { get; init; }

    public ViewChange<IncidentView>? Incident { get; init; }
}

/// <summary>The kinds of change. Their words are a contract.</summary>
public enum ChangeKind
{
    /// <summary>A place has another status, or other parties.</summary>
    StatusChanged,

    /// <summary>A place has the same status on other grounds.</summary>
    BasisChanged,

    /// <summary>A figure is disputed that was not.</summary>
    DisputeOpened,

    /// <summary>A disputed figure's origins are further apart.</summary>
    DisputeWidened,

    /// <summary>A disputed figure's origins are nearer to each other.</summary>
    DisputeNarrowed,

    /// <summary>A figure is disputed no more.</summary>
    DisputeResolved,

    /// <summary>A figure changed in another way.</summary>
    FigureChanged,

    /// <summary>What sources say of an incident changed.</summary>
    IncidentChanged,

    /// <summary>A fact reads differently from here on.</summary>
    FactCorrected,

    /// <summary>A fact was taken back.</summary>
    FactRetracted,

    /// <summary>An analyst graded a fact otherwise.</summary>
    FactRegraded,

    /// <summary>A source was taken back with all of its facts.</summary>
    SourceWithdrawn,

    /// <summary>Views follow from another policy from here on.</summary>
    PolicyAdopted,

    /// <summary>A place or an actor was merged into another one.</summary>
    Merged,

    /// <summary>A place or an actor was split.</summary>
    Split,
}
