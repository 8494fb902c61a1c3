using Reports.Domain.Facts;
using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>Rule 4: which origins name the same parties, and which name parties that exclude each other.</summary>
internal sealed class ControlSides(LedgerState state, ActorTree actors)
{
    internal sealed record Side(List<int> Facts, List<int> Parties, List<int> Origins)
    {
        /// <summary>The sides whose word cannot be true beside this one's.</summary>
        public List<Side> Excluded { get; } = [];
    }

    public List<Side> Of(List<int> holders, List<int> entered)
    {
        var sides = Agreeing(holders).ConvertAll(SideOf);
        foreach (var side in sides)
            side.Excluded.AddRange(sides.FindAll(other => !ReferenceEquals(other, side) && Exclude(side.Facts, other.Facts, entered)));
        sides.Sort(Compare);
        // Whoever can be right beside the first side stands with it; rivals come after.
        if (sides.Count > 1) sides = [sides[0], .. sides.Skip(1).OrderBy(s => sides[0].Excluded.Contains(s) ? 1 : 0)];

        // Who entered belongs to the side of the origin that says so; otherwise to the first.
        var unplaced = entered.FindAll(e => !sides.Exists(s => s.Origins.Contains(state.Controls[e].Origin)));
        if (unplaced.Count > 0)
        {
            if (sides.Count == 0) sides.Add(new Side([], [], []));
            Add(sides[0], unplaced);
        }

        foreach (var side in sides)
            Add(side, entered.FindAll(e => !unplaced.Contains(e) && side.Origins.Contains(state.Controls[e].Origin)));
        return sides;
    }

    /// <summary>Origins that agree on any party are one side, and so is whoever agrees with them. Facts stay in their order.</summary>
    private List<List<int>> Agreeing(List<int> holders)
    {
        // Numbers of sets: one for each party named, joined by who names both and by the tree of parties.
        var sets = new List<int>();
        var parties = new List<int>();
        var byParty = new Dictionary<int, int>();
        var byOrigin = new Dictionary<int, int>();
        foreach (var holder in holders)
        {
            ref var fact = ref state.Controls[holder];
            if (!byParty.TryGetValue(fact.Actor, out var set))
            {
                byParty[fact.Actor] = set = sets.Count;
                sets.Add(set);
                for (var other = 0; other < parties.Count; other++)
                    if (actors.Agree(parties[other], fact.Actor))
                        Join(sets, other, set);
                parties.Add(fact.Actor);
            }

            if (byOrigin.TryGetValue(fact.Origin, out var own)) Join(sets, own, set);
            else byOrigin[fact.Origin] = set;
        }

        return [.. holders.GroupBy(h => Set(sets, byParty[state.Controls[h].Actor])).Select(g => g.ToList())];
    }

    private static int Set(List<int> sets, int set)
    {
        while (sets[set] != set) set = sets[set];
        return set;
    }

    private static void Join(List<int> sets, int left, int right)
    {
        (left, right) = (Set(sets, left), Set(sets, right));
        sets[Math.Max(left, right)] = Math.Min(left, right);
    }

    private Side SideOf(List<int> holders)
    {
        var origins = holders.Where(h => (state.Controls[h].Marks & FactMarks.AttributionLost) == FactMarks.None)
            .Select(h => state.Controls[h].Origin).Distinct().ToList();
        return new Side([.. holders], MostSpecific(holders), SortedByName(origins));
    }

    private void Add(Side side, List<int> entered)
    {
        side.Facts.AddRange(entered);
        foreach (var party in MostSpecific(entered))
            if (!side.Parties.Contains(party))
                side.Parties.Add(party);
        foreach (var origin in entered.Select(e => state.Controls[e].Origin))
            if (!side.Origins.Contains(origin))
                side.Origins.Add(origin);
    }

    /// <summary>Of actors that agree the more specific is shown.</summary>
    private List<int> MostSpecific(List<int> facts)
    {
        var all = facts.Select(f => state.Controls[f].Actor).Distinct().ToList();
        return SortedByName(all.FindAll(a => !all.Exists(b => b != a && actors.IsWithin(b, a))));
    }

    private List<int> SortedByName(List<int> names)
    {
        names.Sort((x, y) => state.Names[x].SequenceCompareTo(state.Names[y]));
        return names;
    }

    /// <summary>
    /// Two voices exclude each other unless one speaks of a part, and either the other does not claim the whole or an entry explains
    /// how the part came about.
    /// </summary>
    private bool Exclude(List<int> left, List<int> right, List<int> entered)
    {
        foreach (var x in left)
            foreach (var y in right)
            {
                ref var l = ref state.Controls[x];
                ref var r = ref state.Controls[y];
                if (((l.Marks | r.Marks) & FactMarks.AttributionLost) != FactMarks.None) continue;
                if (!FitsBeside(l, r, entered) && !FitsBeside(r, l, entered)) return true;
            }

        return false;
    }

    private bool FitsBeside(in ControlEntry part, in ControlEntry other, List<int> entered)
    {
        if (!part.Extent.LeavesRoom()) return false;
        if (other.Extent != Extent.Whole) return true;
        var actor = part.Actor;
        return entered.Exists(e => actors.Agree(state.Controls[e].Actor, actor));
    }

    /// <summary>Who holds the place before who holds a part; then most independent origins first, the newest word, the name.</summary>
    private int Compare(Side left, Side right)
    {
        var byExtent = OnlyParts(left).CompareTo(OnlyParts(right));
        if (byExtent != 0) return byExtent;
        if (left.Origins.Count != right.Origins.Count) return right.Origins.Count.CompareTo(left.Origins.Count);
        var newest = Newest(right).CompareTo(Newest(left));
        return newest != 0 ? newest : state.Names[left.Parties[0]].SequenceCompareTo(state.Names[right.Parties[0]]);
    }

    private bool OnlyParts(Side side) => side.Facts.TrueForAll(f => state.Controls[f].Extent.LeavesRoom());

    private int Newest(Side side) => side.Facts.Max(f => state.Controls[f].Through);
}
