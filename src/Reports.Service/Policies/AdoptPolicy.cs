using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;

namespace Reports.Service.Policies;

/// <summary>Puts a policy in force from here on, with a reason; at older cuts the older one stays in force.</summary>
/// <param name="Policy">A built-in policy, one that was adopted before, or one that a file states.</param>
public sealed record AdoptPolicy(Ledger Ledger, Policy Policy, string Reason, string Author, Day On) : IRequest<RecordedChange>;

internal sealed class AdoptPolicyHandler(TimeProvider time) : IRequestHandler<AdoptPolicy, RecordedChange>
{
    public Task<RecordedChange> Handle(AdoptPolicy request, CancellationToken cancellationToken)
    {
        var reason = Reason.Of(request.Reason);
        // Compared is what each position has in force: that is the change.
        return new LedgerChange(request.Ledger, time, request.Author, request.On, policy: null).RecordAsync(
            async ledger =>
            {
                PolicyRules.CheckAdoption(ledger.Views, request.Policy);
                var last = ledger.Views.AdoptedPolicies() is [.., var before] ? await ledger.EventAtAsync(before.Position, cancellationToken) : null;
                return new PlannedChange(StreamName.Policy, last?.Revision ?? -1, new PolicyAdopted(request.Policy, reason), last?.Id);
            },
            cancellationToken);
    }
}
