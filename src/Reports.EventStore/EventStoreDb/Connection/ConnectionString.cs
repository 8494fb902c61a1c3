using System.Collections.Immutable;
using System.Text;

namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>
/// Where an EventStoreDB or KurrentDB is and how it is spoken to:
/// <c>scheme://[user:password@]host[:port][,host[:port]…][/][?option=value[&amp;option=value…]]</c>. The schemes and options are those
/// of the public clients, with their defaults. Immutable.
/// </summary>
public sealed record ConnectionString
{
    /// <summary>Milliseconds that mean "never".</summary>
    private const int Never = -1;

    /// <summary>At least one; more than one, or <see cref="Discovers"/>, asks the cluster where its nodes are.</summary>
    public required ImmutableArray<NodeAddress> Hosts { get; init; }

    /// <summary>True when the nodes are found by gossip, from the hosts as seeds.</summary>
    public required bool Discovers { get; init; }

    public string? User { get; init; }

    /// <summary>Never part of a message.</summary>
    public string? Password { get; init; }

    public bool Tls { get; init; } = true;

    public bool VerifiesCertificate { get; init; } = true;

    /// <summary>A PEM file with the authority that signed the nodes' certificates; null for those that the system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM files of a user's certificate and its key; both or none.</summary>
    public (string Certificate, string Key)? UserCertificate { get; init; }

    /// <summary>What the server's logs call this client.</summary>
    public string ConnectionName { get; init; } = "reports";

    public NodePreference Preference { get; init; } = NodePreference.Leader;

    /// <summary>Rounds in which a node is looked for before it is given up; also the tries of one operation.</summary>
    public int MaxDiscoverAttempts { get; init; } = 10;

    /// <summary>The wait before the second round. It doubles with each, up to ten times.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan GossipTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For each append and each question with one answer; infinite for none.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>HTTP/2 pings while calls are open; infinite for none.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The schemes, each of them also with <c>+discover</c>.</summary>
    internal static readonly ImmutableArray<string> Schemes = ["esdb", "kurrentdb", "kurrent", "kdb"];

    /// <summary>True for what begins with one of the schemes: a cluster and not a file.</summary>
    public static bool IsOne(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && IsScheme(text[..end], out _);
    }

    /// <exception cref="ConnectionStringException">It says nothing clear; the message names the part.</exception>
    public static ConnectionString Parse(string text) => ConnectionStringParser.Parse(text);

    internal static bool IsScheme(string scheme, out bool discovers)
    {
        discovers = scheme.EndsWith("+discover", StringComparison.OrdinalIgnoreCase);
        return Schemes.Contains(discovers ? scheme[..^"+discover".Length] : scheme, StringComparer.OrdinalIgnoreCase);
    }

    internal static TimeSpan Milliseconds(int value) => value == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(value);

    /// <summary>Without the password, for messages.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("esdb");
        if (Discovers) text.Append("+discover");
        text.Append("://");
        if (User is not null) text.Append(Uri.EscapeDataString(User)).Append('@');
        text.AppendJoin(',', Hosts);
        if (!Tls) text.Append("?tls=false");
        return text.ToString();
    }
}
