using System.Runtime.InteropServices;
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
    private readonly int _staleBefore;
    private readonly List<int> _changes = [];
    private readonly Dictionary<int, List<int>> _byOrigin = [];
    private int _replacedOrigins;
    private int _replacedFrom = int.MaxValue;

    private StandingFacts(LedgerState state, ActorTree actors, Cut cut, int stalenessDays)
    {
        _state = state;
        _actors = actors;
        _known = cut.Known;
        _on = cut.On.Number;
        _staleBefore = (int)Math.Max(int.MinValue, (long)_on - stalenessDays);
    }

    /// <summary>Standing claims, oldest first.</summary>
    public List<int> Claims { get; } = [];

    /// <summary>
    /// Standing sieges, the latest of each origin and besieger, no older than the staleness bound: of an older one nobody knows
    /// whether it goes on.
    /// </summary>
    public List<int> Sieges { get; } = [];

    /// <summary>Standing denials.</summary>
    public List<int> Denials { get; } = [];

    /// <summary>Expectations and conditions, said and due within the staleness bound of the date.</summary>
    public List<int> Expected { get; } = [];

    /// <summary>
    /// True when the place has a control claim or a denial of its own at the cut, whether or not it still stands (rule 6). A siege
    /// and an expectation are layers: they say nothing of who holds the place.
    /// </summary>
    public bool HasOwnFacts { get; private set; }

    public static StandingFacts At(LedgerState state, ActorTree actors, PlaceFacts place, Cut cut, int stalenessDays)
    {
        var standing = new StandingFacts(state, actors, cut, stalenessDays);
        standing.ReadExpected(place.Expected.Facts, stalenessDays);
        standing.ReadOutOfOrder(place);
        standing.ReadBackwards(place);
        standing.Finish();
        return standing;
    }

    private void ReadExpected(ReadOnlySpan<int> expected, int stalenessDays)
    {
        // What is due long after the date or was due long before it is left out.
        var latest = (int)Math.Min(int.MaxValue, (long)_on + stalenessDays);
        for (var i = UpperBound(expected, latest) - 1; i >= 0; i--)
        {
            ref var fact = ref _state.Controls[expected[i]];
            if (fact.Through < _staleBefore) break;
            if (fact.Published <= _on && _state.IsKnown(in fact, expected[i], _known)) Expected.Add(expected[i]);
        }
    }

    /// <summary>What the backward pass would not meet: facts that began by the date and reach beyond it.</summary>
    private void ReadOutOfOrder(PlaceFacts place)
    {
        var spanning = place.Spanning.Postings.Facts;
        var first = UpperBound(spanning, _on);
        for (var at = spanning.Length; (at = place.Spanning.Previous(at, first, _on)) >= 0;)
        {
            ref var fact = ref _state.Controls[spanning[at]];
            if (fact.Begin <= _on && _state.IsKnown(in fact, spanning[at], _known)) Take(spanning[at], in fact);
        }
    }

    /// <summary>Claims, sieges and denials in one pass from the latest to the oldest that can matter.</summary>
    private void ReadBackwards(PlaceFacts place)
    {
        // But for what is dated ahead, no fact is later than its publication: what was published or recorded later need not be looked at.
        var latest = Math.Min(_on, Math.Min(_known.PublishedBy, _state.LastPublishedBy(_known.At)));
        var claims = Backwards(place.Claims, latest);
        var layers = Backwards(place.Layers, latest);
        var ahead = Backwards(place.Ahead, _on);
        while (!claims.IsEmpty || !layers.IsEmpty || !ahead.IsEmpty)
        {
            var next = Math.Max(Through(layers), Math.Max(Through(claims), Through(ahead)));
            ref var from = ref Through(layers) == next ? ref layers : ref Through(claims) == next ? ref claims : ref ahead;
            var index = from[^1];
            from = from[..^1];
            ref var fact = ref _state.Controls[index];
            if (EverythingIsOverBy(fact.Through, place)) break;
            if (!_state.IsKnown(in fact, index, _known)) continue;
            Take(index, in fact);
        }
    }

    private ReadOnlySpan<int> Backwards(OrderedPostings postings, int latest) => postings.Facts[..UpperBound(postings.Facts, latest)];

    private int Through(ReadOnlySpan<int> facts) => facts.IsEmpty ? int.MinValue : _state.Controls[facts[^1]].Through;

    private void Take(int index, in ControlEntry fact)
    {
        if (fact.Stance == Stance.Denied) Denial(index);
        else if (fact.Relation == Relation.Besieges) Siege(index, in fact);
        else Claim(index, in fact);
    }

    /// <summary>The number of facts whose last day is not after a day.</summary>
    private int UpperBound(ReadOnlySpan<int> facts, int day)
    {
        var (low, high) = (0, facts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_state.Controls[facts[middle]].Through <= day) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Claim(int index, in ControlEntry fact)
    {
        HasOwnFacts = true;
        if (!IsOver(in fact)) Claims.Add(index);

        ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOrigin, fact.Origin, out _);
        own ??= [];
        if (ReplacesAll(in fact) && !AnyReplacesAll(own))
        {
            _replacedOrigins++;
            _replacedFrom = Math.Min(_replacedFrom, fact.Through);
        }

        Keep(own, index, in fact);
        if (fact.Relation.IsChange()) Keep(_changes, index, in fact);
    }

    private void Siege(int index, in ControlEntry fact)
    {
        if (fact.Through < _staleBefore || IsPast(_state.Times[fact.Time])) return;
        foreach (var known in Sieges)
            if (_state.Controls[known].Origin == fact.Origin && _state.Controls[known].Actor == fact.Actor)
                return;
        Sieges.Add(index);
    }

    private void Denial(int index)
    {
        HasOwnFacts = true;
        ref var fact = ref _state.Controls[index];
        foreach (var known in Denials)
        {
            ref var later = ref _state.Controls[known];
            if (later.Origin == fact.Origin && later.Actor == fact.Actor && later.Relation == fact.Relation) return;
        }

        Denials.Add(index);
    }

    /// <summary>A siege that its source says has ended is over; one that is only dated is not.</summary>
    private bool IsPast(ValidTime time) => time is { IsInterval: true, OpenEnd: false, UnknownEnd: false } && time.End.Number < _on;

    private static bool ReplacesAll(in ControlEntry fact) => fact.Relation is Relation.Holds or Relation.Took && !fact.Extent.LeavesRoom();

    private bool AnyReplacesAll(List<int> facts)
    {
        foreach (var fact in facts)
            if (ReplacesAll(in _state.Controls[fact]))
                return true;
        return false;
    }

    /// <summary>Of facts in the same words only the latest is kept: what it does not end, the others do not either.</summary>
    private void Keep(List<int> facts, int index, in ControlEntry fact)
    {
        for (var i = 0; i < facts.Count; i++)
        {
            ref var known = ref _state.Controls[facts[i]];
            if (known.Actor != fact.Actor || known.Relation != fact.Relation || known.Extent.LeavesRoom() != fact.Extent.LeavesRoom()) continue;
            if (ControlRules.IsLater(in fact, in known)) facts[i] = index;
            return;
        }

        facts.Add(index);
    }

    private bool IsOver(in ControlEntry fact) => WhyOver(in fact) is not null;

    /// <summary>What makes a claim stop counting; null while it stands.</summary>
    private FactFate? WhyOver(in ControlEntry fact)
    {
        foreach (var change in _changes)
            if (ControlRules.Ends(in _state.Controls[change], in fact, _actors))
                return new FactFate(FateKind.Ended, change);
        if (_byOrigin.TryGetValue(fact.Origin, out var own))
            foreach (var later in own)
                if (ControlRules.Replaces(in _state.Controls[later], in fact, _actors))
                    return new FactFate(FateKind.Replaced, later);
        foreach (var denial in Denials)
            if (ControlRules.TakesBack(in _state.Controls[denial], in fact, _actors))
                return new FactFate(FateKind.TakenBack, denial);
        return null;
    }

    /// <summary>What became of a fact of the place, by rules 1 to 3; to be asked once everything was read.</summary>
    public FactFate FateOf(int control)
    {
        ref var fact = ref _state.Controls[control];
        if (fact.Position > _known.At) return new FactFate(FateKind.NotRecorded);
        if (fact.Published > _known.PublishedBy) return new FactFate(FateKind.NotPublished);
        if (_known.Leaves(fact.Position)) return new FactFate(FateKind.LeftOut);
        if (!_state.IsKnown(in fact, control, _known)) return new FactFate(FateKind.TakenOut);
        if (fact.Stance is Stance.Expected or Stance.Conditional)
            return new FactFate(Expected.Contains(control) ? FateKind.Beside : fact.Published > _on ? FateKind.NotBegun : FateKind.TooOld);
        if (fact.Begin > _on) return new FactFate(FateKind.NotBegun);
        if (fact.Stance == Stance.Denied) return Denials.Contains(control) ? new FactFate(FateKind.Stands) : FateOfDenial(control, in fact);
        if (fact.Relation == Relation.Besieges) return Sieges.Contains(control) ? new FactFate(FateKind.Layer) : FateOfSiege(control, in fact);
        return WhyOver(in fact) ?? new FactFate(FateKind.Stands);
    }

    private FactFate FateOfDenial(int control, in ControlEntry denial)
    {
        foreach (var other in Denials)
        {
            ref var later = ref _state.Controls[other];
            if (later.Origin == denial.Origin && later.Actor == denial.Actor && later.Relation == denial.Relation) return new FactFate(FateKind.Replaced, other);
        }

        return Answer(control) is var by and not LedgerState.None ? new FactFate(FateKind.Answered, by) : new FactFate(FateKind.TooOld);
    }

    private FactFate FateOfSiege(int control, in ControlEntry siege)
    {
        if (IsPast(_state.Times[siege.Time])) return new FactFate(FateKind.Past);
        foreach (var change in _changes)
            if (ControlRules.EndsSiege(in _state.Controls[change], in siege, _actors))
                return new FactFate(FateKind.Ended, change);
        foreach (var other in Sieges)
            if (_state.Controls[other].Origin == siege.Origin && _state.Controls[other].Actor == siege.Actor && other != control)
                return new FactFate(FateKind.Replaced, other);
        return new FactFate(FateKind.TooOld);
    }

    /// <summary>What answers a denial; none while nothing does.</summary>
    private int Answer(int denial)
    {
        ref var denied = ref _state.Controls[denial];
        foreach (var change in _changes)
            if (ControlRules.AnswersDenial(in _state.Controls[change], in denied, _actors))
                return change;
        if (_byOrigin.TryGetValue(denied.Origin, out var own))
            foreach (var later in own)
                if (ControlRules.AnswersDenial(in _state.Controls[later], in denied, _actors))
                    return later;
        return LedgerState.None;
    }

    /// <summary>
    /// True when nothing whose last day is <paramref name="through"/> or earlier can stand: two parties of different trees each took
    /// all of the place since, or every origin has since said who holds it, sieges of that age are not known to go on, and nobody denied
    /// anything by then: a denial stands until it is answered, whoever spoke since. Who speaks after the cut must make no difference.
    /// </summary>
    private bool EverythingIsOverBy(int through, PlaceFacts place)
    {
        var origins = place.Origins.Count;
        if (origins > 0 && _replacedOrigins == origins && _replacedFrom > through && through < _staleBefore && through < place.FirstDenial) return true;
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

    private void Finish()
    {
        // What was read out of order was asked before later facts were known.
        Claims.RemoveAll(c => IsOver(in _state.Controls[c]));
        Sieges.RemoveAll(siege => _changes.Exists(
            c => ControlRules.EndsSiege(in _state.Controls[c], in _state.Controls[siege], _actors)));
        Denials.RemoveAll(denial => Answer(denial) != LedgerState.None);
        Claims.Sort(_state.ControlOrder);
        Sieges.Sort(_state.ControlOrder);
        Denials.Sort(_state.ControlOrder);
        Expected.Sort(_state.ControlOrder);
    }
}
