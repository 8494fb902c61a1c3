using Reports.Domain.Time;

namespace Reports.Projections.Ledger;

/// <summary>
/// What is asked: the world on a valid date, as it could be known. Every view is a function of the facts and a cut.
/// </summary>
/// <param name="On">Valid date.</param>
/// <param name="PublishedBy">Only what was published by this day; null for all.</param>
/// <param name="At">Only what was recorded by this log position, inclusive; null for the head.</param>
public readonly record struct Cut(Day On, Day? PublishedBy = null, long? At = null)
{
    internal KnownAt Known => new(PublishedBy?.Number ?? int.MaxValue, At ?? long.MaxValue);
}

/// <summary>The two axes of knowing, as numbers.</summary>
internal readonly record struct KnownAt(int PublishedBy, long At);
