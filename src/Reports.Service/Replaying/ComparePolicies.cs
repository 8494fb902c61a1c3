using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Replaying;

/// <summary>What a change of policy would change, before it is adopted. Nothing is written.</summary>
/// <param name="Old">Null for the one in force at the cut.</param>
[Needs(Permission.Read)]
public sealed record ComparePolicies(Ledger Ledger, Policy? Old, Policy New, CutRequest Cut) : IRequest<PolicyComparison>;

/// <summary>The views that differ between two policies, the facts being the same.</summary>
/// <param name="Constants">Those in which the policies differ.</param>
public sealed record PolicyComparison(
    Policy Old, Policy New, Cut Cut, ImmutableArray<PolicyConstant> Constants,
    ImmutableArray<PolicyChange<ControlStatusView>> Statuses, ImmutableArray<PolicyChange<FigureView>> Figures);

/// <summary>A view under both policies.</summary>
/// <param name="Id">The place or figure.</param>
/// <param name="DecidedBy">Constants each of which brings the new view by itself; where none does, those that it cannot do without.</param>
/// <param name="IsAlone">True when one of <paramref name="DecidedBy"/> is enough; false when they do it together.</param>
public sealed record PolicyChange<T>(string Id, T Before, T After, ImmutableArray<PolicyConstant> DecidedBy, bool IsAlone)
    where T : class;

internal sealed class ComparePoliciesHandler(TimeProvider time) : IRequestHandler<ComparePolicies, PolicyComparison>
{
    public async Task<PolicyComparison> Handle(ComparePolicies request, CancellationToken cancellationToken)
    {
        var cut = await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken);
        var views = request.Ledger.Views;
        var (old, @new) = (request.Old ?? views.PolicyAt(cut), request.New);
        var constants = PolicyConstant.Between(old, @new);
        var changes = ViewComparison.Compare(views, new Viewpoint(cut, old), new Viewpoint(cut, @new));
        return new PolicyComparison(
            old, @new, cut, constants,
            [
                .. changes.Statuses.Select(c => Decide(
                    c, constants, old, @new, p => views.Status(c.Id, cut, p), ViewComparison.IsSame)),
            ],
            [
                .. changes.Figures.Select(c => Decide(
                    c, constants, old, @new,
                    p => views.Figure(c.After!.Key, c.After.From.IsUnbounded ? c.After.To : c.After.From, cut, p)!, ViewComparison.IsSame)),
            ]);
    }

    /// <summary>A constant decides when it alone, taken over from the new policy, brings the new view; else when the new view falls without it.</summary>
    private static PolicyChange<T> Decide<T>(
        ViewChange<T> change, ImmutableArray<PolicyConstant> constants, Policy old, Policy @new, Func<Policy, T> resolve, Func<T, T, bool> isSame)
        where T : class
    {
        // The facts are the same under both, and so are the windows: a figure is never there under one of them alone.
        var (before, after) = (change.Before!, change.After!);
        ImmutableArray<PolicyConstant> alone =
            [.. constants.Where(c => isSame(resolve(c.Take(old, @new) with { Name = $"{old.Name} with {c.Name} of {@new.Name}" }), after))];
        if (alone.Length > 0) return new PolicyChange<T>(change.Id, before, after, alone, IsAlone: true);
        return new PolicyChange<T>(
            change.Id, before, after,
            [.. constants.Where(c => !isSame(resolve(c.Take(@new, old) with { Name = $"{@new.Name} with {c.Name} of {old.Name}" }), after))], IsAlone: false);
    }
}
