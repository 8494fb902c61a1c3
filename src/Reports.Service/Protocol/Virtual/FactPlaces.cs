using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;

namespace Reports.Service.Protocol.Virtual;

/// <summary>Reads events for the places that their facts are about. Not thread safe.</summary>
internal abstract class FactPlaces(IncidentPlaces incidents) : IFactSink
{
    private readonly List<int> _places = [];

    protected IncidentPlaces Incidents { get; } = incidents;

    public void Control(in EventHead head, in FactSlice fact, in ControlSlice control, in CorrectionSlice correction)
    {
        _places.Clear();
        _places.Add(Incidents.Names.Intern(control.Place));
        Stated(head, fact.Key, _places, correction.IsCorrection);
    }

    public void Figure(in EventHead head, in FactSlice fact, in FigureSlice figure, in CorrectionSlice correction)
    {
        _places.Clear();
        Incidents.About(head.Position, figure.About, _places);
        Stated(head, fact.Key, _places, correction.IsCorrection);
    }

    public void Incident(in EventHead head, in FactSlice fact, in IncidentSlice incident, in CorrectionSlice correction)
    {
        _places.Clear();
        Incidents.State(head.Position, fact.Key, incident.From, incident.To, _places);
        Stated(head, fact.Key, _places, correction.IsCorrection);
    }

    public abstract void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction);

    public abstract void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade);

    public abstract void SourceWithdrawn(in EventHead head);

    public void Source(in EventHead head, in SourceSlice source, bool isCorrection)
    {
        // A header is about no place; the facts that a corrected one restates follow it.
    }

    public void Place(in EventHead head, Place place)
    {
        // Definitions are no facts about a place.
    }

    public void Bounded(in EventHead head, PlaceBoundary boundary)
    {
        // The same.
    }

    public void Actor(in EventHead head, Actor actor)
    {
        // The same.
    }

    public void Outlet(in EventHead head, Outlet outlet)
    {
        // The same.
    }

    public virtual void Reconciled(in EventHead head, Reconciliation reconciliation)
    {
        // Of interest to those who follow a place alone.
    }

    public void PolicyAdopted(in EventHead head, Policy policy)
    {
        // The same.
    }

    /// <summary>A fact, or its replacement, and the places that it is about.</summary>
    protected abstract void Stated(in EventHead head, ReadOnlySpan<byte> key, List<int> places, bool isCorrection);
}
