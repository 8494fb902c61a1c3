using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Reports.Domain.Text;

namespace Reports.Service.Access;

/// <summary>Callers by the bearer tokens of an issuer that is trusted, by the rules of RFC 8725. Thread safe.</summary>
internal sealed class BearerTokens : IDisposable
{
    /// <summary>Characters of a token, at most.</summary>
    public const int MostCharacters = 8 * 1024;

    /// <summary>How far the clocks of the issuer and of this server may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const int MostAuthorCharacters = 200;

    /// <summary>Signatures by key pairs alone: with none of these can what checks a token make one.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>RFC 9068 §2.1, and the general one; a token need not say its type, but says no other.</summary>
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>How long an issuer may take to say which keys it has.</summary>
    private static readonly TimeSpan MetadataTime = TimeSpan.FromSeconds(5);

    private const int MostMetadataBytes = 1024 * 1024;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MostCharacters };
    private readonly TokenValidationParameters _rules;
    private readonly TokenOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient? _metadata;

    /// <exception cref="Queries.RefusedException">The options do not fit together, or the file of keys cannot be used.</exception>
    public BearerTokens(TokenOptions options, TimeProvider time)
    {
        options.Check();
        (_options, _time) = (options, time);
        var keys = options.KeyFile is { } file ? new IssuerKeys(file) : null;
        _rules = new TokenValidationParameters
        {
            // What metadata calls its issuer does not count: it was said which is trusted.
            IssuerValidator = (issuer, _, _) => issuer == options.Issuer ? issuer : throw new SecurityTokenInvalidIssuerException(),
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            TypeValidator = (type, _, _) =>
                string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException(),
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => IsNow(from, until),
            IssuerSigningKeyResolverUsingConfiguration = (_, _, id, _, fetched) => Named([.. keys?.Current() ?? [], .. fetched?.SigningKeys ?? []], id),
        };
        if (options.Metadata is not { } metadata) return;
        _metadata = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = MetadataTime, MaxResponseContentBufferSize = MostMetadataBytes };
        _rules.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            metadata.AbsoluteUri, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(_metadata) { RequireHttps = metadata.Scheme == Uri.UriSchemeHttps });
    }

    /// <summary>Whether a credential looks like a token and not like a key.</summary>
    public static bool IsToken(string text) => !text.StartsWith(AccessKey.Prefix, StringComparison.Ordinal) && text.Count(c => c == '.') == 2;

    /// <summary>The caller that a token names.</summary>
    /// <exception cref="AccessException">It is forged, expired, for others, or names no author or role. The message says which of these, and nothing of the keys.</exception>
    public async ValueTask<Caller> FindAsync(string text)
    {
        var result = text.Length <= MostCharacters ? await _handler.ValidateTokenAsync(text, _rules) : null;
        if (result is not { IsValid: true, SecurityToken: JsonWebToken token })
        {
            Serilog.Log.Debug("A token was refused: {Reason}", result?.Exception?.GetType().Name ?? "too long");
            throw Refused(result?.Exception switch
            {
                SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => "the token expired, does not count yet, or never expires",
                SecurityTokenInvalidAudienceException => "the token is for another audience",
                SecurityTokenInvalidIssuerException => "the token is of another issuer",
                _ => "the token is not signed by a key of its issuer",
            });
        }

        var author = Texts(token, _options.AuthorClaim) is [var name] ? name : null;
        if (author is null || author.Trim().Length == 0 || !SafeText.TryCheck(author, MostAuthorCharacters, out _))
            throw Refused($"the token's claim '{_options.AuthorClaim}' names no author");
        var roles = Texts(token, _options.RoleClaim).Where(Roles.Words.Contains).ToArray();
        if (roles is not [var word] || !Roles.TryParse(word, out var role))
            throw Refused($"the token's claim '{_options.RoleClaim}' names {(roles.Length == 0 ? "none" : "more than one")} of {string.Join(", ", Roles.Words)}");
        return new Caller(author, role, KeyId: null) { TokenUntil = new DateTimeOffset(token.ValidTo) + Skew };
    }

    public void Dispose() => _metadata?.Dispose();

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } start || now >= start - Skew);
    }

    /// <summary>The key that the token names; all of them where it names none.</summary>
    private static IEnumerable<SecurityKey> Named(IReadOnlyList<SecurityKey> keys, string? id) =>
        string.IsNullOrEmpty(id) || keys.All(k => string.IsNullOrEmpty(k.KeyId)) ? keys : keys.Where(k => k.KeyId == id || string.IsNullOrEmpty(k.KeyId));

    /// <summary>The texts of a claim: one, or those of a list.</summary>
    private static string[] Texts(JsonWebToken token, string claim)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var found = payload.RootElement;
        if (!found.TryGetProperty(claim, out var whole))
        {
            foreach (var part in claim.Split('.'))
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(part, out found))
                    return [];
            whole = found;
        }

        return whole.ValueKind switch
        {
            JsonValueKind.String => [whole.GetString()!],
            JsonValueKind.Array => [.. whole.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
            _ => [],
        };
    }

    private static AccessException Refused(string why) => new(AccessProblem.NotAuthenticated, why);
}
