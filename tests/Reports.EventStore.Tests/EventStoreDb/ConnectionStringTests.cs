using Reports.EventStore.EventStoreDb.Connection;

namespace Reports.EventStore.Tests.EventStoreDb;

public sealed class ConnectionStringTests
{
    [Fact]
    public void What_is_not_said_has_the_defaults_of_the_public_clients()
    {
        var parsed = ConnectionString.Parse("esdb://node.example");
        Assert.Equal([new NodeAddress("node.example", 2113)], parsed.Hosts);
        Assert.True(parsed is { Discovers: false, Tls: true, VerifiesCertificate: true, User: null, Preference: NodePreference.Leader, MaxDiscoverAttempts: 10 });
        Assert.Equal(TimeSpan.FromMilliseconds(100), parsed.DiscoveryInterval);
        Assert.Equal(TimeSpan.FromSeconds(5), parsed.GossipTimeout);
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)], [parsed.Deadline, parsed.KeepAliveInterval, parsed.KeepAliveTimeout]);
    }

    [Theory]
    [InlineData("esdb://a", false)]
    [InlineData("ESDB://a", false)]
    [InlineData("esdb+discover://a", true)]
    [InlineData("kurrentdb://a", false)]
    [InlineData("kurrentdb+discover://a", true)]
    [InlineData("kurrent+discover://a", true)]
    [InlineData("kdb://a", false)]
    [InlineData("esdb://a,b", true)]
    public void The_scheme_or_more_than_one_host_asks_for_discovery(string text, bool discovers)
    {
        Assert.True(ConnectionString.IsOne(text));
        Assert.Equal(discovers, ConnectionString.Parse(text).Discovers);
    }

    [Theory]
    [InlineData("reports.db")]
    [InlineData("/data/esdb.db")]
    [InlineData("http://a")]
    [InlineData("esdb:/a")]
    [InlineData("://a")]
    public void A_file_is_no_connection_string(string text) => Assert.False(ConnectionString.IsOne(text));

    [Fact]
    public void Every_option_is_read_whatever_its_case()
    {
        var parsed = ConnectionString.Parse(
            "esdb+discover://ami%40ra:p%3Aa%2F%25ss%3F@n1:1111,n2,[::1]:3/?TLS=true&tlsverifycert=false&tlsCAFile=/ca%20file.pem&connectionName=here"
            + "&maxDiscoverAttempts=3&discoveryInterval=7&gossipTimeout=8&nodePreference=Read_Only_Replica&keepAliveInterval=-1&keepAliveTimeout=11"
            + "&defaultDeadline=-1&throwOnAppendFailure=false&userCertFile=/c.pem&userKeyFile=/k.pem");
        Assert.Equal([new NodeAddress("n1", 1111), new NodeAddress("n2", 2113), new NodeAddress("::1", 3)], parsed.Hosts);
        Assert.Equal(("ami@ra", "p:a/%ss?"), (parsed.User, parsed.Password));
        Assert.True(parsed is { Tls: true, VerifiesCertificate: false, AuthorityFile: "/ca file.pem", ConnectionName: "here", MaxDiscoverAttempts: 3, Preference: NodePreference.ReadOnlyReplica });
        Assert.Equal(TimeSpan.FromMilliseconds(7), parsed.DiscoveryInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(8), parsed.GossipTimeout);
        Assert.Equal((Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(11), Timeout.InfiniteTimeSpan), (parsed.KeepAliveInterval, parsed.KeepAliveTimeout, parsed.Deadline));
        Assert.Equal(("/c.pem", "/k.pem"), parsed.UserCertificate);
    }

    [Theory]
    [InlineData("http://a", "the connection string begins with one of esdb://, kurrentdb://, kurrent://, kdb://, or the same with '+discover' before '://'")]
    [InlineData("esdb://", "the connection string names '', which is no host")]
    [InlineData("esdb://a,", "the connection string names '', which is no host")]
    [InlineData("esdb://a,A:2113,a", "the connection string names a host twice")]
    [InlineData("esdb://a b", "the connection string names 'a b', which is no host")]
    [InlineData("esdb://a/b", "the connection string has a path after its hosts; options follow a '?'")]
    [InlineData("esdb://[::1", "the connection string has an IPv6 address that is not closed by ']'")]
    [InlineData("esdb://a:0", "the connection string gives a something else than a port; a port is 1 to 65535, and a password is followed by '@' and a host")]
    [InlineData("esdb://user@a", "the connection string has '@' without 'user:password' before it")]
    [InlineData("esdb://a?tls=no", "the connection string gives 'tls' the value 'no'; it is true or false")]
    [InlineData("esdb://a?tls", "the connection string gives no value to 'tls'")]
    [InlineData("esdb://a?tls=true&TLS=true", "the connection string gives 'tls' twice")]
    [InlineData("esdb://a?throwOnAppendFailure=2", "the connection string gives 'throwOnAppendFailure' the value '2'; it is true or false")]
    [InlineData("esdb://a?keepAliveInterval=0", "the connection string gives 'keepAliveInterval' no time; it is in milliseconds, or -1 for never")]
    [InlineData("esdb://a?gossipTimeout=x", "the connection string gives 'gossipTimeout' the value 'x'; it is a whole number of 1 to 3600000")]
    [InlineData("esdb://a?nodePreference=best", "the connection string prefers 'best'; a node preference is leader, follower, random or readOnlyReplica")]
    [InlineData("esdb://a?userKeyFile=k", "the connection string gives 'userKeyFile' without 'userCertFile'")]
    [InlineData("esdb://a?tls=false&userCertFile=c&userKeyFile=k", "the connection string gives a user's certificate, which takes TLS, and tls=false")]
    public void What_is_wrong_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConnectionStringException>(() => ConnectionString.Parse(text)).Message);

    [Fact]
    public void An_unknown_option_is_named_beside_those_that_there_are()
    {
        var message = Assert.Throws<ConnectionStringException>(() => ConnectionString.Parse("esdb://a?tsl=true")).Message;
        Assert.StartsWith("the connection string has the option 'tsl', which is none of tls, tlsVerifyCert, tlsCAFile,", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("esdb://admin:s3cret@a:x")]
    [InlineData("esdb://admin:s3cret@a?x=1")]
    [InlineData("esdb://admin:s3cret")]
    [InlineData("esdb://admin:x?s3cret@a")]
    [InlineData("esdb://admin:x?s3cret=1@a")]
    [InlineData("esdb://admin:x/s3cret@a/b")]
    [InlineData("esdb://admin:s3cret,a@")]
    [InlineData("esdb://admin:s3cret%00@a")]
    [InlineData("esdx://admin:s3cret@a")]
    public void No_message_holds_a_password(string text) =>
        Assert.DoesNotContain("s3cret", Assert.Throws<ConnectionStringException>(() => ConnectionString.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Its_name_leaves_the_password_out() =>
        Assert.Equal("esdb+discover://admin@a:2113,[::1]:5?tls=false", ConnectionString.Parse("kurrentdb://admin:s3cret@a,[::1]:5?tls=false&connectionName=x").ToString());
}
