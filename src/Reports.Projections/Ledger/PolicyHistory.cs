using Reports.Domain.Policies;

namespace Reports.Projections.Ledger;

/// <summary>
/// The policies that were adopted, in log order. Before the first, and at an older cut, the handbook's own is in force. Written and
/// read under the lock of <see cref="Views"/>.
/// </summary>
internal sealed class PolicyHistory
{
    private readonly List<AdoptedPolicy> _adopted = [];

    public IReadOnlyList<AdoptedPolicy> Adopted => _adopted;

    public void Add(long position, Policy policy) => _adopted.Add(new AdoptedPolicy(policy, position));

    /// <summary>The policy in force at a position.</summary>
    public Policy At(long position)
    {
        for (var i = _adopted.Count - 1; i >= 0; i--)
            if (_adopted[i].Position <= position)
                return _adopted[i].Policy;
        return Policy.Reports1;
    }

    /// <summary>
    /// Every policy that has a name here: adopted ones, then built-in ones whose names no adopted one has. A ledger goes on reading a
    /// name as it was adopted, whatever a later build has under it.
    /// </summary>
    public IReadOnlyList<Policy> Known()
    {
        var adopted = _adopted.Select(a => a.Policy).DistinctBy(p => p.Name, StringComparer.Ordinal).ToList();
        return [.. Policy.BuiltIn.Select(b => adopted.Find(a => a.Name == b.Name) ?? b), .. adopted.Where(a => !Policy.BuiltIn.Any(b => b.Name == a.Name))];
    }
}

/// <summary>A policy and the position of its adoption, from which on it is in force until the next.</summary>
public sealed record AdoptedPolicy(Policy Policy, long Position);
