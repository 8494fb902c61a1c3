namespace Reports.Service.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">The name of the key that was shown: the author of what the caller records. Null for nobody in particular.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="KeyId">The key that was shown; null for none.</param>
public sealed record Caller(string? Name, Role Role, string? KeyId)
{
    /// <summary>Who showed no key where none is needed: a program on the server's own machine.</summary>
    public static readonly Caller Nobody = new(null, Role.Reader, null);
}
