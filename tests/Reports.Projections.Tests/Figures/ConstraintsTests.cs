using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Projections.Figures;

namespace Reports.Projections.Tests.Figures;

/// <summary>What constrains a figure, whether or not it holds.</summary>
public sealed class ConstraintsTests : IDisposable
{
    private readonly Scenario _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void A_part_names_its_whole_and_the_whole_its_part()
    {
        _given.Source("a", "2018-01-02").Counts("300", "2018-01-01", by: "sohr", population: Population.Fighters).Counts("200", "2018-01-01", by: "sohr");

        var (fighters, all) = (Figure(Population.Fighters), Figure(Population.All));
        var up = Assert.Single(Constraints(fighters));
        var down = Assert.Single(Constraints(all));

        Assert.Equal((all.Key, true), (up.Other.Key, up.IsPart));
        Assert.Equal((fighters.Key, false), (down.Other.Key, down.IsPart));
        Assert.Equal("at least 300 in the part, at most 200 in the whole (sohr)", up.Broken);
        Assert.Equal(up.Broken, down.Broken);
    }

    [Fact]
    public void A_constraint_that_holds_is_told_and_not_broken()
    {
        _given.Source("a", "2018-01-02").Counts("100", "2018-01-01", by: "sohr", population: Population.Fighters).Counts("200", "2018-01-01", by: "sohr");

        Assert.Null(Assert.Single(Constraints(Figure(Population.All))).Broken);
    }

    [Fact]
    public void What_is_counted_in_a_place_and_in_an_incident_is_constrained_by_what_they_are_a_part_of()
    {
        _given.Defines(new Place { Id = "street", Name = "street", Kind = "area", Within = "qadam" });
        _given.Source("a", "2018-01-02").Tells("evac", "2018-01-01").Tells("convoy", "2018-01-01", partOf: "evac")
            .Counts("10", "2018-01-01", about: "street").Counts("20", "2018-01-01", about: "qadam").Counts("30", "2018-01-01", about: "convoy").Counts("40", "2018-01-01");

        foreach (var (part, whole) in (ReadOnlySpan<(string, string)>)[("street", "qadam"), ("convoy", "evac")])
        {
            var down = Assert.Single(Constraints(Assert.Single(_given.Figures(about: whole))));
            Assert.Equal((part, false), (down.Other.Key.About, down.IsPart));
            var up = Assert.Single(Constraints(Assert.Single(_given.Figures(about: part))));
            Assert.Equal((whole, true), (up.Other.Key.About, up.IsPart));
        }
    }

    [Fact]
    public void Windows_that_do_not_overlap_constrain_nothing()
    {
        _given.Source("a", "2018-02-02").Counts("300", "2018-01-01", population: Population.Fighters).Counts("200", "2018-02-01");

        Assert.Empty(Constraints(Figure(Population.All)));
    }

    private FigureView Figure(Population population) => _given.Figures().Single(f => f.Key.Population == population);

    private IReadOnlyList<FigureConstraint> Constraints(FigureView figure) => _given.Views.Constraints(figure, Policy.Reports1);
}
