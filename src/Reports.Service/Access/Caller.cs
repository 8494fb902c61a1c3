namespace Reports.Service.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">The name of the key that was shown, or the author that a token names: the author of what the caller records. Null for nobody in particular.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="KeyId">The key that was shown; null for none, or a token.</param>
public sealed record Caller(string? Name, Role Role, string? KeyId)
{
    /// <summary>Who showed no key where none is needed: a program on the server's own machine.</summary>
    public static readonly Caller Nobody = new(null, Role.Reader, null);

    /// <summary>From when the token that was shown is none any more; null for none, or a key.</summary>
    public DateTimeOffset? TokenUntil { get; init; }

    /// <summary>True for whoever showed a key or a token.</summary>
    public bool IsKnown => KeyId is not null || TokenUntil is not null;
}
