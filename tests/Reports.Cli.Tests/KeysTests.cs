using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary><c>reports keys</c>: made once, listed, taken back.</summary>
public sealed class KeysTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_key_is_printed_once_listed_and_revoked()
    {
        var created = await _cli.RunAsync("keys", "create", "amira", "--role", "reporter");
        Assert.Equal((0, ""), (created.Code, created.Error));
        Assert.StartsWith("rk-", created.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await _cli.RunAsync("keys", "create", "amira", "--role", "reader")).Code);

        var listed = await _cli.RunAsync("keys", "list");
        Assert.Matches("amira +active +reporter", listed.Out);
        Assert.DoesNotContain(created.Out.Trim(), listed.Out, StringComparison.Ordinal);
        Assert.Contains("counts no more", (await _cli.RunAsync("keys", "revoke", "amira")).Out, StringComparison.Ordinal);
        Assert.Matches("amira +revoked +reporter", (await _cli.RunAsync("keys", "list")).Out);
        Assert.Equal(1, (await _cli.RunAsync("keys", "revoke", "amira")).Code);
    }

    [Fact]
    public async Task As_JSON_they_say_what_they_are_and_only_the_first_time_the_key()
    {
        var file = Path.Combine(_cli.Folder, "elsewhere");
        var made = JsonDocument.Parse((await _cli.RunAsync("keys", "create", "ministry", "--role", "reader", "--expires", "2999-06-30", "--keys", file, "--json")).Out).RootElement;
        Assert.Equal("2999-07-01T00:00:00Z", made.GetProperty("expires").GetString());
        Assert.Equal(44, made.GetProperty("key").GetString()!.Length);
        var listed = Assert.Single(JsonDocument.Parse((await _cli.RunAsync("keys", "list", "--keys", file, "--json")).Out).RootElement.EnumerateArray());
        Assert.Equal(("ministry", "reader", "active"), (listed.GetProperty("name").GetString(), listed.GetProperty("role").GetString(), listed.GetProperty("state").GetString()));
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.True(File.Exists(file));
        var revoked = JsonDocument.Parse((await _cli.RunAsync("keys", "revoke", "ministry", "--keys", file, "--json")).Out).RootElement;
        Assert.Equal("revoked", revoked.GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_no_role_or_no_date_is_a_mistake_of_usage()
    {
        Assert.Equal(2, (await _cli.RunAsync("keys", "create", "amira")).Code);
        Assert.Equal(2, (await _cli.RunAsync("keys", "create", "amira", "--role", "king")).Code);
        Assert.Equal(2, (await _cli.RunAsync("keys", "create", "amira", "--role", "reader", "--expires", "soon")).Code);
        Assert.Equal(1, (await _cli.RunAsync("keys", "create", "amira", "--role", "reader", "--expires", "2001-01-01")).Code);
    }
}
