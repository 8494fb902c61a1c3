using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>What a control fact says of an actor and a place (DOMAIN.md, Facts).</summary>
public enum Relation : byte
{
    /// <summary>A state: the actor is in control.</summary>
    Holds,

    /// <summary>A state: a layer beside control, never instead of it.</summary>
    Besieges,

    /// <summary>A change: the actor gained control.</summary>
    Took,

    /// <summary>A change: the actor gave up the place.</summary>
    Left,

    /// <summary>A change: the actor is present and fighting for the place.</summary>
    Entered,
}

public static class Relations
{
    public static readonly Vocabulary<Relation> Vocabulary = new(
        "relation",
        (Relation.Holds, "holds"),
        (Relation.Besieges, "besieges"),
        (Relation.Took, "took"),
        (Relation.Left, "left"),
        (Relation.Entered, "entered"));

    /// <summary>Took, left and entered report a change; holds and besieges describe a state.</summary>
    public static bool IsChange(this Relation relation) => relation is Relation.Took or Relation.Left or Relation.Entered;
}
