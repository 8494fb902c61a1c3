using CsCheck;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.Tests.Checkpoints;

namespace Reports.Projections.Tests.Explaining;

public sealed class ControlExplanationTests
{
    private static ControlExplanation Explain(Scenario given, string on, string? publishedBy = null, long? at = null) =>
        given.Views.Explain("qadam", Scenario.Cut(on, publishedBy, at), Policy.Reports1, 100);

    [Fact]
    public void A_change_is_told_with_the_earlier_fact_that_it_ended_and_the_rule()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr", key: "holds");
        given.Source("b", "2018-03-14").Says("syrian-government", Relation.Took, "2018-03-13", by: "sana", key: "took", extent: Extent.Whole);

        var explanation = Explain(given, "2018-03-20");

        Assert.Equal(["a/holds", "b/took"], explanation.Steps.Select(s => s.Subject));
        var took = explanation.Steps[1];
        Assert.Equal(["hts"], took.Before.Parties);
        Assert.Equal(["syrian-government"], took.After.Parties);
        Assert.Equal(new ExplainedFact("b/took", given.Position, FateKind.Stands, null), took.Effects[0]);
        Assert.Equal((FateKind.Ended, "b/took"), (took.Effects[1].Fate, took.Effects[1].By));
        Assert.Equal("3: ended by a change", took.Effects[1].Rule);
    }

    [Fact]
    public void A_fact_that_was_retracted_is_told_twice_and_what_it_had_ended_stands_again()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr", key: "holds");
        given.Source("b", "2018-03-14").Says("syrian-government", Relation.Took, "2018-03-13", by: "sana", key: "took").Retracts("took");

        var explanation = Explain(given, "2018-03-20");

        Assert.Equal([StepKind.Reported, StepKind.Reported, StepKind.Retracted], explanation.Steps.Select(s => s.Kind));
        Assert.Equal(
            [("b/took", FateKind.TakenOut), ("a/holds", FateKind.Stands)], explanation.Steps[2].Effects.Select(e => (e.Fact, e.Fate)));
        Assert.Equal(FateKind.TakenOut, explanation.Facts.Single(f => f.Fact == "b/took").Fate);
    }

    [Fact]
    public void A_correction_is_one_step_that_ends_one_version_and_reports_the_next()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr", key: "k")
            .Says("isil", Relation.Holds, "2018-03-01", by: "sohr", key: "k", corrects: true);

        var step = Explain(given, "2018-03-20").Steps[^1];

        Assert.Equal(StepKind.Corrected, step.Kind);
        Assert.Equal(["hts"], step.Before.Parties);
        Assert.Equal(["isil"], step.After.Parties);
    }

    [Fact]
    public void What_does_not_count_says_why()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-02-01", by: "sohr", key: "old")
            .Says("hts", Relation.Holds, "2018-03-01", by: "sohr", key: "now")
            .Says("isil", Relation.Took, "2018-06-01", key: "later").Says("isil", Relation.Took, "2018-04-01", stance: Stance.Expected, key: "plan");
        given.Source("b", "2018-05-01").Says("isil", Relation.Entered, "2018-03-05", key: "unpublished");

        var fates = Explain(given, "2018-03-20", publishedBy: "2018-04-01").Facts.ToDictionary(f => f.Fact, f => f.Fate);

        Assert.Equal(FateKind.Replaced, fates["a/old"]);
        Assert.Equal(FateKind.Stands, fates["a/now"]);
        Assert.Equal(FateKind.NotBegun, fates["a/later"]);
        Assert.Equal(FateKind.Beside, fates["a/plan"]);
        Assert.Equal(FateKind.NotPublished, fates["b/unpublished"]);
    }

    [Fact]
    public void What_would_change_the_answer_is_found_for_a_fact_and_for_an_origin_that_says_it_twice()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr");
        given.Source("b", "2018-03-02").Says("syrian-government", Relation.Holds, "2018-03-02", by: "sana", key: "one")
            .Says("syrian-government", Relation.Holds, "2018-03-02", by: "sana", key: "two");

        var explanation = Explain(given, "2018-03-20");

        Assert.Equal(StatusKind.Disputed, explanation.View.Status);
        Assert.Contains(explanation.Alternatives, a => a is { Kind: "fact", Id: "a/f1", View: { Status: StatusKind.Controlled, Parties: ["syrian-government"] } });
        Assert.Contains(explanation.Alternatives, a => a is { Kind: "origin", Id: "sana", View: { Status: StatusKind.Controlled, Parties: ["hts"] } });
        Assert.DoesNotContain(explanation.Alternatives, a => a.Id == "b/one");
    }

    [Fact]
    public void Steps_that_are_not_listed_are_in_the_first_one_listed()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr").Says("isil", Relation.Entered, "2018-03-02", by: "sohr");

        var explanation = given.Views.Explain("qadam", Scenario.Cut("2018-03-20"), Policy.Reports1, 1);

        Assert.Equal(1, explanation.EarlierSteps);
        Assert.Equal(StatusKind.Controlled, Assert.Single(explanation.Steps).Before.Status);
    }

    [Fact]
    public void The_steps_follow_one_another_and_end_with_the_view() =>
        Gen.Select(Gen.Int[0, 2_000_000_000].List[1, 60], Gen.OneOf(Gen.Const("qadam"), Gen.Const("yarmouk"), Gen.Const("damascus")), Gen.Int[0, 20], Gen.Int[-1, 12]).Sample((numbers, place, on, by) =>
        {
            using var given = new Scenario();
            given.Reports(numbers);
            var day = Scenario.D("2018-04-27").PlusDays(on);
            var cut = Scenario.Cut(day.ToString(), by < 0 ? null : Scenario.D("2018-04-30").PlusDays(by).ToString());

            var explanation = given.Views.Explain(place, cut, Policy.Reports1, 1000);

            var direct = given.Views.Status(place, cut, Policy.Reports1);
            Assert.True(ViewComparison.IsSame(direct, explanation.View));
            var last = given.Views.Status(place, cut with { At = 0 }, Policy.Reports1);
            foreach (var step in explanation.Steps)
            {
                Assert.True(ViewComparison.IsSame(last, step.Before));
                Assert.True(ViewComparison.IsSame(given.Views.Status(place, cut with { At = step.Position }, Policy.Reports1), step.After));
                last = step.After;
            }

            Assert.True(ViewComparison.IsSame(direct, last));
            // What the view rests on stands, and nothing else of the place does.
            var standing = explanation.Facts.Where(f => f.Fate == FateKind.Stands).Select(f => f.Fact).ToHashSet();
            Assert.Subset(standing, direct.Basis.For.Concat(direct.Basis.Against).ToHashSet());
        }, iter: 500, seed: "0000KOIPe5R3");
}
