using System.Collections.Immutable;

namespace Reports.Projections.Explaining;

/// <summary>How a view came about, event by event, through the fold that answers every other question too.</summary>
public abstract record ViewExplanation<TView, TFact>
{
    /// <summary>Everything recorded that bears on it, in log order.</summary>
    public required ImmutableArray<ExplainedStep<TView, TFact>> Steps { get; init; }

    /// <summary>Earlier steps that are not listed: the first one's <see cref="ExplainedStep{TView, TFact}.Before"/> has them.</summary>
    public required int EarlierSteps { get; init; }

    /// <summary>What became of each fact, the newest first.</summary>
    public required ImmutableArray<TFact> Facts { get; init; }

    /// <summary>Older facts that are not listed.</summary>
    public required int OlderFacts { get; init; }
}

/// <summary>One event of the log, and what it did to a view.</summary>
/// <param name="Position">Where it stands in the log.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The fact that was reported or ended, the source that was withdrawn, or what the gazetteer defines.</param>
/// <param name="Before">The view before it.</param>
/// <param name="After">The view after it.</param>
/// <param name="Effects">What it did to facts: first what became of the fact itself, then of others.</param>
public sealed record ExplainedStep<TView, TFact>(
    long Position, StepKind Kind, string Subject, TView Before, TView After, ImmutableArray<TFact> Effects);
