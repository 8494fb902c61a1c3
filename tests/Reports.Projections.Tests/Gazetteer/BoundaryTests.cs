using Reports.Domain.Facts;
using Reports.Projections.Tests.Checkpoints;

namespace Reports.Projections.Tests.Gazetteer;

public sealed class BoundaryTests
{
    [Fact]
    public void A_boundary_counts_from_its_position_until_another_one_is_drawn()
    {
        using var given = new Scenario().Bounds("qadam", 1);
        var before = given.Position;
        given.Bounds("yarmouk", 5).Bounds("qadam", 2);

        Assert.Equal(2, SizeOf(given, "qadam"));
        Assert.Equal(1, SizeOf(given, "qadam", before));
        Assert.Equal(1, SizeOf(given, "qadam", before + 1));
        Assert.Null(SizeOf(given, "yarmouk", before));
        Assert.Null(SizeOf(given, "qadam", before - 1));
    }

    [Fact]
    public void What_was_drawn_for_a_merged_place_is_the_others_unless_it_has_its_own()
    {
        using var given = new Scenario().Bounds("yarmouk", 1).Merges("yarmouk", "qadam");
        Assert.Equal(1, SizeOf(given, "qadam"));
        Assert.Null(SizeOf(given, "yarmouk"));
        Assert.Equal(1, SizeOf(given, "yarmouk", given.Position - 1));

        given.Bounds("yarmouk", 2);
        Assert.Equal(2, SizeOf(given, "qadam"));
        given.Bounds("qadam", 3).Bounds("yarmouk", 4);
        Assert.Equal(3, SizeOf(given, "qadam"));
        given.Splits("qadam", "yarmouk");
        Assert.Equal((3, 4), (SizeOf(given, "qadam"), SizeOf(given, "yarmouk")));
    }

    [Fact]
    public void A_boundary_changes_no_view_and_a_checkpoint_keeps_it()
    {
        using var given = new Scenario().Source("a", "2018-03-15").Says("syrian-government", Relation.Took, "2018-03-13");
        var view = Saved.Say(given.Status("2018-03-21"));
        var at = given.Position;
        given.Bounds("qadam", 7, "CC BY-IGO");

        Assert.Equal(view, Saved.Say(given.Status("2018-03-21", at: at)));
        Assert.Equal(given.Status("2018-03-21", at: at).Parties, given.Status("2018-03-21").Parties);
        using var again = Saved.Again(given.Views);
        Assert.True(given.Views.Boundaries()["qadam"].IsSame(again.Boundaries()["qadam"]));
        Assert.Equal(Saved.Save(given.Views), Saved.Save(again));
    }

    private static int? SizeOf(Scenario given, string place, long? at = null) =>
        given.Views.Boundaries(at).TryGetValue(place, out var boundary) ? boundary.Geometry.Bounds.East - boundary.Geometry.Bounds.West : null;
}
