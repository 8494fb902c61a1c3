using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Reports.Service.Access;

/// <summary>What a key is for. Stored by its word: a contract.</summary>
public enum Role
{
    /// <summary>Reads the ledger and follows it.</summary>
    Reader,

    /// <summary>Reads, and appends facts and definitions.</summary>
    Reporter,

    /// <summary>Reads, and asks for the proofs of integrity.</summary>
    Auditor,

    /// <summary>Does everything.</summary>
    Admin,
}

/// <summary>What a caller wants to do.</summary>
public enum Permission
{
    /// <summary>Read and follow: events, views, changes.</summary>
    Read,

    /// <summary>Take part in a group of consumers, whose state that changes.</summary>
    Consume,

    /// <summary>Append to the ledger.</summary>
    Append,

    /// <summary>Proofs, checkpoints and verification.</summary>
    Audit,

    /// <summary>Make, change and delete groups of consumers, and whatever else changes how the server works.</summary>
    Manage,
}

/// <summary>What each role may do, and what it is called.</summary>
public static class Roles
{
    private static readonly FrozenDictionary<Role, ImmutableArray<Permission>> Permissions = new Dictionary<Role, ImmutableArray<Permission>>
    {
        [Role.Reader] = [Permission.Read, Permission.Consume],
        [Role.Reporter] = [Permission.Read, Permission.Consume, Permission.Append],
        [Role.Auditor] = [Permission.Read, Permission.Consume, Permission.Audit],
        [Role.Admin] = [.. Enum.GetValues<Permission>()],
    }.ToFrozenDictionary();

    /// <summary>The words, in the order of the roles.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<Role>().Select(WordOf)];

    public static bool Allows(this Role role, Permission permission) => Permissions[role].Contains(permission);

    public static string WordOf(this Role role) => role switch
    {
        Role.Reader => "reader",
        Role.Reporter => "reporter",
        Role.Auditor => "auditor",
        Role.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no role"),
    };

    public static bool TryParse(string word, out Role role)
    {
        foreach (var known in Enum.GetValues<Role>())
            if (known.WordOf() == word)
            {
                role = known;
                return true;
            }

        role = default;
        return false;
    }
}
