using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Policies;

/// <summary>Every policy that has a name in a ledger at a cut, built-in ones first.</summary>
[Needs(Permission.Read)]
public sealed record GetPolicies(Ledger Ledger, CutRequest Cut) : IRequest<IReadOnlyList<KnownPolicy>>;

/// <param name="Adoptions">When it was adopted by the cut, oldest first; empty for a built-in one that never was.</param>
/// <param name="InForce">True when views at the cut follow from it unless another one is named.</param>
public sealed record KnownPolicy(Policy Policy, ImmutableArray<PolicyAdoption> Adoptions, bool InForce);

public sealed record PolicyAdoption(long Position, string Reason, EventMetadata Recorded);

internal sealed class GetPoliciesHandler(TimeProvider time) : IRequestHandler<GetPolicies, IReadOnlyList<KnownPolicy>>
{
    public async Task<IReadOnlyList<KnownPolicy>> Handle(GetPolicies request, CancellationToken cancellationToken)
    {
        var (ledger, views) = (request.Ledger, request.Ledger.Views);
        var cut = await request.Cut.ResolveAsync(ledger, time, cancellationToken);
        var (adopted, inForce) = (views.AdoptedPolicies(cut.At), views.PolicyAt(cut));
        var known = new List<KnownPolicy>();
        foreach (var policy in views.KnownPolicies())
        {
            var adoptions = ImmutableArray.CreateBuilder<PolicyAdoption>();
            foreach (var adoption in adopted.Where(a => a.Policy.Name == policy.Name))
            {
                var (recorded, metadata) = await ledger.ReadAtAsync(adoption.Position, cancellationToken);
                adoptions.Add(new PolicyAdoption(adoption.Position, ((PolicyAdopted)recorded).Reason, metadata));
            }

            if (adoptions.Count > 0 || Policy.BuiltIn.Any(p => p.Name == policy.Name))
                known.Add(new KnownPolicy(policy, adoptions.ToImmutable(), policy.Name == inForce.Name));
        }

        return known;
    }
}
