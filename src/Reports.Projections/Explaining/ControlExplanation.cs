using System.Collections.Immutable;
using Reports.Projections.ControlStatus;

namespace Reports.Projections.Explaining;

/// <summary>How a status came about, event by event, through the fold that answers every other question too.</summary>
public sealed record ControlExplanation
{
    /// <summary>The status that is explained. The last step ends with it.</summary>
    public required ControlStatusView View { get; init; }

    /// <summary>Everything recorded that bears on it, in log order.</summary>
    public required ImmutableArray<ControlStep> Steps { get; init; }

    /// <summary>Earlier steps that are not listed: the first one's <see cref="ControlStep.Before"/> has them.</summary>
    public required int EarlierSteps { get; init; }

    /// <summary>What became of the facts of the place that decided, and of the place asked for; the newest first.</summary>
    public required ImmutableArray<ExplainedFact> Facts { get; init; }

    /// <summary>Older facts that are not listed.</summary>
    public required int OlderFacts { get; init; }

    /// <summary>Without what the answer would be another one.</summary>
    public required ImmutableArray<Alternative<ControlStatusView>> Alternatives { get; init; }
}

/// <summary>One event of the log, and what it did to a status.</summary>
/// <param name="Position">Where it stands in the log.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The fact that was reported or ended, the source that was withdrawn, or what the gazetteer defines.</param>
/// <param name="Before">The status before it.</param>
/// <param name="After">The status after it.</param>
/// <param name="Effects">What it did to facts: first what became of the fact itself, then of others.</param>
public sealed record ControlStep(
    long Position, StepKind Kind, string Subject, ControlStatusView Before, ControlStatusView After, ImmutableArray<ExplainedFact> Effects);

/// <summary>What became of a fact, and by which rule.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Position">Where it was recorded.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="By">The fact that did it; null where no other fact did.</param>
public sealed record ExplainedFact(string Fact, long Position, FateKind Fate, string? By)
{
    /// <summary>The rule, as the handbook numbers it, in words.</summary>
    public string Rule => FateTexts.Of(Fate);
}
