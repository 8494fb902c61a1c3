using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections.Explaining;

/// <summary>An event of the log that may have changed a view.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">What it is about: a fact, a source or a definition.</param>
/// <param name="IsOwn">True when it is told whether or not it changed the view.</param>
/// <param name="Facts">The facts that it reports or ends, the reported one first.</param>
internal sealed record Candidate(long Position, StepKind Kind, string Subject, bool IsOwn, IReadOnlyList<FactRef> Facts);

/// <summary>Gathers the events that may have changed a view, in log order, as far as they are known at a cut.</summary>
internal sealed class Candidates(LedgerState state, KnownAt known)
{
    private readonly SortedDictionary<long, Candidate> _found = [];

    public IReadOnlyList<Candidate> InOrder => [.. _found.Values];

    /// <summary>The report of a fact, and its end if it had one.</summary>
    public void Add(FactRef fact, bool isOwn)
    {
        if (state.PublishedOf(fact) > known.PublishedBy) return;
        var isCorrection = (state.Marks(fact) & FactMarks.IsCorrection) != FactMarks.None;
        Add(state.PositionOf(fact), isCorrection ? StepKind.Corrected : StepKind.Reported, state.IdOf(fact), isOwn, fact);
        // A grade that a corrected version took over changes nothing when it does.
        foreach (var regrade in state.RegradesOf(fact))
            if (regrade.From == regrade.Position)
                Add(regrade.Position, StepKind.Regraded, state.IdOf(fact), isOwn, fact);
        if (!state.Ends.TryGetValue(fact.Value, out var end) || end.Published > known.PublishedBy) return;
        var source = state.Sources[state.SourceOf(fact)];
        var isWithdrawn = source.Withdrawn == end.Position;
        Add(
            end.Position, isWithdrawn ? StepKind.Withdrawn : StepKind.Retracted, isWithdrawn ? state.SourceIds.Text(source.Id) : state.IdOf(fact),
            isOwn, fact);
    }

    /// <summary>A definition of the gazetteer, or a merge or split.</summary>
    public void Define(long position, string id)
    {
        if (position > known.At) return;
        var kind = state.Gazetteer.ReconciledAt(position) is { } reconciliation
            ? reconciliation.Form == ReconciliationForm.Merge ? StepKind.Merged : StepKind.Split
            : StepKind.Defined;
        _found[position] = new Candidate(position, kind, id, false, []);
    }

    private void Add(long position, StepKind kind, string subject, bool isOwn, FactRef fact)
    {
        if (position > known.At) return;
        if (!_found.TryGetValue(position, out var same))
        {
            _found[position] = new Candidate(position, kind, subject, isOwn, [fact]);
            return;
        }

        // A correction ends one version and reports the next, in one event.
        var isCorrection = kind == StepKind.Corrected;
        _found[position] = same with
        {
            Kind = isCorrection ? kind : same.Kind,
            IsOwn = same.IsOwn || isOwn,
            Facts = isCorrection ? [fact, .. same.Facts] : [.. same.Facts, fact],
        };
    }
}
