using System.Collections.Immutable;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>What the comparison of two viewpoints asks.</summary>
public sealed partial class Views
{
    /// <summary>Every place of which some source says something of control, at whatever cut; by id.</summary>
    public IReadOnlyList<string> PlacesWithFacts() => Read(PlacesOfEveryReading);

    /// <summary>Every place and incident about which some source counts something, at whatever cut; by id.</summary>
    public IReadOnlyList<string> CountedSubjects() => Read(() =>
        CountedNames().Select(_state.Names.Text).SelectMany(about => Related([about])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList());

    /// <summary>Every incident that some source reports, at whatever cut; by id.</summary>
    public IReadOnlyList<string> IncidentIds() => Read(IncidentNames);

    /// <summary>
    /// What one event changed: each view before and after it, on the latest day of publication that the log held by then, or on the day
    /// from which the event's own fact holds if that is later. No clock is asked: the same position gives the same changes for ever.
    /// </summary>
    /// <param name="event">An event that was applied, as it is stored.</param>
    /// <param name="source">The source to whose stream it belongs; null for events of other streams.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="previous">The position of the event before it; 0 for the first.</param>
    public IReadOnlyList<Change> ChangesAt(LedgerEvent @event, string? source, long position, long previous)
    {
        var (affected, on) = Read(() => (new Affected(new EventSubjects(_state).Of(@event, source, position)), _state.LatestPublicationBy(position)));
        if (@event.Reported is { } fact && fact.Stance.IsClaim()) on = Math.Max(on, EventChanges.Begin(fact).Number);
        return on == int.MinValue && !affected.Touched.EveryPlace ? [] : EventChanges.Of(this, @event, source, position, previous, affected, new Day(on));
    }

    internal ImmutableArray<Cause> CausesOf(ControlStatusView before, ControlStatusView after) => Read(() => new ChangeCauses(_readings).Of(before, after));

    internal ImmutableArray<Cause> CausesOf(FigureView? before, Cut from, FigureView? after, Cut to) =>
        Read(() => new ChangeCauses(_readings).Of(before, from, after, to));

    internal ImmutableArray<Cause> CausesOf(string incident, Cut from, Cut to) => Read(() => new ChangeCauses(_readings).OfIncident(incident, from, to));
}
