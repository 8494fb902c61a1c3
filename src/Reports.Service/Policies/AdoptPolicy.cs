using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Policies;

/// <summary>Puts a policy in force from here on, with a reason; at older cuts the older one stays in force.</summary>
/// <param name="Policy">A built-in policy, one that was adopted before, or one that a file states.</param>
[Needs(Permission.Append)]
public sealed record AdoptPolicy(Ledger Ledger, Policy Policy, string Reason, string Author, Day On) : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check() => Corrections.Reason.Require(Reason);
}

internal sealed class AdoptPolicyHandler(TimeProvider time) : IRequestHandler<AdoptPolicy, RecordedChange>
{
    public Task<RecordedChange> Handle(AdoptPolicy request, CancellationToken cancellationToken)
    {
        // Compared is what each position has in force: that is the change.
        return new LedgerChange(request.Ledger, time, request.Author, request.On, policy: null).RecordAsync(
            async ledger =>
            {
                PolicyRules.CheckAdoption(ledger.Views, request.Policy);
                var last = ledger.Views.AdoptedPolicies() is [.., var before] ? await ledger.EventAtAsync(before.Position, cancellationToken) : null;
                return new PlannedChange(StreamName.Policy, last?.Revision ?? -1, new PolicyAdopted(request.Policy, request.Reason), last?.Id);
            },
            cancellationToken);
    }
}
