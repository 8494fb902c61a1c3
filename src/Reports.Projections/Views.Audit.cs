using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>What auditors ask: how a view came about, and how it changed.</summary>
public sealed partial class Views
{
    /// <summary>How the status of a place came about.</summary>
    /// <param name="place">The place's id.</param>
    /// <param name="cut">What is asked and known.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="steps">The most events that are looked at; the latest of them.</param>
    public ControlExplanation Explain(string place, Cut cut, Policy policy, int steps) =>
        Read(() => new ControlExplainer(_readings, policy).Explain(place, Pin(cut), steps));

    /// <summary>How a figure came about.</summary>
    /// <param name="figure">A figure that these views gave.</param>
    /// <param name="policy">The policy by which they gave it.</param>
    /// <param name="steps">The most events that are looked at; the latest of them.</param>
    public FigureExplanation Explain(FigureView figure, Policy policy, int steps) => Read(() =>
        new FigureExplainer(_readings, policy, (key, cut) => ResolveKey(key, cut, policy)).Explain(figure, steps));

    /// <summary>The status of a place along an axis up to the cut: an entry where it changes.</summary>
    public IReadOnlyList<HistoryEntry<ControlStatusView>> History(string place, Cut cut, Policy policy, Axis axis) =>
        Read(() => new ControlHistory(_readings, policy).Follow(place, Pin(cut), axis));

    /// <summary>A figure that these views gave, along an axis up to its cut: an entry where it changes.</summary>
    public IReadOnlyList<HistoryEntry<FigureView>> History(FigureView figure, Policy policy, Axis axis) =>
        Read(() => new FigureHistory(_readings, (key, cut) => ResolveKey(key, cut, policy)).Follow(figure, axis));
}
