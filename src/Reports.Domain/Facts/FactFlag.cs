using System.Collections.Immutable;
using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>
/// Something about a reported fact that a reader must know before using it. What is odd in imported data is recorded as it came and
/// flagged, never repaired in silence (DOMAIN.md, What the field teaches). No view follows from a flag.
/// </summary>
public enum FactFlag : byte
{
    /// <summary>The best number is below the low one; the interval spans all that were stated.</summary>
    BestBelowLow,

    /// <summary>The high number is below the best one; the interval spans all that were stated.</summary>
    HighBelowBest,

    /// <summary>A minimum is above its maximum; the interval spans both.</summary>
    MinimumAboveMaximum,

    /// <summary>The numbers of the parts do not add up to the whole that is stated beside them.</summary>
    PartsDifferFromTotal,

    /// <summary>A date in 1970, which is what an empty field becomes when it is taken for seconds since then.</summary>
    DateIn1970,

    /// <summary>The date is outside the year that the same row names.</summary>
    DateOutsideYear,

    /// <summary>The end stands before the start; the time spans both.</summary>
    DatesReversed,

    /// <summary>The same code stands for another record too, in the same file or under its former codes.</summary>
    CodeReused,

    /// <summary>A line break, or another character that no text of a ledger has, stands as a space.</summary>
    EmbeddedNewline,

    /// <summary>A text is longer than a ledger keeps, and is cut.</summary>
    TextShortened,

    /// <summary>The data give no day of publication: the last day that the record speaks of stands for it.</summary>
    PublishedUnknown,
}

public static class FactFlags
{
    public static readonly Vocabulary<FactFlag> Vocabulary = new(
        "flag",
        (FactFlag.BestBelowLow, "best-below-low"),
        (FactFlag.HighBelowBest, "high-below-best"),
        (FactFlag.MinimumAboveMaximum, "minimum-above-maximum"),
        (FactFlag.PartsDifferFromTotal, "parts-differ-from-total"),
        (FactFlag.DateIn1970, "date-in-1970"),
        (FactFlag.DateOutsideYear, "date-outside-year"),
        (FactFlag.DatesReversed, "dates-reversed"),
        (FactFlag.CodeReused, "code-reused"),
        (FactFlag.EmbeddedNewline, "embedded-newline"),
        (FactFlag.TextShortened, "text-shortened"),
        (FactFlag.PublishedUnknown, "published-unknown"));

    /// <summary>Each once, in the vocabulary's order: one set of flags has one form.</summary>
    public static ImmutableArray<FactFlag> Canonical(IEnumerable<FactFlag> flags) => [.. flags.Distinct().Order()];
}
