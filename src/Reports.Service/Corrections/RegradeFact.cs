using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Grades a fact otherwise, with a reason; what its source said stays as it is, and so does the grade at older cuts.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Grade">An Admiralty code; null for none.</param>
[Needs(Permission.Append)]
public sealed record RegradeFact(Ledger Ledger, string Fact, Grade? Grade, string Reason, string Author, Day On, Policy? Policy) : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check()
    {
        FactId.Parse(Fact);
        Corrections.Reason.Require(Reason);
    }
}

internal sealed class RegradeFactHandler(TimeProvider time) : IRequestHandler<RegradeFact, RecordedChange>
{
    public Task<RecordedChange> Handle(RegradeFact request, CancellationToken cancellationToken)
    {
        var (source, key) = FactId.Parse(request.Fact);
        return new LedgerChange(request.Ledger, time, request.Author, request.On, request.Policy).RecordAsync(
            async ledger =>
            {
                var recorded = await CurrentSource.ReadAsync(ledger, source, cancellationToken);
                var fact = CurrentSource.Standing(recorded, source, key);
                if (fact.Grade == request.Grade)
                    throw new RefusedException($"'{request.Fact}' {(request.Grade is { } grade ? $"has the grade {grade}" : "has no grade")} already");
                // The same grade for the same reason may be given again after another one: what it follows tells the two apart.
                return new PlannedChange(
                    StreamName.Source(source), recorded.Revision, new FactRegraded(key, request.Grade, request.Reason), fact.Regraded?.Event ?? fact.Event);
            },
            cancellationToken);
    }
}
