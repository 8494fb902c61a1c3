using System.Collections.Immutable;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>How a figure came about; before the first step and after the last fact was taken back there is none. The last step ends with the view.</summary>
public sealed record FigureExplanation : ViewExplanation<FigureView?, ExplainedFigure>
{
    /// <summary>The figure that is explained.</summary>
    public required FigureView View { get; init; }

    /// <summary>Without what the answer would be another one.</summary>
    public required ImmutableArray<Alternative<FigureView>> Alternatives { get; init; }
}

/// <summary>What a fact is to a figure at a cut (DOMAIN.md, Disputed figures).</summary>
public enum FigureRole
{
    /// <summary>An origin's current word.</summary>
    Current,

    /// <summary>The same word of that origin in a looser phrase, such as a rounding: no other voice.</summary>
    SameWord,

    /// <summary>An earlier word of an origin, which its later one revises.</summary>
    Revised,

    /// <summary>An origin's current word whose attribution was lost: shown, but no independent voice.</summary>
    NotIndependent,

    /// <summary>A denial by another origin.</summary>
    Denial,

    /// <summary>Expected or conditional: not a count.</summary>
    Beside,

    /// <summary>Published after the cut.</summary>
    NotPublished,

    /// <summary>Recorded after the cut.</summary>
    NotRecorded,

    /// <summary>Its window begins after the date.</summary>
    NotBegun,

    /// <summary>Corrected, retracted or withdrawn.</summary>
    TakenOut,

    /// <summary>Its origin denies it since, or what it is half of is not known.</summary>
    NoNumber,
}

/// <summary>What a fact is to a figure, and what its phrase stands for under the policy.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Position">Where it was recorded.</param>
/// <param name="Role">What it is to the figure.</param>
/// <param name="Origin">Who is said to know.</param>
/// <param name="Quantity">The phrase.</param>
/// <param name="Low">The least that it stands for; null when it has no interval.</param>
/// <param name="High">The most; null for no bound.</param>
/// <param name="Anchor">The number that was stated; null for none.</param>
public sealed record ExplainedFigure(
    string Fact, long Position, FigureRole Role, string Origin, string Quantity, long? Low, long? High, decimal? Anchor)
{
    /// <summary>What the fact named where a merge or split reads it otherwise; null where it reads as it was recorded.</summary>
    public RecordedNames? RecordedAs { get; init; }

    /// <summary>The rule in words.</summary>
    public string Rule => Role switch
    {
        FigureRole.Current => "its origin's current word",
        FigureRole.SameWord => "its origin's word in a looser phrase: no other voice",
        FigureRole.Revised => "revised by its origin's later word",
        FigureRole.NotIndependent => "the attribution was lost: shown, but no independent voice",
        FigureRole.Denial => "denies what another origin counts",
        FigureRole.Beside => "expected, not counted",
        FigureRole.NotPublished => "published after the cut",
        FigureRole.NotRecorded => "recorded after the cut",
        FigureRole.NotBegun => "its window begins after the date",
        FigureRole.TakenOut => "corrected, retracted or withdrawn",
        _ => "no number stands: its origin denies it since, or what it is half of is not known",
    };
}
