using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Text;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>
/// Reads connection strings as the public clients do, and more strictly where they differ: what is unknown, repeated or malformed
/// is refused by name. Messages show parts of the text only where no password can be.
/// </summary>
internal static class ConnectionStringParser
{
    private const int MaxLength = 4096;
    private const int MaxHosts = 64;

    private static readonly ImmutableArray<string> Options =
    [
        "tls", "tlsVerifyCert", "tlsCAFile", "connectionName", "maxDiscoverAttempts", "discoveryInterval", "gossipTimeout", "nodePreference",
        "keepAliveInterval", "keepAliveTimeout", "defaultDeadline", "throwOnAppendFailure", "userCertFile", "userKeyFile",
    ];

    public static ConnectionString Parse(string text)
    {
        if (text.Length > MaxLength) throw Refuse($"has {text.Length} characters; at most {MaxLength}");
        var end = text.IndexOf("://", StringComparison.Ordinal);
        if (end < 0 || !ConnectionString.IsScheme(text[..end], out var discovers))
            throw Refuse($"begins with one of {string.Join(", ", ConnectionString.Schemes.Select(s => s + "://"))}, or the same with '+discover' before '://'");
        var (place, query) = Cut(text[(end + 3)..], '?');
        var options = Read(query, isPasswordCut: !place.Contains('@', StringComparison.Ordinal));
        var (user, password) = TakeUser(ref place);
        if (place.EndsWith('/')) place = place[..^1];
        if (place.Contains('/', StringComparison.Ordinal)) throw Refuse("has a path after its hosts; options follow a '?'");
        var hosts = ImmutableArray.CreateRange(place.Split(',').Select(Host));
        if (hosts.Length > MaxHosts) throw Refuse($"has {hosts.Length} hosts; at most {MaxHosts}");
        if (hosts.Distinct().Count() != hosts.Length) throw Refuse("names a host twice");
        var parsed = new ConnectionString { Hosts = hosts, Discovers = discovers || hosts.Length > 1, User = user, Password = password };
        return Apply(parsed, options);
    }

    /// <summary>What stands before the last '@', so that a password may hold one.</summary>
    private static (string? User, string? Password) TakeUser(ref string place)
    {
        var at = place.LastIndexOf('@');
        if (at < 0) return (null, null);
        var (user, password) = Cut(place[..at], ':');
        place = place[(at + 1)..];
        if (user.Length == 0 || password is not { Length: > 0 }) throw Refuse("has '@' without 'user:password' before it");
        return (Decode(user, "the user"), Decode(password, "the password"));
    }

    private static NodeAddress Host(string text)
    {
        var (host, port) = (text, (string?)null);
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':')) throw Refuse("has an IPv6 address that is not closed by ']'");
            (host, port) = (text[1..end], end + 1 < text.Length ? text[(end + 2)..] : null);
        }
        else if (text.Contains(':', StringComparison.Ordinal))
        {
            (host, port) = Cut(text, ':');
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) throw Refuse($"names '{SafeText.Show(host)}', which is no host");
        if (port is null) return new NodeAddress(host, NodeAddress.DefaultPort);
        // Without its '@' a password stands where the port should: it is not shown.
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? new NodeAddress(host, number)
            : throw Refuse($"gives {SafeText.Show(host)} something else than a port; a port is 1 to 65535, and a password is followed by '@' and a host");
    }

    /// <param name="query">What follows the first '?'.</param>
    /// <param name="isPasswordCut">True when no '@' stands before it: one after it says that the '?' was of a password.</param>
    private static Dictionary<string, string> Read(string? query, bool isPasswordCut)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (string.IsNullOrEmpty(query)) return read;
        foreach (var pair in query.Split('&'))
        {
            var (key, value) = Cut(pair, '=');
            var name = Options.FirstOrDefault(o => string.Equals(o, key, StringComparison.OrdinalIgnoreCase))
                ?? throw Refuse(isPasswordCut && query.Contains('@', StringComparison.Ordinal)
                    ? "has '?' before '@': write it as %3F in a password"
                    : $"has the option '{SafeText.Show(key)}', which is none of {string.Join(", ", Options)}");
            if (value is not { Length: > 0 }) throw Refuse($"gives no value to '{name}'");
            if (!read.TryAdd(name, Decode(value, $"'{name}'"))) throw Refuse($"gives '{name}' twice");
        }

        return read;
    }

    private static ConnectionString Apply(ConnectionString parsed, Dictionary<string, string> options)
    {
        foreach (var (name, value) in options)
            parsed = name switch
            {
                "tls" => parsed with { Tls = Flag(name, value) },
                "tlsVerifyCert" => parsed with { VerifiesCertificate = Flag(name, value) },
                "tlsCAFile" => parsed with { AuthorityFile = value },
                "connectionName" => parsed with { ConnectionName = Header(name, value) },
                "maxDiscoverAttempts" => parsed with { MaxDiscoverAttempts = Number(name, value, 1, 10_000) },
                "discoveryInterval" => parsed with { DiscoveryInterval = TimeSpan.FromMilliseconds(Number(name, value, 1, 3_600_000)) },
                "gossipTimeout" => parsed with { GossipTimeout = TimeSpan.FromMilliseconds(Number(name, value, 1, 3_600_000)) },
                "nodePreference" => parsed with { Preference = Preferred(value) },
                "keepAliveInterval" => parsed with { KeepAliveInterval = Span(name, value) },
                "keepAliveTimeout" => parsed with { KeepAliveTimeout = Span(name, value) },
                "defaultDeadline" => parsed with { Deadline = Span(name, value) },
                "throwOnAppendFailure" => Taken(parsed, name, value),
                _ => parsed,
            };
        return WithUserCertificate(parsed, options);
    }

    private static ConnectionString WithUserCertificate(ConnectionString parsed, Dictionary<string, string> options)
    {
        var hasFile = options.TryGetValue("userCertFile", out var file);
        if (hasFile != options.TryGetValue("userKeyFile", out var key))
            throw Refuse($"gives '{(hasFile ? "userCertFile" : "userKeyFile")}' without '{(hasFile ? "userKeyFile" : "userCertFile")}'");
        if (!hasFile) return parsed;
        return parsed.Tls ? parsed with { UserCertificate = (file!, key!) } : throw Refuse("gives a user's certificate, which takes TLS, and tls=false");
    }

    /// <summary>Says how a client tells a failed append to its caller. This log always throws, so that both values mean the same.</summary>
    private static ConnectionString Taken(ConnectionString parsed, string name, string value)
    {
        _ = Flag(name, value);
        return parsed;
    }

    private static bool Flag(string name, string value) => bool.TryParse(value, out var flag)
        ? flag
        : throw Refuse($"gives '{name}' the value '{SafeText.Show(value)}'; it is true or false");

    private static TimeSpan Span(string name, string value)
    {
        var number = Number(name, value, -1, 86_400_000);
        return number == 0 ? throw Refuse($"gives '{name}' no time; it is in milliseconds, or -1 for never") : ConnectionString.Milliseconds(number);
    }

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Refuse($"gives '{name}' the value '{SafeText.Show(value)}'; it is a whole number of {least} to {most}");

    private static NodePreference Preferred(string value) =>
        value.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() switch
        {
            "leader" => NodePreference.Leader,
            "follower" => NodePreference.Follower,
            "random" => NodePreference.Random,
            "readonlyreplica" => NodePreference.ReadOnlyReplica,
            _ => throw Refuse($"prefers '{SafeText.Show(value)}'; a node preference is leader, follower, random or readOnlyReplica"),
        };

    private static string Header(string name, string value) => value.Length <= 200 && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? value
        : throw Refuse($"gives '{name}' more than 200 characters, or other than printable ASCII");

    /// <summary>A '%' that begins no escape stands for itself, as the public clients take it.</summary>
    private static string Decode(string text, string what)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Any(char.IsControl) ? throw Refuse($"has control characters in {what}") : decoded;
    }

    private static (string Before, string? After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static ConnectionStringException Refuse(string why) => new($"the connection string {why}");
}
