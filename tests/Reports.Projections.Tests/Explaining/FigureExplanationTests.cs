using CsCheck;
using Reports.Domain.Policies;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Projections.Tests.Checkpoints;

namespace Reports.Projections.Tests.Explaining;

public sealed class FigureExplanationTests
{
    private static FigureExplanation Explain(Scenario given) => given.Views.Explain(given.Figure(), Policy.Reports1, 100);

    [Fact]
    public void The_event_that_opened_a_dispute_is_told_and_a_rounding_is_no_voice()
    {
        using var given = new Scenario();
        given.Source("a", "2017-05-15").Counts("at least 2289", "2017-05-14", by: "sana", key: "state").Counts("more than 2000", "2017-05-14", by: "sana", key: "rounded");
        given.Source("b", "2017-05-16").Counts("more than 1500", "2017-05-14", by: "sohr", key: "opposition");

        var explanation = Explain(given);

        Assert.Equal(["a/state", "a/rounded", "b/opposition"], explanation.Steps.Select(s => s.Subject));
        Assert.Equal(
            [(null, FigureClass.Single), (FigureClass.Single, FigureClass.Single), (FigureClass.Single, FigureClass.Divergent)],
            explanation.Steps.Select(s => (s.Before?.Class, s.After!.Class)));
        Assert.Equal(
            [FigureRole.Current, FigureRole.SameWord, FigureRole.Current], explanation.Steps.Select(s => Assert.Single(s.Effects).Role));
        Assert.Equal((1501, (long?)null, 1500m), (explanation.Facts[0].Low!.Value, explanation.Facts[0].High, explanation.Facts[0].Anchor!.Value));
    }

    [Fact]
    public void A_later_word_of_an_origin_revises_the_earlier_one_and_without_it_the_answer_would_be_another()
    {
        using var given = new Scenario();
        given.Source("a", "2017-05-15").Counts("36", "2017-05-14", by: "sana", key: "first");
        given.Source("b", "2017-05-16").Counts("40", "2017-05-14", by: "sana", key: "second");
        given.Source("c", "2017-05-16").Counts("40", "2017-05-14", by: "sohr", key: "other");

        var explanation = Explain(given);

        Assert.Equal(FigureRole.Revised, explanation.Facts.Single(f => f.Fact == "a/first").Role);
        var without = explanation.Alternatives.Single(a => a.Id == "b/second");
        Assert.Equal(FigureClass.Contradicted, without.View!.Class);
    }

    [Fact]
    public void A_figure_with_one_fact_would_not_be_there_without_it()
    {
        using var given = new Scenario();
        given.Source("a", "2017-05-15").Counts("36", "2017-05-14", key: "only");

        Assert.Equal([new Alternative<FigureView>("fact", "a/only", null)], Explain(given).Alternatives);
    }

    [Fact]
    public void A_constraint_that_a_later_figure_breaks_is_a_step_of_the_figure_that_it_breaks()
    {
        using var given = new Scenario();
        given.Source("a", "2017-05-15").Counts("100", "2017-05-14", key: "people");
        given.Source("b", "2017-05-15").Counts("300", "2017-05-14", key: "fighters", population: Domain.Facts.Population.Fighters);

        var people = given.Figures().Single(f => f.Key.Population == Domain.Facts.Population.All);
        var explanation = given.Views.Explain(people, Policy.Reports1, 100);

        Assert.Equal(["a/people", "b/fighters"], explanation.Steps.Select(s => s.Subject));
        Assert.NotEmpty(explanation.Steps[1].After!.BrokenConstraints);
    }

    [Fact]
    public void Steps_and_history_say_what_the_views_say() =>
        Gen.Select(Gen.Int[0, 2_000_000_000].List[1, 60], Gen.Int[0, 2]).Sample((numbers, along) =>
        {
            using var given = new Scenario();
            given.Reports(numbers);
            foreach (var figure in given.Figures(about: "evac").Concat(given.Figures(about: "qadam")))
            {
                var explanation = given.Views.Explain(figure, Policy.Reports1, 1000);
                Assert.True(FigureExplainer.IsSame(figure, explanation.Steps[^1].After));
                for (var i = 1; i < explanation.Steps.Length; i++) Assert.True(FigureExplainer.IsSame(explanation.Steps[i - 1].After, explanation.Steps[i].Before));
                foreach (var step in explanation.Steps)
                    Assert.True(FigureExplainer.IsSame(At(given, figure, figure.Cut with { At = step.Position }), step.After));

                var history = given.Views.History(figure, Policy.Reports1, (Axis)along);
                Assert.True(FigureExplainer.IsSame(figure, history[^1].View));
                if ((Axis)along != Axis.Recorded) continue;
                for (var position = 0; position <= given.Position; position++)
                    Assert.True(FigureExplainer.IsSame(
                        At(given, figure, figure.Cut with { At = position }), history.LastOrDefault(e => e.Cut.At <= position)?.View));
            }
        }, iter: 200, seed: "0000KOIPe5R3");

    private static FigureView? At(Scenario given, FigureView figure, Ledger.Cut cut) =>
        given.Views.FiguresAbout(figure.Key.About, cut, Policy.Reports1)
            .FirstOrDefault(f => f.Key == figure.Key && f.From <= figure.To && figure.From <= f.To);
}
