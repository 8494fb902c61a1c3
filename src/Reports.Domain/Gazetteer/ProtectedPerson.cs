namespace Reports.Domain.Gazetteer;

/// <summary>
/// A person at risk who speaks in the ledger, such as an activist, a doctor or a witness. Everybody sees the role; the name is sealed under
/// a key of its own that is no part of the ledger.
/// </summary>
public sealed record ProtectedPerson
{
    /// <summary>How every id of a protected person begins, and no other id does.</summary>
    public const string IdPrefix = "protected-";

    /// <summary>The kind under which views show such an actor.</summary>
    public const string Kind = "person";

    public const int MaxRoleCharacters = 200;

    /// <summary>Chance alone: nothing of it follows from the name.</summary>
    public required string Id { get; init; }

    /// <summary>What may be known, such as "activist in Yarmouk".</summary>
    public required string Role { get; init; }

    /// <summary>The sealed name, in base64. Always as long, whatever the name.</summary>
    public required string SealedName { get; init; }

    /// <summary>True for the id of a protected person: definitions of the gazetteer cannot have it, because they have names and aliases.</summary>
    public static bool IsId(string id) => id.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>As views show the person: by role, without other names.</summary>
    public static Actor AsActor(string id, string role) => new() { Id = id, Name = role, Kind = Kind };
}
