namespace Reports.Domain.Policies;

/// <summary>What the constants of a policy may be. Wide enough for every house's practice, narrow enough that a slip of the hand is told.</summary>
public static class PolicyLimits
{
    /// <summary>A ratio of anchors: 1 makes every difference diverge.</summary>
    public const decimal MinTolerance = 1m;

    public const decimal MaxTolerance = 100m;

    /// <summary>Decimals of the tolerance that count.</summary>
    public const int ToleranceDecimals = 4;

    public const int MinStalenessDays = 1;

    /// <summary>A hundred years.</summary>
    public const int MaxStalenessDays = 36_525;

    public const int MaxAboutPercent = 100;

    /// <summary>The largest number that a vague phrase may stand for.</summary>
    public const long MaxQuantity = 1_000_000_000;
}
