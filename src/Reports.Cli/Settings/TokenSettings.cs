using System.CommandLine;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Cli.Settings;

/// <summary>The settings of the bearer tokens that <c>reports serve</c> takes beside keys.</summary>
internal static class TokenSettings
{
    public static readonly Option<string?> Issuer = new Setting<string?>("token-issuer", Readers.Text)
    {
        Description = "Whose bearer tokens (JWT) are taken beside keys: their 'iss'. Default: nobody's.",
        HelpName = "ISSUER",
    };

    public static readonly Option<string?> Audience = new Setting<string?>("token-audience", Readers.Text) { Description = "What the 'aud' of a token must have: the name of this server there.", HelpName = "AUDIENCE" };

    public static readonly Option<string?> Keys = new Setting<string?>("token-keys", Readers.Text)
    {
        Description = "The issuer's public keys: a JSON Web Key Set, or PEM. Read again when it changes.",
        HelpName = "FILE",
        IsPath = true,
    };

    public static readonly Option<Uri?> Metadata = new Setting<Uri?>("token-metadata", Readers.Link)
    {
        Description = "Where the issuer publishes its keys: https://ISSUER/.well-known/openid-configuration. Default: nowhere; nothing is fetched.",
        HelpName = "URL",
    };

    public static readonly Option<string> RoleClaim = new Setting<string>("token-role-claim", Readers.Text, () => TokenOptions.DefaultRoleClaim)
    {
        Description = $"The claim with the role ({string.Join(", ", Roles.Words)}), or the way to it: realm_access.roles.",
        HelpName = "CLAIM",
    };

    public static readonly Option<string> AuthorClaim = new Setting<string>("token-author-claim", Readers.Text, () => TokenOptions.DefaultAuthorClaim)
    {
        Description = "The claim that names the author of what is recorded.",
        HelpName = "CLAIM",
    };

    public static IEnumerable<ISetting> All => new Option[] { Issuer, Audience, Keys, Metadata, RoleClaim, AuthorClaim }.Cast<ISetting>();

    /// <exception cref="RefusedException">Some of them without the others.</exception>
    public static TokenOptions? Of(ParseResult parsed)
    {
        var (issuer, audience, keys, metadata) = (parsed.GetValue(Issuer), parsed.GetValue(Audience), parsed.GetValue(Keys), parsed.GetValue(Metadata));
        if (issuer is null && audience is null && keys is null && metadata is null) return null;
        if (issuer is null || audience is null) throw new RefusedException("tokens are taken of one issuer and for one audience: give --token-issuer as well as --token-audience");
        return new TokenOptions(issuer, audience)
        {
            KeyFile = keys is null ? null : Path.GetFullPath(keys),
            Metadata = metadata,
            RoleClaim = parsed.GetValue(RoleClaim)!,
            AuthorClaim = parsed.GetValue(AuthorClaim)!,
        };
    }
}
