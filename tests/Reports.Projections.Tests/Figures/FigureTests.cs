using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Projections.Figures;

namespace Reports.Projections.Tests.Figures;

public sealed class FigureTests : IDisposable
{
    private readonly Scenario _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Qaboun_is_divergent_and_the_outlets_rounding_is_no_third_voice()
    {
        _given.Source("trt", "2017-05-15", "trt-world")
            .Counts("more than 2000", "2017-05-14", by: "sana")
            .Counts("at least 2289", "2017-05-14", by: "sana")
            .Counts("more than 1500", "2017-05-14", by: "syrian-opposition");

        var figure = _given.Figure();

        Assert.Equal(FigureClass.Divergent, figure.Class);
        Assert.True(figure.Disputed);
        Assert.Equal(1.53m, decimal.Round(figure.Ratio!.Value, 2));
        Assert.Equal(1501, figure.Low);
        Assert.Equal(2289, figure.High);
        Assert.Equal(2, figure.Origins.Length);
        var sana = figure.Origins.Single(o => o.Origin == "sana");
        Assert.Equal("at least 2289", sana.Quantity);
        Assert.Equal(["trt/f1", "trt/f2"], sana.Facts.Order());
        Assert.Empty(sana.Revisions);
    }

    [Fact]
    public void Planned_actual_and_one_convoy_are_three_figures_and_no_dispute()
    {
        _given.Source("a", "2018-04-23")
            .Counts("6000", "2018-04-21/..", modality: Modality.Planned, by: "sana", stance: Stance.Expected)
            .Counts("more than 4000", "2018-04-21/2018-04-22", scope: Scope.Cumulative, by: "sohr")
            .Counts("about 1500", "2018-04-22", scope: Scope.Convoy, by: "reuters");

        var figures = _given.Figures();

        Assert.Equal(3, figures.Count);
        Assert.All(figures, f => Assert.Equal(FigureClass.Single, f.Class));
        Assert.All(figures, f => Assert.False(f.Disputed));
        Assert.All(figures, f => Assert.Empty(f.BrokenConstraints));
    }

    [Theory]
    [InlineData("36", "40", FigureClass.Contradicted)]
    [InlineData("about 100", "105", FigureClass.Agreed)]
    [InlineData("at least 100", "more than 105", FigureClass.Agreed)]
    [InlineData("at least 100", "more than 120", FigureClass.Divergent)]
    [InlineData("at least 100", "200", FigureClass.Divergent)]
    [InlineData("several hundred", "300", FigureClass.Agreed)]
    [InlineData("dozens", "several hundred", FigureClass.Contradicted)]
    public void Two_origins_are_classed_by_their_intervals(string left, string right, FigureClass expected)
    {
        _given.Source("a", "2018-01-01").Counts(left, "2018-01-01", by: "sohr")
            .Source("b", "2018-01-01").Counts(right, "2018-01-01", by: "afp");

        Assert.Equal(expected, _given.Figure().Class);
    }

    [Fact]
    public void The_later_published_figure_of_an_origin_revises_the_earlier_and_both_stay_visible()
    {
        _given.Source("a", "2018-01-01").Counts("36", "2018-01-01", by: "sohr")
            .Source("b", "2018-01-03").Counts("41", "2018-01-01", by: "sohr");

        var origin = Assert.Single(_given.Figure().Origins);

        Assert.Equal("41", origin.Quantity);
        Assert.Equal(["b/f1"], origin.Facts);
        Assert.Equal("36", Assert.Single(origin.Revisions).Quantity);
        Assert.Equal("36", Assert.Single(_given.Figure(publishedBy: "2018-01-02").Origins).Quantity);
    }

    [Fact]
    public void Every_word_keeps_what_it_stands_for_and_when_it_came_out()
    {
        _given.Source("a", "2018-01-01").Counts("100", "2018-01-01", by: "sohr", key: "all").Counts("half of all", "2018-01-01", by: "afp")
            .Source("b", "2018-01-03").Counts("at least 41", "2018-01-01", by: "afp")
            .Source("c", "2018-01-04").Counts("at least 41", "2018-01-01", by: "afp");

        var origin = _given.Figure().Origins.Single(o => o.Origin == "afp");

        Assert.Equal(("at least 41", Scenario.D("2018-01-03")), (origin.Quantity, origin.Published));
        var revision = Assert.Single(origin.Revisions);
        Assert.Equal(("half of all", new QuantityInterval(50, 50, 50m)), (revision.Quantity, revision.Interval));
    }

    [Fact]
    public void A_declared_rounding_in_the_same_source_is_the_same_word()
    {
        _given.Source("a", "2018-01-01").Counts("2289", "2018-01-01", by: "sohr", key: "exact")
            .Counts("about 2000", "2018-01-01", by: "sohr", key: "loose", rounds: "exact");

        var origin = Assert.Single(_given.Figure().Origins);

        Assert.Equal("2289", origin.Quantity);
        Assert.Equal(["a/exact", "a/loose"], origin.Facts.Order());
        Assert.Empty(origin.Revisions);
    }

    [Fact]
    public void Windows_that_do_not_overlap_are_different_figures()
    {
        _given.Source("a", "2018-01-09").Counts("36", "2018-01-01", by: "sohr").Counts("50", "2018-01-02", by: "afp");

        Assert.Equal(2, _given.Figures().Count);
    }

    [Fact]
    public void A_denial_by_another_origin_makes_a_figure_disputed()
    {
        _given.Source("a", "2018-01-01").Counts("36", "2018-01-01", by: "isil")
            .Source("b", "2018-01-02").Counts("36", "2018-01-01", by: "sana", stance: Stance.Denied);

        var figure = _given.Figure();

        Assert.Equal(FigureClass.Single, figure.Class);
        Assert.True(figure.Disputed);
        Assert.Equal(["b/f1"], figure.Denials);
    }

    [Fact]
    public void Half_of_a_fact_follows_the_fact()
    {
        _given.Source("a", "2018-01-01").Counts("at least 2289", "2018-01-01", by: "sana", key: "people")
            .Counts("half of people", "2018-01-01", by: "sana", population: Population.Fighters);
        var before = _given.Position;
        _given.Counts("1000", "2018-01-01", by: "sana", key: "people", corrects: true);

        Assert.Equal(500, Fighters(null).Low);
        Assert.True(Fighters(before).Low is 1144 or 1145);

        OriginFigure Fighters(long? at) =>
            Assert.Single(_given.Figures(at: at).Single(f => f.Key.Population == Population.Fighters).Origins);
    }

    [Fact]
    public void More_fighters_than_people_breaks_a_constraint()
    {
        _given.Source("a", "2018-01-01").Counts("300", "2018-01-01", by: "sohr")
            .Counts("400", "2018-01-01", by: "sohr", population: Population.Fighters);

        Assert.All(_given.Figures(), f => Assert.NotEmpty(f.BrokenConstraints));
    }

    [Fact]
    public void A_convoy_larger_than_the_running_total_breaks_a_constraint()
    {
        _given.Source("a", "2018-01-03").Counts("300", "2018-01-01/2018-01-02", scope: Scope.Cumulative, by: "sohr")
            .Counts("400", "2018-01-02", scope: Scope.Convoy, by: "sohr");

        Assert.All(_given.Figures(), f => Assert.NotEmpty(f.BrokenConstraints));
    }

    [Fact]
    public void A_part_larger_than_its_whole_breaks_a_constraint()
    {
        _given.Source("a", "2018-01-03").Tells("whole", "2018-01").Tells("part", "2018-01-02", partOf: "whole")
            .Counts("100", "2018-01", about: "whole", by: "sohr").Counts("400", "2018-01-02", about: "part", by: "sohr");

        Assert.NotEmpty(Assert.Single(_given.Figures(about: "part")).BrokenConstraints);
    }

    [Fact]
    public void Without_a_stated_number_there_is_no_ratio()
    {
        _given.Source("a", "2018-01-01").Counts("several hundred", "2018-01-01", by: "sohr")
            .Source("b", "2018-01-01").Counts("about 300", "2018-01-01", by: "afp");

        Assert.Null(_given.Figure().Ratio);
    }

    [Fact]
    public void The_policy_that_made_a_view_is_named()
    {
        _given.Source("a", "2018-01-01").Counts("dozens", "2018-01-01", by: "sohr");

        Assert.Equal(Policy.Reports1.Name, _given.Figure().Policy);
        Assert.Equal(99, _given.Figure().High);
        Assert.Equal(24, _given.Figure(policy: Policy.MinMax).High);
    }
}
