using System.Collections.Immutable;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>What the comparison of two viewpoints asks.</summary>
public sealed partial class Views
{
    /// <summary>Every place of which some source says something of control, at whatever cut; by id.</summary>
    public IReadOnlyList<string> PlacesWithFacts() => Read(() =>
        _state.Places.Keys.Select(_state.Names.Text).Order(StringComparer.Ordinal).ToList());

    /// <summary>Every place and incident about which some source counts something, at whatever cut; by id.</summary>
    public IReadOnlyList<string> CountedSubjects() => Read(() =>
        Enumerable.Range(0, _state.SeriesOf.Count).Where(n => _state.SeriesOf[n] != LedgerState.None)
            .Select(_state.Names.Text).Order(StringComparer.Ordinal).ToList());

    /// <summary>Every incident that some source reports, at whatever cut; by id.</summary>
    public IReadOnlyList<string> IncidentIds() => Read(() =>
        Enumerable.Range(0, _state.StatementsOf.Count).Where(n => _state.StatementsOf[n] != LedgerState.None)
            .Select(_state.Names.Text).Order(StringComparer.Ordinal).ToList());

    internal ImmutableArray<Cause> CausesOf(ControlStatusView before, ControlStatusView after) => Read(() => new ChangeCauses(_state).Of(before, after));

    internal ImmutableArray<Cause> CausesOf(FigureView? before, Cut from, FigureView? after, Cut to) =>
        Read(() => new ChangeCauses(_state).Of(before, from, after, to));

    internal ImmutableArray<Cause> CausesOf(string incident, Cut from, Cut to) => Read(() => new ChangeCauses(_state).OfIncident(incident, from, to));
}
