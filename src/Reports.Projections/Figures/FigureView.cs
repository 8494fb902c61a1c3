using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.Figures;

/// <summary>How the origins of a figure stand to one another (DOMAIN.md, Disputed figures).</summary>
public enum FigureClass
{
    Single,
    Agreed,
    Divergent,
    Contradicted,
}

/// <summary>What is comparable: everything but the window and the quantity.</summary>
public sealed record FigureKey(string About, Measure Measure, Population Population, Modality Modality, Scope Scope)
{
    /// <summary><c>about/measure/population/modality/scope</c>, in the vocabulary's words.</summary>
    public override string ToString() => string.Join(
        '/', About, Measures.Vocabulary.Word(Measure), Populations.Vocabulary.Word(Population),
        Modalities.Vocabulary.Word(Modality), Scopes.Vocabulary.Word(Scope));
}

/// <summary>One figure, with what every independent origin says of it.</summary>
public sealed record FigureView
{
    public required FigureKey Key { get; init; }

    /// <summary>The windows of the facts together: first and last day; unbounded where a window is open.</summary>
    public required Day From { get; init; }

    public required Day To { get; init; }

    public required FigureClass Class { get; init; }

    /// <summary>Divergent, contradicted, or denied by another origin.</summary>
    public required bool Disputed { get; init; }

    /// <summary>The envelope: the lowest low of the current quantities; null when none has bounds.</summary>
    public long? Low { get; init; }

    /// <summary>The highest stated: the largest upper bound, or for an open one the number that was stated.</summary>
    public long? High { get; init; }

    /// <summary>The largest anchor over the smallest; null with fewer than two anchors or a zero.</summary>
    public decimal? Ratio { get; init; }

    /// <summary>By origin, in the order of first publication, then by id.</summary>
    public required ImmutableArray<OriginFigure> Origins { get; init; }

    /// <summary>Fact ids of denials by other origins.</summary>
    public ImmutableArray<string> Denials { get; init; } = [];

    public ImmutableArray<BrokenConstraint> BrokenConstraints { get; init; } = [];

    /// <summary>Why it has its class, in words with the numbers.</summary>
    public required string Why { get; init; }

    public required Cut Cut { get; init; }

    public required long Position { get; init; }

    public required string Policy { get; init; }
}

/// <summary>What one origin says of a figure.</summary>
public sealed record OriginFigure
{
    public required string Origin { get; init; }

    /// <summary>The current phrase.</summary>
    public required string Quantity { get; init; }

    public required long Low { get; init; }

    /// <summary>Null for no upper bound.</summary>
    public required long? High { get; init; }

    public required decimal? Anchor { get; init; }

    /// <summary>The day on which the current quantity first came out.</summary>
    public required Day Published { get; init; }

    /// <summary>Ids of the facts that say the current quantity, or round it.</summary>
    public required ImmutableArray<string> Facts { get; init; }

    /// <summary>What the origin said before, oldest first.</summary>
    public required ImmutableArray<FigureRevision> Revisions { get; init; }

    /// <summary>False when the outlet dropped the attribution: shown, but not counted as a voice.</summary>
    public required bool Independent { get; init; }
}

/// <summary>An earlier word of the same origin.</summary>
/// <param name="Quantity">The phrase.</param>
/// <param name="Published">When it came out.</param>
/// <param name="Fact">The fact's id.</param>
/// <param name="Interval">What the phrase stands for under the view's policy.</param>
public sealed record FigureRevision(string Quantity, Day Published, string Fact, QuantityInterval Interval);

/// <summary>A constraint between figures that does not hold: fighters ≤ people, one convoy ≤ the running total, a part ≤ its whole.</summary>
/// <param name="Rule">Which one, in words.</param>
/// <param name="Part">The figure that is too large.</param>
/// <param name="Whole">The figure that is too small.</param>
public sealed record BrokenConstraint(string Rule, string Part, string Whole);

/// <summary>What constrains a figure, or is constrained by it.</summary>
/// <param name="Rule">Which constraint, in words.</param>
/// <param name="Other">The other figure.</param>
/// <param name="IsPart">True where the figure itself is the part, and the other one the whole.</param>
/// <param name="Broken">How it does not hold, with the numbers; null where it does.</param>
public sealed record FigureConstraint(string Rule, FigureView Other, bool IsPart, string? Broken);
