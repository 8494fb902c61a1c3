namespace Reports.Domain.Quantities;

/// <summary>How a source worded a number (DOMAIN.md, Quantities). Stored in saved checkpoints: values never change.</summary>
public enum PhraseClass : byte
{
    Exact = 0,
    AtLeast = 1,
    MoreThan = 2,
    UpTo = 3,
    About = 4,
    Between = 5,
    Several = 6,
    Dozens = 7,
    SeveralHundred = 8,
    Hundreds = 9,
    Thousands = 10,
    HalfOf = 11,

    /// <summary>"Unknown number killed": a figure without bounds, not zero.</summary>
    Unknown = 12,

    LessThan = 13,

    /// <summary>"12, between 9 and 15": a range with a best number in it, as data sets state low, best and high.</summary>
    Estimate = 14,
}
