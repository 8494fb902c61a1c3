using System.Net;

namespace Reports.Service.Access;

/// <summary>
/// Who asks and what they may do, for every protocol that a server speaks: the credentials of a request become a caller, once, and
/// each thing that the caller wants is then demanded. Thread safe.
/// </summary>
/// <param name="keys">The keys; null where none are taken.</param>
/// <param name="readsNeedKey">True when nobody reads without a key.</param>
/// <param name="time">The clock of expiry and of attempts.</param>
/// <param name="tokens">The tokens of others; null where none are taken.</param>
internal sealed class AccessControl(KeyFile? keys, bool readsNeedKey, TimeProvider time, BearerTokens? tokens = null) : IDisposable
{
    private readonly KeyRing? _ring = keys is null ? null : new KeyRing(keys, time);
    private readonly FailedAttempts _failures = new(time);

    /// <summary>True when somebody can be known, and may write then.</summary>
    private bool KnowsAnybody => _ring is not null || tokens is not null;

    /// <summary>The caller behind a request.</summary>
    /// <param name="authorization">The header <c>Authorization</c>: Basic with the key's name and the key, or Bearer with the key or a token; null for none.</param>
    /// <param name="from">Where the request came from, by which failed attempts are counted.</param>
    /// <param name="cancellation">The caller went away.</param>
    /// <exception cref="AccessException">A wrong key or token, too many of them, or none where one is needed.</exception>
    public async ValueTask<Caller> AuthenticateAsync(string? authorization, IPAddress? from, CancellationToken cancellation = default)
    {
        // Clients send the credentials of their connection string with reads too, which nothing has to check where there are no keys.
        if (authorization is null || (!KnowsAnybody && !readsNeedKey))
            return readsNeedKey ? throw NotAuthenticated("a key is needed from beyond the server's machine") : Caller.Nobody;
        var isWritten = Credentials.TryParse(authorization, out var credentials);
        // A key that was proved goes on, whatever others try from the same address.
        if (isWritten && _ring?.Remembered(credentials.Key) is { } remembered && IsNamed(remembered, credentials)) return Of(remembered);
        // A signature is not guessed: who shows a bad token is not counted among those who try keys.
        if (isWritten && tokens is not null && BearerTokens.IsToken(credentials.Key))
        {
            var caller = await tokens.FindAsync(credentials.Key);
            return credentials.Name is null || credentials.Name == caller.Name ? caller : throw NotAuthenticated("the token is another one's");
        }

        _failures.Check(from);
        var key = isWritten && _ring is not null ? await _ring.FindAsync(credentials.Key, cancellation) : null;
        if (key is not null && IsNamed(key, credentials)) return Of(key);
        _failures.Add(from);
        throw NotAuthenticated("the name or the key is wrong, or the key expired or was revoked");
    }

    /// <summary>Passes when the caller may do it and its key still counts: asked again for each thing that a long call does.</summary>
    /// <exception cref="AccessException">Not by this role, or not any more.</exception>
    public void Demand(Caller caller, Permission permission)
    {
        if (!IsCurrent(caller)) throw NotAuthenticated(caller.KeyId is null ? "the token expired" : "the key expired or was revoked");
        if (caller.Role.Allows(permission) && (permission == Permission.Read || caller.IsKnown)) return;
        // Who is on the server's own machine, where there are no keys, may look at everything.
        if (!KnowsAnybody && permission == Permission.Audit) return;
        if (!KnowsAnybody) throw Denied("this server is for reading: it was started without keys");
        if (!caller.IsKnown) throw Denied("this needs a key; note that clients do not send theirs without TLS");
        throw Denied($"the role {caller.Role.WordOf()} may not do this: {string.Join(" or ", Roles.Words.Where(w => Roles.TryParse(w, out var role) && role.Allows(permission)))} may");
    }

    /// <summary>False once the caller's key or token expired, or the key was revoked.</summary>
    public bool IsCurrent(Caller caller) => caller.KeyId is { } id ? _ring!.IsActive(id) : !(caller.TokenUntil <= time.GetUtcNow());

    public void Dispose()
    {
        _ring?.Dispose();
        tokens?.Dispose();
    }

    private static bool IsNamed(AccessKey key, Credentials credentials) => credentials.Name is null || credentials.Name == key.Name;

    private static Caller Of(AccessKey key) => new(key.Name, key.Role, key.Id);

    private static AccessException NotAuthenticated(string why) => new(AccessProblem.NotAuthenticated, why);

    private static AccessException Denied(string why) => new(AccessProblem.Denied, why);
}
