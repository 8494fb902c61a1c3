namespace Reports.Cli.Tests;

/// <summary><c>reports regrade SOURCE/FACT GRADE</c></summary>
public sealed class RegradeCommandTests : IAsyncLifetime
{
    private const string Fact = "new-arab-2018-03-14/government-took-qadam";

    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.WithArticlesAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_grade_is_given_shown_with_the_coders_and_taken_away()
    {
        var given = await _cli.RunAsync("regrade", Fact, "A2", "--reason", "two photographs", "--author", "omar", "--on", "2018-03-14");
        Assert.Equal((0, ""), (given.Code, given.Error));
        Assert.Contains("qadam: controlled (Syrian government), as before; what it rests on changed", given.Out, StringComparison.Ordinal);
        Assert.Contains("best grade A2", (await _cli.RunAsync("status", "qadam", "--on", "2018-03-14")).Out, StringComparison.Ordinal);
        Assert.Contains("[A2,", (await _cli.RunAsync("facts", Fact)).Out, StringComparison.Ordinal);
        var regraded = Assert.Single((await _cli.JsonAsync("facts", Fact)).EnumerateArray()).GetProperty("regraded");
        Assert.Equal(("A2", "two photographs", "omar"), (regraded.GetProperty("grade").GetString(), regraded.GetProperty("reason").GetString(), regraded.GetProperty("by").GetString()));

        var taken = await _cli.JsonAsync("regrade", Fact, "none", "--reason", "the photographs are older", "--on", "2018-03-14");
        Assert.Equal("qadam", Assert.Single(taken.GetProperty("changes").GetProperty("statuses").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("A2", (await _cli.JsonAsync("status", "qadam", "--on", "2018-03-14", "--at", "252")).GetProperty("basis").GetProperty("bestGrade").GetString());
    }

    [Fact]
    public async Task What_is_no_grade_is_refused()
    {
        var refused = await _cli.RunAsync("regrade", Fact, "G1", "--reason", "a");
        Assert.Equal((1, "reports: 'G1' is not an Admiralty code: a letter from A to F and a digit from 1 to 6, such as B2; or none\n"), (refused.Code, refused.Error));
        Assert.Equal(2, (await _cli.RunAsync("regrade", Fact, "B2")).Code);
    }
}
