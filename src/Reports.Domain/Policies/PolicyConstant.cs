using System.Collections.Immutable;
using System.Globalization;

namespace Reports.Domain.Policies;

/// <summary>One constant of a policy, by which two policies can be told apart.</summary>
/// <param name="Name">As the policy's file names it.</param>
/// <param name="Value">Its value in words.</param>
/// <param name="Take">The first policy with this constant of the second.</param>
public sealed record PolicyConstant(string Name, Func<Policy, string> Value, Func<Policy, Policy, Policy> Take)
{
    /// <summary>Every constant that a policy's digest covers but for its name.</summary>
    public static readonly ImmutableArray<PolicyConstant> All =
    [
        new("tolerance", p => p.Tolerance.ToString(CultureInfo.InvariantCulture), (p, from) => p with { Tolerance = from.Tolerance }),
        new("staleness", p => p.StalenessDays.ToString(CultureInfo.InvariantCulture), (p, from) => p with { StalenessDays = from.StalenessDays }),
        new("about", p => p.AboutPercent.ToString(CultureInfo.InvariantCulture), (p, from) => p with { AboutPercent = from.AboutPercent }),
        new("several", p => p.Several.ToString(), (p, from) => p with { Several = from.Several }),
        new("dozens", p => p.Dozens.ToString(), (p, from) => p with { Dozens = from.Dozens }),
        new("several-hundred", p => p.SeveralHundred.ToString(), (p, from) => p with { SeveralHundred = from.SeveralHundred }),
        new("hundreds", p => p.Hundreds.ToString(), (p, from) => p with { Hundreds = from.Hundreds }),
        new("thousands", p => p.Thousands.ToString(), (p, from) => p with { Thousands = from.Thousands }),
        new("lowest-only", p => p.LowestOnly ? "yes" : "no", (p, from) => p with { LowestOnly = from.LowestOnly }),
    ];

    /// <summary>Those in which two policies differ.</summary>
    public static ImmutableArray<PolicyConstant> Between(Policy old, Policy @new) =>
        [.. All.Where(c => c.Take(old, @new) != old)];
}
