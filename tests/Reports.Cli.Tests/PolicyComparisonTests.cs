using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>What a change of policy would change, before it is adopted.</summary>
public sealed class PolicyComparisonTests
{
    [Fact]
    public async Task A_change_of_policy_shows_each_view_before_and_after_and_the_constant_that_decides()
    {
        using var cli = await Cli.WithArticlesAsync();
        var comparison = await cli.JsonAsync("replay", "--policy", "reports-1|conservative-1", "--on", "2018-04-21");

        var qaboun = comparison.GetProperty("figures").EnumerateArray()
            .Single(f => f.GetProperty("id").GetString() == "evac-qaboun-2017-05-14/people-evacuated/all/actual/total");
        Assert.Equal("divergent", qaboun.GetProperty("before").GetProperty("class").GetString());
        Assert.Equal("contradicted", qaboun.GetProperty("after").GetProperty("class").GetString());
        Assert.Equal(["lowest-only"], qaboun.GetProperty("decidedBy").EnumerateArray().Select(c => c.GetString()));
        Assert.True(qaboun.GetProperty("alone").GetBoolean());
        Assert.Empty(comparison.GetProperty("statuses").EnumerateArray());
        var before = await cli.JsonAsync("figures", "evac-qaboun-2017-05-14", "--on", "2018-04-21", "--policy", "reports-1");
        Assert.Contains(before.EnumerateArray(), f => JsonElement.DeepEquals(f, qaboun.GetProperty("before")));
    }

    [Fact]
    public async Task One_policy_is_compared_with_the_one_in_force_and_with_itself_nothing_changes()
    {
        using var cli = await Cli.WithArticlesAsync();
        var named = await cli.RunAsync("replay", "--policy", "conservative", "--on", "2018-04-21");
        var both = await cli.RunAsync("replay", "--policy", "reports-1|conservative-1", "--on", "2018-04-21");
        Assert.Equal((0, both.Out), (named.Code, named.Out));
        Assert.Contains("lowest-only: no → yes", named.Out, StringComparison.Ordinal);
        Assert.Contains("no district and no figure would change", (await cli.RunAsync("replay", "--policy", "reports-1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_policy_or_a_third_one_is_refused()
    {
        using var cli = await Cli.WithArticlesAsync();
        Assert.Contains("unknown policy 'reports-9'", (await cli.RunAsync("replay", "--policy", "reports-9")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await cli.RunAsync("replay", "--policy", "reports-1|min-max-1|reports-1")).Code);
    }
}
