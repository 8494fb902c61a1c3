using System.Globalization;

namespace Reports.Domain.Quantities;

/// <summary>
/// A quantity as it was worded: the class of its phrase and the numbers in it. What interval it stands for is a matter of
/// policy (<see cref="Policies.Policy.Convert(Quantity)"/>).
/// </summary>
public readonly record struct Quantity
{
    /// <summary>The largest number that a phrase may have.</summary>
    public const long MaxNumber = 1_000_000_000_000_000;

    internal Quantity(PhraseClass @class, long a = 0, long b = 0, string? of = null, long best = 0) => (Class, A, B, Of, Best) = (@class, a, b, of, best);

    public PhraseClass Class { get; }

    /// <summary>The phrase's number; the lower one of "between A and B", with a best number or without; 0 for a phrase without a number.</summary>
    public long A { get; }

    /// <summary>The higher number of "between A and B"; otherwise 0.</summary>
    public long B { get; }

    /// <summary>The best number of "12, between 9 and 15"; otherwise 0.</summary>
    public long Best { get; }

    /// <summary>The key of the fact that this is half of; otherwise null.</summary>
    public string? Of { get; }

    /// <summary>True when the phrase states a number.</summary>
    public bool HasNumber => Class is not (PhraseClass.Several or PhraseClass.Dozens or PhraseClass.SeveralHundred
        or PhraseClass.Hundreds or PhraseClass.Thousands or PhraseClass.HalfOf or PhraseClass.Unknown);

    /// <param name="text">A phrase of the handbook's table, such as <c>at least 2,289</c>, <c>some 200</c>, <c>several hundred</c>,
    /// <c>half of people-sana</c>.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="error">What is wrong with the phrase.</param>
    public static bool TryParse(string text, out Quantity quantity, out string error) => QuantityParser.TryParse(text, out quantity, out error);

    /// <summary>A range in which one number is the best one; a range of a single number is that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ low ≤ best ≤ high ≤ <see cref="MaxNumber"/>.</exception>
    public static Quantity Estimate(long low, long best, long high)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        ArgumentOutOfRangeException.ThrowIfLessThan(best, low);
        ArgumentOutOfRangeException.ThrowIfLessThan(high, best);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high, MaxNumber);
        return low == high ? new Quantity(PhraseClass.Exact, best) : new Quantity(PhraseClass.Estimate, low, high, best: best);
    }

    /// <summary>One number, as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaxNumber"/>.</exception>
    public static Quantity Exact(long number) => Estimate(number, number, number);

    /// <summary>A range without a best number, as data sets state a minimum and a maximum: one number where they are equal, "at least" or "up to" where only one is stated.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ low ≤ high ≤ <see cref="MaxNumber"/>.</exception>
    public static Quantity Range(long? low, long? high)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(low ?? 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(high ?? MaxNumber, low ?? 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high ?? low ?? 0, MaxNumber);
        return (low, high) switch
        {
            (null, null) => new Quantity(PhraseClass.Unknown),
            ({ } least, null) => new Quantity(PhraseClass.AtLeast, least),
            (null, { } most) => new Quantity(PhraseClass.UpTo, most),
            ({ } least, { } most) => least == most ? new Quantity(PhraseClass.Exact, least) : new Quantity(PhraseClass.Between, least, most),
        };
    }

    /// <exception cref="FormatException">Not a phrase of the handbook; the message says why.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity, out var error) ? quantity : throw new FormatException(error);

    /// <summary>The canonical phrase; it parses back to an equal quantity.</summary>
    public override string ToString() => Class switch
    {
        PhraseClass.Exact => N(A),
        PhraseClass.AtLeast => "at least " + N(A),
        PhraseClass.MoreThan => "more than " + N(A),
        PhraseClass.UpTo => "up to " + N(A),
        PhraseClass.LessThan => "less than " + N(A),
        PhraseClass.About => "about " + N(A),
        PhraseClass.Estimate => $"{N(Best)}, between {N(A)} and {N(B)}",
        PhraseClass.Between => $"between {N(A)} and {N(B)}",
        PhraseClass.Several => "several",
        PhraseClass.Dozens => "dozens",
        PhraseClass.SeveralHundred => "several hundred",
        PhraseClass.Hundreds => "hundreds",
        PhraseClass.Thousands => "thousands",
        PhraseClass.HalfOf => "half of " + Of,
        _ => "unknown",
    };

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);
}
