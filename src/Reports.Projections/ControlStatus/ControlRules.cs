using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>
/// Which statement makes which earlier one stop counting (DOMAIN.md, control rules 2 to 4). Whether one ends another depends
/// on the two alone, so the order in which facts are taken does not matter.
/// </summary>
internal static class ControlRules
{
    /// <summary>
    /// The last day at which the origin is known to claim a fact. A change happens when it begins. A state that is given as an
    /// interval is claimed until the interval ends or the source comes out, whichever is first: "since April 2015", published
    /// in 2018, is a claim about 2018 as well.
    /// </summary>
    public static int Through(ValidTime on, Relation relation, int published) =>
        relation.IsChange() || !on.IsInterval ? on.Begin.Number : Math.Max(on.Begin.Number, Math.Min(on.End.Number, published));

    /// <summary>Rule 2: a later statement of the same origin replaces what it spoke of earlier.</summary>
    public static bool Replaces(in ControlEntry later, in ControlEntry earlier, ActorTree actors)
    {
        if (later.Origin != earlier.Origin || !IsLater(later, earlier)) return false;
        return later.Relation switch
        {
            // Who holds a place, and not only a part of it, leaves no earlier picture standing.
            Relation.Holds or Relation.Took when !later.Extent.LeavesRoom() => true,
            // An actor may enter while it holds a part already.
            Relation.Entered => earlier.Relation is Relation.Left or Relation.Entered && actors.Agree(later.Actor, earlier.Actor),
            _ => actors.Agree(later.Actor, earlier.Actor),
        };
    }

    /// <summary>Rule 3: a change ends the earlier state that it contradicts, whoever reported that state.</summary>
    public static bool Ends(in ControlEntry change, in ControlEntry earlier, ActorTree actors)
    {
        if (!change.Relation.IsChange() || !IsLater(change, earlier)) return false;
        var agree = actors.Agree(change.Actor, earlier.Actor);
        return change.Relation switch
        {
            // Whoever takes all of a place ends every other hold on it, and the vacancy that others left.
            Relation.Took => earlier.Relation == Relation.Left ? agree || !change.Extent.LeavesRoom() : !agree && !change.Extent.LeavesRoom(),
            Relation.Left => agree && earlier.Relation != Relation.Left && (!change.Extent.LeavesRoom() || earlier.Extent.LeavesRoom()),
            _ => agree && earlier.Relation == Relation.Left,
        };
    }

    /// <summary>Later in the world, or published later about the same day. What one origin says at once is one statement.</summary>
    public static bool IsLater(in ControlEntry later, in ControlEntry earlier) =>
        later.Through != earlier.Through ? later.Through > earlier.Through : later.Published > earlier.Published;

    /// <summary>Rule 2 for denials: who denies a thing no longer says it.</summary>
    public static bool TakesBack(in ControlEntry denial, in ControlEntry earlier, ActorTree actors) =>
        denial.Origin == earlier.Origin && IsLater(denial, earlier) && Contradicts(denial, earlier, actors);

    /// <summary>True when a denial disputes a standing claim of somebody else: it speaks of the same, and of no earlier day.</summary>
    public static bool Disputes(in ControlEntry denial, in ControlEntry claim, ActorTree actors) =>
        denial.Origin != claim.Origin && denial.Through >= claim.Through && Contradicts(denial, claim, actors);

    /// <summary>True when a denial is about what a claim says.</summary>
    public static bool Contradicts(in ControlEntry denial, in ControlEntry claim, ActorTree actors) =>
        actors.Agree(denial.Actor, claim.Actor) && (denial.Relation is Relation.Holds or Relation.Took
            ? claim.Relation is Relation.Holds or Relation.Took
            : claim.Relation == denial.Relation);

    /// <summary>A siege is over when the besieger took the place or left, and not known to go on once anybody else took all of it.</summary>
    public static bool EndsSiege(in ControlEntry later, in ControlEntry siege, ActorTree actors) =>
        later.Relation is Relation.Took or Relation.Left && IsLater(later, siege)
        && (actors.Agree(later.Actor, siege.Actor) || (later.Relation == Relation.Took && !later.Extent.LeavesRoom()));

    /// <summary>A denial is answered by a later change that makes it true no longer, and by its own origin's later word.</summary>
    public static bool AnswersDenial(in ControlEntry later, in ControlEntry denial, ActorTree actors) =>
        IsLater(later, denial) && actors.Agree(later.Actor, denial.Actor)
        && (later.Origin == denial.Origin || later.Relation is Relation.Took or Relation.Entered);
}
