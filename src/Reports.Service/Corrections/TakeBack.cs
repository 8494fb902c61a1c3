using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Takes one fact back, with a reason; it stays readable at older cuts.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
[Needs(Permission.Append)]
public sealed record RetractFact(Ledger Ledger, string Fact, string Reason, string Author, Day On, Policy? Policy) : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check()
    {
        FactId.Parse(Fact);
        Corrections.Reason.Require(Reason);
    }
}

/// <summary>Takes a source back with all of its facts, with a reason.</summary>
[Needs(Permission.Append)]
public sealed record WithdrawSource(Ledger Ledger, string Source, string Reason, string Author, Day On, Policy? Policy) : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check() => Corrections.Reason.Require(Reason);
}

internal sealed class TakeBackHandler(TimeProvider time) : IRequestHandler<RetractFact, RecordedChange>, IRequestHandler<WithdrawSource, RecordedChange>
{
    public Task<RecordedChange> Handle(RetractFact request, CancellationToken cancellationToken)
    {
        var (source, key) = FactId.Parse(request.Fact);
        return new LedgerChange(request.Ledger, time, request.Author, request.On, request.Policy).RecordAsync(
            async ledger =>
            {
                var recorded = await CurrentSource.ReadAsync(ledger, source, cancellationToken);
                var fact = CurrentSource.Standing(recorded, source, key);
                return new PlannedChange(StreamName.Source(source), recorded.Revision, new FactRetracted(key, request.Reason), fact.Event);
            },
            cancellationToken);
    }

    public Task<RecordedChange> Handle(WithdrawSource request, CancellationToken cancellationToken)
    {
        return new LedgerChange(request.Ledger, time, request.Author, request.On, request.Policy).RecordAsync(
            async ledger =>
            {
                var recorded = await CurrentSource.ReadAsync(ledger, request.Source, cancellationToken);
                return new PlannedChange(StreamName.Source(request.Source), recorded.Revision, new SourceWithdrawn(request.Reason), recorded.HeaderEvent);
            },
            cancellationToken);
    }
}
