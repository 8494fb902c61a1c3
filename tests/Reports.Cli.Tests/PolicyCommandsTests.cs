namespace Reports.Cli.Tests;

/// <summary><c>reports policy adopt</c>, <c>show</c> and <c>list</c>, and what follows an adoption.</summary>
public sealed class PolicyCommandsTests : IAsyncLifetime
{
    private const string FieldOffice = """
        name: field-office-1
        description: Ratios up to 2 are no dispute.
        based-on: reports-1
        tolerance: 2
        """;

    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.WithArticlesAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_adopted_policy_is_the_default_from_its_position_on()
    {
        var adopted = await _cli.RunAsync("policy", "adopt", _cli.Write("office.yaml", FieldOffice), "--reason", "our practice", "--author", "amira", "--on", "2018-04-30");
        Assert.Equal((0, ""), (adopted.Code, adopted.Error));
        Assert.StartsWith("recorded at position 252\n", adopted.Out, StringComparison.Ordinal);
        Assert.Contains("evac-qaboun-2017-05-14", adopted.Out, StringComparison.Ordinal);

        Assert.Contains("policy field-office-1", (await _cli.RunAsync("figures", "--on", "2018-04-30")).Out, StringComparison.Ordinal);
        Assert.Empty((await _cli.JsonAsync("figures", "--disputed", "--on", "2018-04-30")).EnumerateArray());
        Assert.Single((await _cli.JsonAsync("figures", "--disputed", "--on", "2018-04-30", "--at", "251")).EnumerateArray());
        Assert.Single((await _cli.JsonAsync("figures", "--disputed", "--on", "2018-04-30", "--policy", "reports-1")).EnumerateArray());
        Assert.Equal("reports-1", (await _cli.JsonAsync("status", "qadam", "--at", "251")).GetProperty("policy").GetString());
        Assert.Equal("field-office-1", (await _cli.JsonAsync("status", "qadam", "--at", "251", "--policy", "field-office")).GetProperty("policy").GetString());
    }

    [Fact]
    public async Task Show_and_list_tell_what_is_in_force_since_when_and_why()
    {
        await _cli.RunAsync("policy", "adopt", "conservative", "--reason", "we publish minimums", "--author", "amira");
        var shown = await _cli.RunAsync("policy", "show");
        Assert.Contains("conservative-1: The lowest number", shown.Out, StringComparison.Ordinal);
        Assert.Contains("adopted at position 252 by amira: we publish minimums", shown.Out, StringComparison.Ordinal);
        Assert.Contains("reports-1: ", (await _cli.RunAsync("policy", "show", "--at", "251")).Out, StringComparison.Ordinal);

        var listed = await _cli.JsonAsync("policy", "list");
        Assert.Equal(["reports-1", "conservative-1", "min-max-1"], listed.EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        var inForce = listed.EnumerateArray().Single(p => p.GetProperty("inForce").GetBoolean());
        Assert.Equal(252, Assert.Single(inForce.GetProperty("adoptions").EnumerateArray()).GetProperty("position").GetInt64());
        Assert.Contains("in force", (await _cli.RunAsync("policy", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_adopted_is_refused_with_what_to_do()
    {
        Assert.Equal((1, "reports: unknown policy 'mine': the policies are reports-1, conservative-1, min-max-1\n"), Told(await _cli.RunAsync("policy", "adopt", "mine", "-r", "a")));
        Assert.Equal((1, "reports: there is no file 'none.yaml'\n"), Told(await _cli.RunAsync("policy", "adopt", "none.yaml", "-r", "a")));
        var wrong = _cli.Write("wrong.yaml", FieldOffice.Replace("tolerance: 2", "tolerance: 0", StringComparison.Ordinal));
        var refused = await _cli.RunAsync("policy", "adopt", wrong, "-r", "a");
        Assert.Equal(1, refused.Code);
        Assert.StartsWith($"{wrong}:4:12: tolerance: '0' is not a ratio", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await _cli.RunAsync("policy", "adopt", "conservative-1")).Code);
        Assert.Equal(251, (await _cli.JsonAsync("status", "qadam")).GetProperty("position").GetInt64());
    }

    private static (int, string) Told(Outcome outcome) => (outcome.Code, outcome.Error);
}
