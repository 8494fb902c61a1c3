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

    /// <summary>The numbers of the parts do not add up to the whole that is stated beside them.</summary>
    PartsDifferFromTotal,

    /// <summary>A date that an empty field becomes in some program: in 1970, 1900-01-01 or 1753-01-01.</summary>
    PlaceholderDate,

    /// <summary>The date is outside the year that the same row names.</summary>
    DateOutsideYear,

    /// <summary>A source is dated before the event that it reports.</summary>
    PublishedBeforeEvent,

    /// <summary>The end stands before the start; the time spans both.</summary>
    DatesReversed,

    /// <summary>A text had a line break, which stands as a space, or another character that no text of a ledger has, which stands as its code.</summary>
    EmbeddedNewline,

    /// <summary>A text is longer than a ledger keeps, and is cut.</summary>
    TextShortened,

    /// <summary>The lower of two bounds stands above the upper one; the interval spans both.</summary>
    BoundsReversed,

    /// <summary>A code of the data set is or was that of something else too, so that it does not tell which is meant.</summary>
    ReusedCode,

    /// <summary>An address is no http or https address; it stands in the note as it came.</summary>
    MalformedAddress,

    /// <summary>A coordinate that no point of the earth has; it stands in the note as it came.</summary>
    ImpossibleCoordinate,

    /// <summary>A number had decimals, which figures have not, and is rounded; the note has the number.</summary>
    NumberRounded,
}

public static class FactFlags
{
    public static readonly Vocabulary<FactFlag> Vocabulary = new(
        "flag",
        (FactFlag.BestBelowLow, "best-below-low"),
        (FactFlag.HighBelowBest, "high-below-best"),
        (FactFlag.PartsDifferFromTotal, "parts-differ-from-total"),
        (FactFlag.PlaceholderDate, "placeholder-date"),
        (FactFlag.DateOutsideYear, "date-outside-year"),
        (FactFlag.PublishedBeforeEvent, "published-before-event"),
        (FactFlag.DatesReversed, "dates-reversed"),
        (FactFlag.EmbeddedNewline, "embedded-newline"),
        (FactFlag.TextShortened, "text-shortened"),
        (FactFlag.BoundsReversed, "bounds-reversed"),
        (FactFlag.ReusedCode, "reused-code"),
        (FactFlag.MalformedAddress, "malformed-address"),
        (FactFlag.ImpossibleCoordinate, "impossible-coordinate"),
        (FactFlag.NumberRounded, "number-rounded"));

    /// <summary>Each once, in the vocabulary's order: one set of flags has one form.</summary>
    public static ImmutableArray<FactFlag> Canonical(IEnumerable<FactFlag> flags) => [.. flags.Distinct().Order()];
}
