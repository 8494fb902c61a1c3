using System.Collections.Immutable;
using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>How a status came about. The last step ends with the view.</summary>
public sealed record ControlExplanation : ViewExplanation<ControlStatusView, ExplainedFact>
{
    /// <summary>The status that is explained.</summary>
    public required ControlStatusView View { get; init; }

    /// <summary>Without what the answer would be another one.</summary>
    public required ImmutableArray<Alternative<ControlStatusView>> Alternatives { get; init; }
}

/// <summary>What became of a fact, and by which rule.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Position">Where it was recorded.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="By">The fact that did it; null where no other fact did.</param>
public sealed record ExplainedFact(string Fact, long Position, FateKind Fate, string? By)
{
    /// <summary>What the fact named where a merge or split reads it otherwise; null where it reads as it was recorded.</summary>
    public RecordedNames? RecordedAs { get; init; }

    /// <summary>The rule, as the handbook numbers it, in words.</summary>
    public string Rule => FateTexts.Of(Fate);
}
