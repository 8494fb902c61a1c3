using Reports.Domain.Time;
using Reports.Projections.Figures;

namespace Reports.Service.Pages.Figures;

/// <summary>What a word is to a figure.</summary>
public enum IntervalKind
{
    /// <summary>An origin's current word.</summary>
    Current,

    /// <summary>What it said before.</summary>
    Revised,

    /// <summary>What another origin denies.</summary>
    Denied,
}

/// <summary>One word of one origin on the axis of a figure.</summary>
/// <param name="Origin">Whose word.</param>
/// <param name="Says">The phrase.</param>
/// <param name="Low">The least that it stands for.</param>
/// <param name="High">The most; null for no bound.</param>
/// <param name="Anchor">The number that was stated; null for none.</param>
/// <param name="Kind">What it is to the figure.</param>
/// <param name="Published">When it came out.</param>
/// <param name="Fact">Which fact says so, the first of them.</param>
public sealed record IntervalRow(string Origin, string Says, long Low, long? High, decimal? Anchor, IntervalKind Kind, Day Published, string Fact)
{
    /// <summary>True for the first word of its origin that is shown.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Earlier words of the origin that are not shown.</summary>
    public int Earlier { get; init; }

    /// <summary>The number of the word before, from which the trail comes; null for none.</summary>
    public double? From { get; init; }

    /// <summary>True where a later word of the same origin follows.</summary>
    public bool GoesOn { get; init; }

    /// <summary>False where the attribution was lost: shown, and not counted as a voice.</summary>
    public bool IsIndependent { get; init; } = true;

    /// <summary>Where the word stands on the axis: at the number that was stated, else at its least.</summary>
    public double At => (double)(Anchor ?? Low);

    /// <summary>True for a word without a number: "unknown number killed".</summary>
    public bool IsUnbounded => Low == 0 && High is null;

    /// <summary>The words of some origins of a figure, each origin's in order of publication.</summary>
    /// <param name="origins">Whose words.</param>
    /// <param name="most">The most words of one origin: the last of them.</param>
    internal static List<IntervalRow> Of(IEnumerable<OriginFigure> origins, int most)
    {
        var rows = new List<IntervalRow>();
        foreach (var origin in origins)
        {
            var shown = origin.Revisions.TakeLast(most - 1).ToList();
            IntervalRow? before = null;
            foreach (var revision in shown)
            {
                var interval = revision.Interval;
                rows.Add(before = new IntervalRow(origin.Origin, revision.Quantity, interval.Low, interval.High, interval.Anchor, IntervalKind.Revised, revision.Published, revision.Fact)
                {
                    IsFirst = before is null,
                    From = before?.At,
                    GoesOn = true,
                    Earlier = before is null ? origin.Revisions.Length - shown.Count : 0,
                });
            }

            rows.Add(new IntervalRow(origin.Origin, origin.Quantity, origin.Low, origin.High, origin.Anchor, IntervalKind.Current, origin.Published, origin.Facts[0])
            {
                IsFirst = before is null,
                From = before?.At,
                IsIndependent = origin.Independent,
                Earlier = before is null ? origin.Revisions.Length : 0,
            });
        }

        return rows;
    }
}
