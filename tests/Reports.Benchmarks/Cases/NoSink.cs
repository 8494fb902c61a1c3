using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;

namespace Reports.Benchmarks.Cases;

/// <summary>Takes events and keeps nothing: what decoding costs alone.</summary>
internal sealed class NoSink : IFactSink
{
    public void Source(in EventHead head, in SourceSlice source, bool isCorrection)
    {
    }

    public void Control(in EventHead head, in FactSlice fact, in ControlSlice control, in CorrectionSlice correction)
    {
    }

    public void Figure(in EventHead head, in FactSlice fact, in FigureSlice figure, in CorrectionSlice correction)
    {
    }

    public void Incident(in EventHead head, in FactSlice fact, in IncidentSlice incident, in CorrectionSlice correction)
    {
    }

    public void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction)
    {
    }

    public void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade)
    {
    }

    public void SourceWithdrawn(in EventHead head)
    {
    }

    public void Place(in EventHead head, Place place)
    {
    }

    public void Bounded(in EventHead head, PlaceBoundary boundary)
    {
    }

    public void Actor(in EventHead head, Actor actor)
    {
    }

    public void Outlet(in EventHead head, Outlet outlet)
    {
    }

    public void Reconciled(in EventHead head, Reconciliation reconciliation)
    {
    }

    public void PolicyAdopted(in EventHead head, Policy policy)
    {
    }
}
