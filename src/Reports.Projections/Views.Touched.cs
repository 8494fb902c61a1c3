using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections;

/// <summary>Which views depend on what some events spoke of: also those of what lies in a place, and of the parts of a whole.</summary>
public sealed partial class Views
{
    private List<string> PlacesTouched(Affected affected)
    {
        if (affected.Touched.EveryPlace) return PlacesOfEveryReading();
        if (affected.Touched.Places.Count == 0) return [];
        // A place of which nobody says anything of its own has the status of what is around it (DOMAIN.md, control rule 6).
        var own = affected.Touched.Places.Select(_state.Names.Text).ToHashSet(StringComparer.Ordinal);
        return [.. _state.Gazetteer.EverWithin(own, _state.Position).Where(p => own.Contains(p) || HasFacts(p)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether facts about the place, or about one that reads as it at some position, were recorded.</summary>
    private bool HasFacts(string place) => Related([place]).Any(p => _state.Names.Find(p) is var name and not Utf8Symbols.None && _state.Places.ContainsKey(name));

    private List<FigureKey> FiguresTouched(Affected affected)
    {
        var touched = affected.Touched;
        var series = touched.EverySeries ? Enumerable.Range(0, _state.Series.Count) : touched.Series.Concat(Constrained(touched).SelectMany(_state.SeriesAbout)).Distinct();
        return series.Select(_state.KeyOf).SelectMany(k => Related([k.About]).Select(about => k with { About = about })).Distinct()
            .OrderBy(k => k.ToString(), StringComparer.Ordinal).ToList();
    }

    /// <summary>What a figure is about that is a part of what was touched: it is no more than its whole, and says where it is (DOMAIN.md, figures).</summary>
    private HashSet<int> Constrained(Touched touched)
    {
        // Whose statement may say of what it is a part.
        var constrained = touched.Incidents.ToHashSet();
        var wholes = touched.Series.Select(s => _state.Series[s].About).ToHashSet();
        foreach (var whole in wholes) constrained.UnionWith(_state.PartsOf(whole));
        // Where a place lies may have changed.
        var places = touched.EveryPlace ? _state.Places.Keys.Concat(CountedNames()) : wholes;
        foreach (var place in _state.Gazetteer.EverWithin(places.Select(_state.Names.Text), _state.Position))
            if (_state.Names.Find(place) is var name and not Utf8Symbols.None)
                constrained.Add(name);
        return constrained;
    }

    private IEnumerable<int> CountedNames() => Enumerable.Range(0, _state.SeriesOf.Count).Where(n => _state.SeriesOf[n] != LedgerState.None);

    private List<string> IncidentsTouched(Affected affected) => affected.Touched.EveryIncident
        ? IncidentNames() : affected.Touched.Incidents.Select(_state.Names.Text).Order(StringComparer.Ordinal).ToList();
}
