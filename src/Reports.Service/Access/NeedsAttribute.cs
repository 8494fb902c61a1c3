using System.Reflection;

namespace Reports.Service.Access;

/// <summary>What whoever asks for a use case must be allowed: every request declares it, and one that does not is done for nobody.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;

    /// <summary>The permission that a request declares; null where it forgot to.</summary>
    public static Permission? Of(Type request) => request.GetCustomAttribute<NeedsAttribute>()?.Permission;
}
