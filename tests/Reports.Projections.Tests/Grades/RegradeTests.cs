using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Projections.Changes;
using Reports.Projections.Explaining;
using Reports.Projections.History;
using Reports.Projections.Ledger;

namespace Reports.Projections.Tests.Grades;

/// <summary>Given a fact that an analyst grades otherwise, the grade at a cut is the one that it had by then.</summary>
public sealed class RegradeTests
{
    private static readonly byte B2 = Grade.Parse("B2").ToByte();

    [Fact]
    public void The_best_grade_is_that_of_the_cut()
    {
        using var scenario = Graded().Regrades("a", "C3").Regrades("a", null).Regrades("a", "A1");
        var first = scenario.Position - 3;
        Assert.Equal(["B2", "C3", "", "A1"], Enumerable.Range(0, 4).Select(n => Best(scenario, first + n)));
        Assert.Equal("A1", Best(scenario, null));
    }

    [Fact]
    public void A_fact_shows_its_grade_and_where_an_analyst_gave_it()
    {
        using var scenario = Graded().Regrades("a", "C3");
        Assert.Equal((Grade.Parse("C3"), scenario.Position), Shown(scenario, null));
        Assert.Equal((Grade.Parse("B2"), null), Shown(scenario, scenario.Position - 1));
    }

    [Fact]
    public void A_correction_of_something_else_keeps_the_grade_that_an_analyst_gave()
    {
        using var scenario = Graded().Regrades("a", "C3");
        var regraded = scenario.Position;
        Correct(scenario, B2);
        Assert.Equal("C3", Best(scenario, null));
        Assert.Equal(regraded, scenario.Views.FactsOf("s", Scenario.Cut("2018-05-09")).Single(f => f.IsCurrent).RegradedAt);
        Correct(scenario, B2);
        Assert.Equal("C3", Best(scenario, null));
    }

    [Fact]
    public void A_correction_of_the_grade_itself_is_a_later_word_than_the_analysts()
    {
        using var scenario = Graded().Regrades("a", "C3");
        Correct(scenario, Grade.Parse("A2").ToByte());
        Assert.Equal("A2", Best(scenario, null));
        Assert.Equal("C3", Best(scenario, scenario.Position - 1));
    }

    [Fact]
    public void What_does_not_stand_is_not_graded()
    {
        using var scenario = Graded().Retracts("a");
        Assert.Contains("grades the fact 's/a', which does not stand", Assert.Throws<InvalidLedgerException>(() => scenario.Regrades("a", "C3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regrade_is_a_step_of_the_explanation_an_entry_of_the_history_and_the_cause_of_a_change()
    {
        using var scenario = Graded().Regrades("a", "C3");
        var (policy, cut) = (Domain.Policies.Policy.Reports1, Scenario.Cut("2018-05-09"));
        var step = scenario.Views.Explain("qadam", cut, policy, 100).Steps[^1];
        Assert.Equal((StepKind.Regraded, scenario.Position, "s/a"), (step.Kind, step.Position, step.Subject));
        var entry = scenario.Views.History("qadam", cut, policy, Axis.Recorded)[^1];
        Assert.Equal([new Cause("s/a", CauseKind.Regraded, scenario.Position)], entry.Causes);
    }

    [Fact]
    public void It_touches_the_views_of_the_fact()
    {
        using var scenario = Graded();
        var affected = new Affected();
        scenario.Views.Apply(s => s.FactRegraded(new Domain.Events.EventHead { Position = scenario.Position + 1, Source = "s"u8 }, "a"u8, 1), affected);
        Assert.Equal(["qadam"], scenario.Views.PlacesOf(affected));
    }

    private static Scenario Graded() => new Scenario().Source("s", "2018-05-03").Says("isil", Relation.Holds, "2018-05-01", key: "a", grade: B2);

    private static void Correct(Scenario scenario, byte grade) => scenario.Says("hts", Relation.Holds, "2018-05-01", key: "a", grade: grade, corrects: true);

    private static string Best(Scenario scenario, long? at) => scenario.Status("2018-05-09", at: at).Basis.BestGrade?.ToString() ?? "";

    private static (Grade?, long?) Shown(Scenario scenario, long? at)
    {
        var fact = Assert.Single(scenario.Views.FactsAbout("qadam", Scenario.Cut("2018-05-09", at: at)));
        return (fact.Grade, fact.RegradedAt);
    }
}
