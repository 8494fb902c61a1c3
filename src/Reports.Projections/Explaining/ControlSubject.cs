using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Explaining;

/// <summary>Everything recorded that can bear on the status of one place: of the place and of those around it, as it was recorded.</summary>
internal sealed class ControlSubject
{
    private readonly LedgerState _state;
    private readonly HashSet<string> _placeIds;

    public ControlSubject(LedgerState state, string place, Cut cut)
    {
        _state = state;
        // A place without facts of its own asks the ones around it (DOMAIN.md, control rule 6).
        _placeIds = state.Gazetteer.EverAround(place, cut.At ?? state.Position);
        Places = [.. _placeIds.Select(state.Names.Find).Where(n => n != Utf8Symbols.None && state.Places.ContainsKey(n))];
        Facts =
        [
            .. Places.SelectMany(p => state.Places[p].Controls).SelectMany(c => c.Facts.ToArray()).Select(c => new FactRef(FactKind.Control, c)),
            .. Places.SelectMany(p => state.Places[p].Evacuations.Postings.Facts.ToArray()).Distinct().Select(i => new FactRef(FactKind.Incident, i)),
        ];
    }

    /// <summary>The numbers of the places.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>Control facts about them and evacuations from them, in no order.</summary>
    public IReadOnlyList<FactRef> Facts { get; }

    /// <summary>Definitions that can change how these facts read, by position: of the places, of the actors that are named and of those that they are parts of.</summary>
    public IEnumerable<(long Position, string Id)> Definitions()
    {
        if (Facts.Count == 0) yield break;
        var first = Facts.Min(_state.PositionOf);
        var actors = Facts.Where(f => f.Kind == FactKind.Control).Select(f => _state.Controls[f.Index].Actor).Distinct()
            .Select(_state.Names.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var actor in actors.ToList())
            foreach (var (_, definition) in _state.Gazetteer.Definitions)
                if (definition is Actor { Within: { } within } known && known.Id == actor)
                    AddWholes(within, actors);
        foreach (var (position, definition) in _state.Gazetteer.Definitions)
        {
            if (position < first) continue;
            if (definition is Place place && _placeIds.Contains(place.Id)) yield return (position, place.Id);
            if (definition is Actor actor && actors.Contains(actor.Id)) yield return (position, actor.Id);
            // Whom a fact names, and who says it, may be merged far away in the tree: whether it mattered, the views tell.
            if (definition is Reconciliation reconciliation) yield return (position, reconciliation.Id);
        }
    }

    private void AddWholes(string actor, HashSet<string> actors)
    {
        if (!actors.Add(actor)) return;
        foreach (var (_, definition) in _state.Gazetteer.Definitions)
            if (definition is Actor { Within: { } within } known && known.Id == actor)
                AddWholes(within, actors);
    }
}
