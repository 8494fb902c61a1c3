using System.Runtime.InteropServices;

namespace Reports.Projections.Ledger;

/// <summary>Who is said to know what.</summary>
internal sealed partial class LedgerState
{
    private readonly Lock _originsGate = new();
    private readonly Dictionary<int, List<FactRef>> _byOrigin = [];
    private int _controlsTaken, _figuresTaken, _incidentsTaken;

    /// <summary>
    /// The facts of an origin: control, figures, incidents, each in log order. The first who asks waits until all facts are filed; later
    /// ones, for what came since. May run beside other reads.
    /// </summary>
    public IReadOnlyList<FactRef> FactsOfOrigin(int origin)
    {
        lock (_originsGate)
        {
            for (; _controlsTaken < Controls.Count; _controlsTaken++) File(Controls[_controlsTaken].Origin, new FactRef(FactKind.Control, _controlsTaken));
            for (; _figuresTaken < Figures.Count; _figuresTaken++) File(Figures[_figuresTaken].Origin, new FactRef(FactKind.Figure, _figuresTaken));
            for (; _incidentsTaken < Incidents.Count; _incidentsTaken++) File(Incidents[_incidentsTaken].Origin, new FactRef(FactKind.Incident, _incidentsTaken));
            return _byOrigin.TryGetValue(origin, out var facts) ? [.. facts] : [];
        }
    }

    private void File(int origin, FactRef fact) => (CollectionsMarshal.GetValueRefOrAddDefault(_byOrigin, origin, out _) ??= []).Add(fact);
}
