using Reports.Domain.Policies;

namespace Reports.Projections.Tests.Policies;

/// <summary>Which policy is in force at a cut, and what follows from it.</summary>
public sealed class PolicyHistoryTests
{
    private static readonly Policy Loose = Policy.Reports1 with { Name = "loose-1", Tolerance = 5 };

    [Fact]
    public void Before_any_adoption_the_handbooks_own_is_in_force()
    {
        using var scenario = new Scenario();
        Assert.Same(Policy.Reports1, scenario.Views.PolicyAt(Scenario.Cut("2018-05-01")));
        Assert.Empty(scenario.Views.AdoptedPolicies());
    }

    [Fact]
    public void A_cut_reads_under_the_policy_that_was_adopted_by_its_position()
    {
        using var scenario = new Scenario().Source("a", "2018-05-03").Counts("at least 100", "2018-05-01", by: "sohr")
            .Counts("at least 300", "2018-05-01", by: "sana");
        var before = scenario.Position;
        scenario.Adopts(Loose).Adopts(Policy.Conservative);

        Assert.Equal("reports-1", scenario.Views.PolicyAt(Scenario.Cut("2018-05-03", at: before)).Name);
        Assert.Equal(Loose, scenario.Views.PolicyAt(Scenario.Cut("2018-05-03", at: before + 1)));
        Assert.Equal("conservative-1", scenario.Views.PolicyAt(Scenario.Cut("2018-05-03")).Name);
        Assert.True(scenario.Figure(policy: Policy.Reports1).Disputed);
        Assert.False(scenario.Figure(policy: Loose).Disputed);
    }

    [Fact]
    public void Policies_of_one_name_with_other_constants_are_told_apart()
    {
        using var scenario = new Scenario().Source("a", "2018-05-03").Counts("at least 100", "2018-05-01", by: "sohr")
            .Counts("at least 300", "2018-05-01", by: "sana");
        Assert.True(scenario.Figure(policy: Loose with { Tolerance = 2 }).Disputed);
        Assert.False(scenario.Figure(policy: Loose).Disputed);
    }

    [Fact]
    public void A_name_reads_as_it_was_adopted_whatever_a_build_has_under_it()
    {
        using var scenario = new Scenario().Adopts(Policy.Conservative with { StalenessDays = 7 }).Adopts(Loose);
        Assert.Equal(["reports-1", "conservative-1", "min-max-1", "loose-1"], scenario.Views.KnownPolicies().Select(p => p.Name));
        Assert.Equal(7, scenario.Views.KnownPolicies()[1].StalenessDays);
    }

    [Fact]
    public void Adopting_a_policy_touches_every_view()
    {
        using var scenario = new Scenario().Source("a", "2018-05-03").Says("isil", Domain.Facts.Relation.Holds, "2018-05-01")
            .Counts("at least 100", "2018-05-01", by: "sohr");
        var affected = new Affected();
        scenario.Views.Apply(s => s.PolicyAdopted(new Domain.Events.EventHead { Position = scenario.Position + 1, Source = default }, Loose), affected);
        Assert.Contains("qadam", scenario.Views.PlacesOf(affected));
        Assert.Equal("evac", Assert.Single(scenario.Views.FiguresOf(affected)).About);
    }
}
