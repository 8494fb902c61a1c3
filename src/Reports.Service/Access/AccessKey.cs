using System.Security.Cryptography;

namespace Reports.Service.Access;

/// <summary>A key as it is stored: everything but the key.</summary>
/// <param name="Id">Stands in the key, and finds it again: random, no secret.</param>
/// <param name="Name">Whose key it is; the author of what is recorded with it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">From when it is none any more; null for never.</param>
/// <param name="Revoked">When it was revoked; null while it was not.</param>
public sealed record AccessKey(string Id, string Name, Role Role, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked)
{
    /// <summary>Characters of a name, at most.</summary>
    public const int NameLength = 64;

    internal const string Prefix = "rk-";
    internal const int IdLength = 8;

    /// <summary>190 bits.</summary>
    internal const int SecretLength = 32;

    // Letters and digits only, none that look alike: a key stands in connection strings and is read aloud.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    internal KeyHash? Hash { get; init; }

    public bool IsActive(DateTimeOffset now) => Revoked is null && !(Expires <= now);

    /// <summary>Why a name is none; null when it is one.</summary>
    public static string? Problem(string name) =>
        name.Length is 0 or > NameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@')
            ? $"a key's name has 1 to {NameLength} letters, digits and - _ . @"
            : null;

    /// <summary>The id that a key carries; null when it is no key.</summary>
    internal static string? IdOf(string key) =>
        key.Length == Prefix.Length + IdLength + 1 + SecretLength && key.StartsWith(Prefix, StringComparison.Ordinal) && key[Prefix.Length + IdLength] == '-'
            ? key.Substring(Prefix.Length, IdLength)
            : null;

    internal static string NewId() => RandomNumberGenerator.GetString(Alphabet, IdLength);

    internal static string NewKey(string id) => $"{Prefix}{id}-{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
}
