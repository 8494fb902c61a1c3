using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Reports.Service.Access;

namespace Reports.Service.Tests.Access;

/// <summary>From a header to a caller, and what a caller may do.</summary>
public sealed class AccessControlTests : IDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reports-keys-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly KeyFile _file;
    private readonly string _amira;
    private readonly AccessControl _access;

    public AccessControlTests()
    {
        _file = new KeyFile(Path.Combine(_folder.FullName, "keys"), _time);
        _amira = Make("amira", Role.Reporter);
        _access = new AccessControl(_file, readsNeedKey: false, _time);
    }

    public void Dispose()
    {
        _access.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_is_shown_with_its_name_or_alone()
    {
        foreach (var header in (string[])[Basic("amira", _amira), $"Bearer {_amira}", $"bearer {_amira}"])
            Assert.Equal(("amira", Role.Reporter), await KnownAsync(header));
        foreach (var header in (string[])[Basic("bashir", _amira), Basic("amira", "x"), $"Bearer {_amira}x", "Bearer", "Bearer ", "Digest x", "", new string('x', 1000)])
            Assert.Equal(AccessProblem.NotAuthenticated, (await Assert.ThrowsAsync<AccessException>(() => KnownAsync(header))).Problem);
        Assert.Same(Caller.Nobody, await _access.AuthenticateAsync(null, Here, Cancellation));
    }

    [Theory]
    [InlineData(Role.Reader, "read consume")]
    [InlineData(Role.Reporter, "read consume append")]
    [InlineData(Role.Auditor, "read consume audit")]
    [InlineData(Role.Admin, "read consume append audit manage")]
    public async Task Each_role_may_do_its_own(Role role, string allowed)
    {
        var caller = await _access.AuthenticateAsync($"Bearer {Make("somebody", role)}", Here, Cancellation);
        Assert.Equal(allowed.Split(' '), Enum.GetValues<Permission>().Where(p => Allows(caller, p)).Select(p => p.ToString().ToLowerInvariant()));
    }

    [Fact]
    public async Task Who_shows_no_key_reads_at_most_and_nothing_where_a_key_is_needed()
    {
        Assert.Equal([Permission.Read], Enum.GetValues<Permission>().Where(p => Allows(Caller.Nobody, p)));
        using var strict = new AccessControl(_file, readsNeedKey: true, _time);
        Assert.Equal(AccessProblem.NotAuthenticated, (await Assert.ThrowsAsync<AccessException>(async () => await strict.AuthenticateAsync(null, Here, Cancellation))).Problem);
        Assert.Equal("amira", (await strict.AuthenticateAsync($"Bearer {_amira}", Here, Cancellation)).Name);
    }

    [Fact]
    public async Task What_is_made_revoked_or_expires_counts_at_once()
    {
        var caller = await _access.AuthenticateAsync($"Bearer {_amira}", Here, Cancellation);
        var late = Make("late", Role.Reader, _time.GetUtcNow().AddMinutes(10));
        Assert.Equal(("late", Role.Reader), await KnownAsync($"Bearer {late}"));
        _file.Revoke("amira");
        Assert.False(Allows(caller, Permission.Append));
        await Assert.ThrowsAsync<AccessException>(() => KnownAsync($"Bearer {_amira}"));
        _time.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsAsync<AccessException>(() => KnownAsync($"Bearer {late}"));
    }

    [Fact]
    public async Task While_the_file_cannot_be_read_no_key_counts()
    {
        Assert.Equal("amira", (await KnownAsync($"Bearer {_amira}")).Name);
        var good = await File.ReadAllTextAsync(_file.Path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_file.Path, "{", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<AccessException>(() => KnownAsync($"Bearer {_amira}"));
        await File.WriteAllTextAsync(_file.Path, good, TestContext.Current.CancellationToken);
        Assert.Equal("amira", (await KnownAsync($"Bearer {_amira}")).Name);
        File.Delete(_file.Path);
        await Assert.ThrowsAsync<AccessException>(() => KnownAsync($"Bearer {_amira}"));
    }

    [Fact]
    public async Task Who_guesses_is_not_heard_for_a_minute_and_disturbs_nobody()
    {
        var bashir = Make("bashir", Role.Reader);
        await KnownAsync($"Bearer {_amira}");
        for (var i = 0; i < 10; i++)
            Assert.Equal(AccessProblem.NotAuthenticated, (await Assert.ThrowsAsync<AccessException>(() => KnownAsync("Bearer x"))).Problem);
        var refused = await Assert.ThrowsAsync<AccessException>(() => KnownAsync($"Bearer {bashir}"));
        Assert.Equal((AccessProblem.TooManyAttempts, TimeSpan.FromMinutes(1)), (refused.Problem, refused.RetryAfter));
        // A key that was proved before goes on, and so does everybody elsewhere.
        Assert.Equal("amira", (await KnownAsync($"Bearer {_amira}")).Name);
        Assert.Equal("bashir", (await _access.AuthenticateAsync($"Bearer {bashir}", IPAddress.Parse("192.0.2.2"), Cancellation)).Name);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("bashir", (await KnownAsync($"Bearer {bashir}")).Name);
    }

    [Fact]
    public async Task A_network_of_IPv6_is_one_guesser()
    {
        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<AccessException>(async () => await _access.AuthenticateAsync("Bearer x", IPAddress.Parse($"2001:db8::{i}"), Cancellation));
        var refused = await Assert.ThrowsAsync<AccessException>(async () => await _access.AuthenticateAsync("Bearer x", IPAddress.Parse("2001:db8::ffff"), Cancellation));
        Assert.Equal(AccessProblem.TooManyAttempts, refused.Problem);
        Assert.Equal(AccessProblem.NotAuthenticated, (await Assert.ThrowsAsync<AccessException>(async () => await _access.AuthenticateAsync("Bearer x", IPAddress.Parse("2001:db8:0:1::1"), Cancellation))).Problem);
    }

    private string Make(string name, Role role, DateTimeOffset? expires = null) => _file.Create(name, role, expires, 10).Text;

    private async Task<(string? Name, Role Role)> KnownAsync(string header)
    {
        var caller = await _access.AuthenticateAsync(header, Here, TestContext.Current.CancellationToken);
        return (caller.Name, caller.Role);
    }

    private bool Allows(Caller caller, Permission permission) => Record.Exception(() => _access.Demand(caller, permission)) is null;

    private static string Basic(string name, string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{key}"));
}
