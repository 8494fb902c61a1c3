using Microsoft.Extensions.Time.Testing;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Access;

/// <summary>Keys in their file: stored as hashes, for the owner alone, changed whole.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reports-keys-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly KeyFile _file;

    public KeyFileTests() => _file = new KeyFile(Path.Combine(_folder.FullName, "keys"), _time);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_key_is_stored_as_a_hash_that_only_it_matches_in_a_file_of_its_owner()
    {
        var (key, text) = _file.Create("amira", Role.Reporter, _time.GetUtcNow().AddDays(1), 10);
        Assert.DoesNotContain(text[^32..], File.ReadAllText(_file.Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
        var stored = Assert.Single(_file.Read());
        Assert.Equal((key.Id, "amira", Role.Reporter, key.Created, key.Expires), (stored.Id, stored.Name, stored.Role, stored.Created, stored.Expires));
        Assert.True(stored.Hash!.Matches(text));
        Assert.False(stored.Hash.Matches(text[..^1] + (text[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(key.Id, AccessKey.IdOf(text));
    }

    [Fact]
    public void A_name_has_one_key_that_counts_and_those_that_count_no_more_stay_listed()
    {
        _file.Create("amira", Role.Reporter, _time.GetUtcNow().AddMinutes(5), 10);
        Assert.Contains("has a key already", Refused(() => _file.Create("amira", Role.Admin, null, 10)), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(5));
        _file.Create("amira", Role.Reporter, null, 10);
        _file.Create("bashir", Role.Reader, null, 10);
        Assert.Equal(_time.GetUtcNow(), _file.Revoke("amira").Revoked);
        Assert.Equal([false, false, true], _file.Read().Select(k => k.IsActive(_time.GetUtcNow())));
        _file.Create("amira", Role.Admin, null, 10);
        Assert.Contains("'nobody' has no key", Refused(() => _file.Revoke("nobody")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("أميرة")]
    [InlineData("a b")]
    public void A_name_stands_in_connection_strings(string name) =>
        Assert.Contains("letters, digits", Refused(() => _file.Create(name, Role.Reader, null, 10)), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_expired_already_is_not_made() =>
        Assert.Contains("in the future", Refused(() => _file.Create("amira", Role.Reader, _time.GetUtcNow(), 10)), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        _file.Create("amira", Role.Reader, null, 10);
        File.SetUnixFileMode(_file.Path, File.GetUnixFileMode(_file.Path) | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Refused(() => _file.Read()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amira:pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAA", "an older version")]
    [InlineData("{}", "no file of keys")]
    [InlineData("{\"v\":2,\"keys\":[]}", "newer version")]
    [InlineData("{\"v\":1,\"keys\":[{\"id\":\"abcdefgh\",\"name\":\"amira\",\"role\":\"king\"}]}", "no role")]
    [InlineData("nothing", "no file of keys")]
    public void A_file_of_something_else_is_refused_with_what_it_is(string text, string problem)
    {
        File.WriteAllText(_file.Path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains(problem, Refused(() => _file.Read()), StringComparison.Ordinal);
        // And it is not written over.
        Refused(() => _file.Create("amira", Role.Reader, null, 10));
        Assert.Equal(text, File.ReadAllText(_file.Path));
    }

    [Fact]
    public void Keys_that_are_made_at_once_are_all_there_or_refused()
    {
        var made = 0;
        Parallel.For(0, 16, i =>
        {
            try
            {
                _file.Create($"writer-{i}", Role.Reporter, null, 10);
                Interlocked.Increment(ref made);
            }
            catch (RefusedException e) when (e.Message.Contains("cannot be changed", StringComparison.Ordinal))
            {
                // Another one was at it: said, and nothing is lost.
            }
        });
        Assert.InRange(made, 1, 16);
        Assert.Equal(made, _file.Read().Length);
    }

    private static string Refused(Action act) => Assert.Throws<RefusedException>(act).Message;

    private static string Refused<T>(Func<T> act) => Assert.Throws<RefusedException>(() => { act(); }).Message;
}
