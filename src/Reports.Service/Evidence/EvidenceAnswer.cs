using System.Collections.Immutable;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.Projections.Explaining;
using Reports.Service.Audit;
using Reports.Service.Queries;

namespace Reports.Service.Evidence;

/// <summary>What a bundle says, as it follows from its events.</summary>
internal sealed record EvidenceAnswer
{
    public required EvidenceSet Set { get; init; }

    /// <summary>The gazetteer as it reads at the cut, as far as the events define it.</summary>
    public required GazetteerTree Names { get; init; }

    /// <summary>How the view, or each of the figures, came about.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>How it changed as the ledger learned more.</summary>
    public required ViewHistory History { get; init; }

    /// <summary>For the status of a place.</summary>
    public ControlExplanation? Status => Explanation.Status;

    /// <summary>For figures, in the order of the question.</summary>
    public ImmutableArray<FigureExplanation> Figures => Explanation.Figures;

    /// <summary>Every fact of the bundle, in log order.</summary>
    public required ImmutableArray<EvidenceFact> Facts { get; init; }

    /// <summary>By publication, then id.</summary>
    public required ImmutableArray<SourceDetail> Sources { get; init; }

    /// <summary>Corrections, retractions, withdrawals, other grades: in log order.</summary>
    public required ImmutableArray<EvidenceCorrection> Corrections { get; init; }

    public EvidenceQuestion Question => Set.Question;

    public SourceDetail SourceOf(EvidenceFact fact) => Sources.First(s => fact.Detail.View.Id.StartsWith(s.View.Id + "/", StringComparison.Ordinal));
}

/// <summary>A fact, and what it is to the answer.</summary>
/// <param name="Role">for, against, expected, beside, replaced, ended, later or context; README.md of <c>eventstore</c> has their meanings.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="By">The fact that did it; null where no other did.</param>
internal sealed record EvidenceFact(FactDetail Detail, string Role, string Rule, string? By)
{
    public long Position => Detail.View.Position;
}

/// <param name="Subject">The fact or source that was taken back, corrected or graded otherwise.</param>
internal sealed record EvidenceCorrection(long Position, string Type, string Subject, string Reason, string? CorrectedBy, EventMetadata Recorded)
{
    private const string SourcePrefix = "source-";

    /// <summary>Null for an event that says nothing of an earlier one.</summary>
    public static EvidenceCorrection? Of(EvidenceEvent evidence)
    {
        var stream = evidence.Recorded.StreamText;
        if (!stream.StartsWith(SourcePrefix, StringComparison.Ordinal)) return null;
        var source = stream[SourcePrefix.Length..];
        (string Subject, string Reason, string? By)? told = EventReader.Default.Read(evidence.Recorded) switch
        {
            FactCorrected e => ($"{source}/{e.Replacement.Key}", e.Reason, e.CorrectedBy),
            FactRetracted e => ($"{source}/{e.Fact}", e.Reason, e.CorrectedBy),
            FactRegraded e => ($"{source}/{e.Fact}", e.Reason, null),
            SourceCorrected e => (source, e.Reason, null),
            SourceWithdrawn e => (source, e.Reason, null),
            _ => null,
        };
        return told is not { } known
            ? null
            : new EvidenceCorrection(evidence.Position, evidence.Recorded.TypeText, known.Subject, known.Reason, known.By, EventMetadata.Parse(evidence.Recorded.Metadata));
    }
}
