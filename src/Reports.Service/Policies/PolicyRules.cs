using Reports.Domain.Policies;
using Reports.Projections;
using Reports.Projections.Ledger;
using Reports.Service.Queries;

namespace Reports.Service.Policies;

/// <summary>Which policies a ledger takes: one name has one set of constants in it for ever, because views name the policy that made them.</summary>
internal static class PolicyRules
{
    /// <exception cref="RefusedException">The name is another policy's, or the policy is in force already.</exception>
    public static void CheckAdoption(Views views, Policy policy)
    {
        var digest = policy.Digest;
        if (views.KnownPolicies().FirstOrDefault(p => p.Name == policy.Name) is { } known && known.Digest != digest)
            throw new RefusedException(views.AdoptedPolicies().FirstOrDefault(a => a.Policy.Name == policy.Name) is { } adopted
                ? $"the policy '{policy.Name}' was adopted at position {adopted.Position} with other constants: give this one another name, such as a new version"
                : $"the policy '{policy.Name}' is a built-in one and cannot be redefined: give yours another name");
        if (Policy.BuiltIn.FirstOrDefault(p => p.Name == policy.Name + "-1") is { } short_)
            throw new RefusedException($"'{policy.Name}' is short for the built-in policy '{short_.Name}': give yours another name");
        if (views.AdoptedPolicies() is [.., var last] && last.Policy.Digest == digest)
            throw new RefusedException($"the policy '{policy.Name}' is in force already, since position {last.Position}");
        if (views.AdoptedPolicies().Count == 0 && views.PolicyAt(new Cut(Domain.Time.Day.Max)).Digest == digest)
            throw new RefusedException($"the policy '{policy.Name}' is in force already: it is the one of a ledger that adopted none");
    }
}
