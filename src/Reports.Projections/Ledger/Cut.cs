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
    /// <summary>Facts, by their positions, that are taken as never reported: for what the answer would be without them. Null for none.</summary>
    internal IReadOnlySet<long>? Without { get; init; }

    internal KnownAt Known => new(PublishedBy?.Number ?? int.MaxValue, At ?? long.MaxValue, Without);
}

/// <summary>The two axes of knowing, as numbers, and what is left out.</summary>
internal readonly record struct KnownAt(int PublishedBy, long At, IReadOnlySet<long>? Without = null)
{
    public bool Leaves(long position) => Without is not null && Without.Contains(position);
}
