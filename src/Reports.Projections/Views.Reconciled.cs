using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>How facts read after merges and splits of the gazetteer.</summary>
public sealed partial class Views
{
    /// <summary>The places, or the actors, that a fact names as it reads now, in any of its versions; null when there is no such fact.</summary>
    /// <param name="source">The source's id.</param>
    /// <param name="key">The fact's key in it.</param>
    /// <param name="kind">Whether places are asked for, or actors: of those the origin, not who relayed it.</param>
    public IReadOnlySet<string>? NamedBy(string source, string key, ReconciledKind kind) => Read(() =>
    {
        if (SourceNumber(source) is not { } number) return null;
        var utf8 = System.Text.Encoding.UTF8.GetBytes(key);
        var state = _readings.Now.State;
        HashSet<string>? named = null;
        foreach (var fact in Versions(number).SelectMany(FactsOf))
        {
            if (!_state.KeyOf(fact).SequenceEqual(utf8)) continue;
            named ??= new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in Named(state, fact, kind)) named.Add(state.Names.Text(name));
        }

        return named;
    });

    private static int[] Named(LedgerState state, FactRef fact, ReconciledKind kind) => (fact.Kind, kind) switch
    {
        (FactKind.Control, ReconciledKind.Place) => [state.Controls[fact.Index].Place],
        (FactKind.Control, _) => [state.Controls[fact.Index].Actor, state.Controls[fact.Index].Origin],
        (FactKind.Figure, ReconciledKind.Place) => [state.Series[state.Figures[fact.Index].Series].About],
        (FactKind.Figure, _) => [state.Figures[fact.Index].Origin],
        (_, ReconciledKind.Place) => [.. state.Lists[state.Incidents[fact.Index].From], .. state.Lists[state.Incidents[fact.Index].To]],
        _ => [.. state.Lists[state.Incidents[fact.Index].Participants], state.Incidents[fact.Index].Origin],
    };
}
