using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>How the origin speaks of a fact.</summary>
public enum Stance : byte
{
    Asserted,
    Denied,
    Alleged,

    /// <summary>A plan, a forecast, an ultimatum's consequence: reported beside a status, never in it.</summary>
    Expected,

    /// <summary>Holds only if something else does: reported beside a status, never in it.</summary>
    Conditional,
}

public static class Stances
{
    public static readonly Vocabulary<Stance> Vocabulary = new(
        "stance",
        (Stance.Asserted, "asserted"),
        (Stance.Denied, "denied"),
        (Stance.Alleged, "alleged"),
        (Stance.Expected, "expected"),
        (Stance.Conditional, "conditional"));

    /// <summary>True for a fact that says something is, false for one that says it may come to be.</summary>
    public static bool IsClaim(this Stance stance) => stance is Stance.Asserted or Stance.Alleged;
}
