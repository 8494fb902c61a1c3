using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>
/// Control rules 1 to 3 for one place at one cut: which facts still stand. Goes backwards from the date, so that the facts of
/// a long history cost nothing once everything older is known to be over.
/// </summary>
internal sealed class StandingFacts
{
    private readonly LedgerState _state;
    private readonly ActorTree _actors;
    private readonly KnownAt _known;
    private readonly int _on;
    private readonly List<int> _changes = [];
    private readonly Dictionary<int, List<int>> _byOrigin = [];
    private int _replacedOrigins;
    private int _replacedFrom = int.MaxValue;

    private StandingFacts(LedgerState state, ActorTree actors, Cut cut)
    {
        _state = state;
        _actors = actors;
        _known = cut.Known;
        _on = cut.On.Number;
    }

    /// <summary>Standing claims, oldest first.</summary>
    public List<int> Claims { get; } = [];

    /// <summary>Standing sieges, the latest of each origin and besieger.</summary>
    public List<int> Sieges { get; } = [];

    /// <summary>Standing denials.</summary>
    public List<int> Denials { get; } = [];

    /// <summary>Expectations and conditions that are not older than the staleness bound.</summary>
    public List<int> Expected { get; } = [];

    /// <summary>
    /// True when the place has a control claim or a denial of its own at the cut, whether or not it still stands (rule 6). A siege
    /// and an expectation are layers: they say nothing of who holds the place.
    /// </summary>
    public bool HasOwnFacts { get; private set; }

    public static StandingFacts At(LedgerState state, ActorTree actors, PlaceFacts place, Cut cut, int stalenessDays)
    {
        var standing = new StandingFacts(state, actors, cut);
        standing.ReadLayers(place, stalenessDays);
        standing.ReadClaims(place);
        standing.EndLayers();
        standing.Claims.Sort(state.ControlOrder);
        standing.Sieges.Sort(state.ControlOrder);
        standing.Denials.Sort(state.ControlOrder);
        standing.Expected.Sort(state.ControlOrder);
        return standing;
    }

    private void ReadLayers(PlaceFacts place, int stalenessDays)
    {
        var seen = new HashSet<(int Origin, int Actor, Relation, Stance)>();
        var layers = place.Layers.Facts;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            var index = layers[i];
            ref var fact = ref _state.Controls[index];
            if (!_state.IsKnown(in fact, index, _known)) continue;
            if (fact.Stance is Stance.Expected or Stance.Conditional)
            {
                var said = fact.Begin <= _on || fact.Published <= _on;
                if (said && (long)_on - Math.Max(fact.Begin, fact.Published) <= stalenessDays) Expected.Add(index);
                continue;
            }

            // Rule 2: of one origin's words on one actor the latest counts.
            if (fact.Begin > _on || !seen.Add((fact.Origin, fact.Actor, fact.Relation, fact.Stance))) continue;
            if (fact.Stance == Stance.Denied)
            {
                Denials.Add(index);
                HasOwnFacts = true;
            }
            else if (!IsPast(_state.Times[fact.Time]))
            {
                Sieges.Add(index);
            }
        }
    }

    /// <summary>A siege that its source says has ended is over; one that is only dated is not.</summary>
    private bool IsPast(ValidTime time) => time is { IsInterval: true, OpenEnd: false, UnknownEnd: false } && time.End.Number < _on;

    private void ReadClaims(PlaceFacts place)
    {
        // The denials of an origin take back what it claimed; sieges and denials end by later claims, so the search must reach them.
        var reach = int.MaxValue;
        foreach (var layer in Sieges) reach = Math.Min(reach, _state.Controls[layer].Through);
        foreach (var layer in Denials) reach = Math.Min(reach, _state.Controls[layer].Through);

        var spanning = place.Spanning.Facts;
        for (var i = spanning.Length - 1; i >= 0; i--)
        {
            ref var fact = ref _state.Controls[spanning[i]];
            if (fact.Through <= _on) break;
            if (fact.Begin <= _on && _state.IsKnown(in fact, spanning[i], _known)) Take(spanning[i], in fact);
        }

        var claims = place.Claims.Facts;
        for (var i = UpperBound(claims) - 1; i >= 0; i--)
        {
            ref var fact = ref _state.Controls[claims[i]];
            if (fact.Through < reach && EverythingBeforeIsOver(fact.Through, place.Origins.Count)) break;
            if (_state.IsKnown(in fact, claims[i], _known)) Take(claims[i], in fact);
        }
    }

    /// <summary>The number of claims whose last day is not after the date.</summary>
    private int UpperBound(ReadOnlySpan<int> claims)
    {
        var (low, high) = (0, claims.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_state.Controls[claims[middle]].Through <= _on) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Take(int index, in ControlEntry fact)
    {
        HasOwnFacts = true;
        if (!IsOver(in fact)) Claims.Add(index);

        ref var own = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_byOrigin, fact.Origin, out _);
        own ??= [];
        if (fact.Relation is Relation.Holds or Relation.Took && !fact.Extent.LeavesRoom() && !own.Exists(o => ReplacesAll(o)))
        {
            _replacedOrigins++;
            _replacedFrom = Math.Min(_replacedFrom, fact.Through);
        }

        if (!own.Exists(o => Same(o, index))) own.Add(index);
        if (fact.Relation.IsChange() && !_changes.Exists(c => Same(c, index))) _changes.Add(index);
    }

    private bool ReplacesAll(int index)
    {
        ref var fact = ref _state.Controls[index];
        return fact.Relation is Relation.Holds or Relation.Took && !fact.Extent.LeavesRoom();
    }

    /// <summary>What a later fact of the same words ends, the earlier one need not be asked about.</summary>
    private bool Same(int later, int earlier)
    {
        ref var left = ref _state.Controls[later];
        ref var right = ref _state.Controls[earlier];
        return left.Actor == right.Actor && left.Relation == right.Relation && left.Extent.LeavesRoom() == right.Extent.LeavesRoom();
    }

    private bool IsOver(in ControlEntry fact)
    {
        foreach (var change in _changes)
            if (ControlRules.Ends(in _state.Controls[change], in fact, _actors))
                return true;
        if (_byOrigin.TryGetValue(fact.Origin, out var own))
            foreach (var later in own)
                if (ControlRules.Replaces(in _state.Controls[later], in fact, _actors))
                    return true;
        foreach (var denial in Denials)
            if (ControlRules.TakesBack(in _state.Controls[denial], in fact, _actors))
                return true;
        return false;
    }

    /// <summary>
    /// True when no claim whose last day is before <paramref name="through"/> or on it can stand: every origin has since said who
    /// holds the place, or two parties of different trees each took all of it since.
    /// </summary>
    private bool EverythingBeforeIsOver(int through, int origins)
    {
        if (_replacedOrigins == origins && _replacedFrom > through) return true;
        var first = LedgerState.None;
        foreach (var change in _changes)
        {
            ref var fact = ref _state.Controls[change];
            if (fact.Relation != Relation.Took || fact.Extent.LeavesRoom() || fact.Through <= through) continue;
            if (first == LedgerState.None) first = fact.Actor;
            else if (_actors.Root(first) != _actors.Root(fact.Actor)) return true;
        }

        return false;
    }

    private void EndLayers()
    {
        Sieges.RemoveAll(siege => _changes.Exists(
            c => ControlRules.EndsSiege(in _state.Controls[c], in _state.Controls[siege], _actors)));
        Denials.RemoveAll(denial =>
            _changes.Exists(c => ControlRules.AnswersDenial(in _state.Controls[c], in _state.Controls[denial], _actors))
            || (_byOrigin.TryGetValue(_state.Controls[denial].Origin, out var own)
                && own.Exists(o => ControlRules.AnswersDenial(in _state.Controls[o], in _state.Controls[denial], _actors))));
    }
}
