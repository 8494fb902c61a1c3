using System.Runtime.CompilerServices;
using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;

namespace Reports.Projections.Ledger;

/// <summary>The facts as they read from one merge or split of the gazetteer to the next, and what resolves views from them. Thread safe for reads.</summary>
internal sealed class Reading
{
    private readonly ConditionalWeakTable<Policy, Resolvers> _resolvers = [];
    private readonly ActorTrees _trees;

    private sealed record Resolvers(ControlResolver Control, FigureResolver Figures);

    public Reading(LedgerState state)
    {
        State = state;
        _trees = new ActorTrees(state);
    }

    public LedgerState State { get; }

    public ControlResolver Control(Policy policy) => Of(policy).Control;

    public FigureResolver Figures(Policy policy) => Of(policy).Figures;

    /// <summary>By the policy itself, not its name: a name is a ledger's own, and what is compared may have constants that nobody adopted.</summary>
    private Resolvers Of(Policy policy) => _resolvers.GetValue(
        policy, p => new Resolvers(new ControlResolver(State, p, _trees), new FigureResolver(State, p)));
}
