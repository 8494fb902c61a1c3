using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;

namespace Reports.Domain.Events;

/// <summary>
/// Receives the events of a ledger in log order, one call an event, without an object per event:
/// texts are slices of the stored UTF-8 bytes, valid only during the call.
/// Implementations are called from one thread at a time.
/// </summary>
public interface IFactSink
{
    void Source(in EventHead head, in SourceSlice source, bool isCorrection);

    /// <param name="head">Where the event stands.</param>
    /// <param name="fact">The common part of the fact.</param>
    /// <param name="control">What it says of control.</param>
    /// <param name="correction">Set when the event replaces the fact of the same key.</param>
    void Control(in EventHead head, in FactSlice fact, in ControlSlice control, in CorrectionSlice correction);

    void Figure(in EventHead head, in FactSlice fact, in FigureSlice figure, in CorrectionSlice correction);

    void Incident(in EventHead head, in FactSlice fact, in IncidentSlice incident, in CorrectionSlice correction);

    void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction);

    /// <param name="head">Where the event stands.</param>
    /// <param name="key">The fact's key.</param>
    /// <param name="grade">As <c>Grade</c> stores it; 0 for none.</param>
    void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade);

    void SourceWithdrawn(in EventHead head);

    void Place(in EventHead head, Place place);

    void Bounded(in EventHead head, PlaceBoundary boundary);

    void Actor(in EventHead head, Actor actor);

    void Outlet(in EventHead head, Outlet outlet);

    void Reconciled(in EventHead head, Reconciliation reconciliation);

    void PolicyAdopted(in EventHead head, Policy policy);
}

/// <summary>Where an event stands.</summary>
public readonly ref struct EventHead
{
    /// <summary>Log position.</summary>
    public required long Position { get; init; }

    /// <summary>For events of a source's stream: the source's id (the stream's name without <c>source-</c>); otherwise empty.</summary>
    public required ReadOnlySpan<byte> Source { get; init; }
}

/// <summary>The parts of a source's header that views are made of.</summary>
public readonly ref struct SourceSlice
{
    public required ReadOnlySpan<byte> Outlet { get; init; }

    /// <summary>Days since 1970-01-01.</summary>
    public required int Published { get; init; }
}

/// <summary>What facts of every kind have.</summary>
public readonly ref struct FactSlice
{
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The attribution chain as the stored JSON array of ids, <c>["sohr"]</c>; empty for the outlet's own voice.</summary>
    public required ReadOnlySpan<byte> By { get; init; }

    public required bool AttributionLost { get; init; }

    public required Stance Stance { get; init; }

    /// <summary>Admiralty code as <c>Grade</c> stores it; 0 for none.</summary>
    public required byte Grade { get; init; }
}

public readonly ref struct ControlSlice
{
    public required ReadOnlySpan<byte> Place { get; init; }

    public required ReadOnlySpan<byte> Actor { get; init; }

    public required Relation Relation { get; init; }

    public required Extent Extent { get; init; }

    /// <summary>EDTF text.</summary>
    public required ReadOnlySpan<byte> On { get; init; }
}

public readonly ref struct FigureSlice
{
    public required ReadOnlySpan<byte> About { get; init; }

    public required Measure Measure { get; init; }

    public required Population Population { get; init; }

    public required Modality Modality { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>Canonical quantity phrase.</summary>
    public required ReadOnlySpan<byte> Quantity { get; init; }

    /// <summary>EDTF text.</summary>
    public required ReadOnlySpan<byte> Window { get; init; }

    /// <summary>Key of the fact of the same source that this one rounds; empty for none.</summary>
    public required ReadOnlySpan<byte> Rounds { get; init; }
}

public readonly ref struct IncidentSlice
{
    public required IncidentKind Kind { get; init; }

    /// <summary>EDTF text.</summary>
    public required ReadOnlySpan<byte> On { get; init; }

    /// <summary>Stored JSON array of place ids; empty for none.</summary>
    public required ReadOnlySpan<byte> From { get; init; }

    /// <summary>Stored JSON array of place ids; empty for none.</summary>
    public required ReadOnlySpan<byte> To { get; init; }

    /// <summary>Stored JSON array of actor ids; empty for none.</summary>
    public required ReadOnlySpan<byte> Participants { get; init; }

    /// <summary>Incident id; empty for none.</summary>
    public required ReadOnlySpan<byte> PartOf { get; init; }
}

/// <summary>Marks an event as the replacement or the end of an earlier fact.</summary>
public readonly ref struct CorrectionSlice
{
    /// <summary>False for a fact reported for the first time.</summary>
    public required bool IsCorrection { get; init; }

    /// <summary>The source that published the correction; empty when the fact's own file or an editor did.</summary>
    public required ReadOnlySpan<byte> CorrectedBy { get; init; }
}
