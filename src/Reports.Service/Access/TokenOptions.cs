using Reports.Service.Queries;

namespace Reports.Service.Access;

/// <summary>Which bearer tokens (RFC 7519) of others are taken beside keys. Every one is signed by a key pair, names this ledger as its audience, and expires.</summary>
/// <param name="Issuer">What the claim <c>iss</c> must be.</param>
/// <param name="Audience">What the claim <c>aud</c> must have.</param>
public sealed record TokenOptions(string Issuer, string Audience)
{
    public const string DefaultRoleClaim = "role";
    public const string DefaultAuthorClaim = "sub";

    /// <summary>The public keys of the issuer: a JSON Web Key Set (RFC 7517), or PEM; null where they come from <see cref="Metadata"/> alone.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where the issuer says which keys it has (OpenID Connect Discovery 1.0 §4); null where they are in <see cref="KeyFile"/> alone.</summary>
    public Uri? Metadata { get; init; }

    /// <summary>The claim that has the role's word: its name, or the way to it within objects, as <c>realm_access.roles</c>.</summary>
    public string RoleClaim { get; init; } = DefaultRoleClaim;

    /// <summary>The claim that names the author of what is recorded with a token.</summary>
    public string AuthorClaim { get; init; } = DefaultAuthorClaim;

    /// <exception cref="RefusedException">Nothing says which keys count, or the metadata would come over a line that anybody can change.</exception>
    internal void Check()
    {
        if (KeyFile is null && Metadata is null)
            throw new RefusedException("nothing says which keys sign tokens: add --token-keys with the issuer's public keys, or --token-metadata with its address");
        if (Metadata is { } metadata && !IsTrustworthy(metadata))
            throw new RefusedException($"the keys of {metadata.Host} are fetched over https alone, or over http from this machine");
    }

    internal static bool IsTrustworthy(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
