using System.Collections.Immutable;
using Reports.Domain.Gazetteer;

namespace Reports.Domain.Tests.Gazetteer;

public sealed class GazetteerTreeTests
{
    [Fact]
    public void A_place_is_followed_out_to_its_root()
    {
        var tree = Build([Place("syria"), Place("damascus", "syria"), Place("qadam", "damascus")]);
        Assert.Equal(["qadam", "damascus", "syria"], tree.SelfAndAncestors("qadam").Select(p => p.Id));
        Assert.Empty(tree.SelfAndAncestors("nowhere"));
    }

    [Fact]
    public void A_part_is_within_its_whole_and_not_the_other_way_round()
    {
        var tree = Build([], [Actor("syrian-opposition"), Actor("jaish-al-islam", "syrian-opposition")]);
        Assert.True(tree.IsWithin("jaish-al-islam", "syrian-opposition"));
        Assert.True(tree.IsWithin("jaish-al-islam", "jaish-al-islam"));
        Assert.False(tree.IsWithin("syrian-opposition", "jaish-al-islam"));
    }

    [Fact]
    public void A_cycle_is_refused_at_each_id_on_it() =>
        Assert.Equal(
            [
                "place 'a' lies within itself: a → b → c → a",
                "place 'b' lies within itself: b → c → a → b",
                "place 'c' lies within itself: c → a → b → c",
            ],
            Errors([Place("a", "b"), Place("b", "c"), Place("c", "a"), Place("d", "a")]));

    [Fact]
    public void A_place_within_itself_is_refused() => Assert.Equal(["place 'a' lies within itself: a → a"], Errors([Place("a", "a")]));

    [Fact]
    public void Unknown_parents_members_and_sides_are_refused_all_at_once() =>
        Assert.Equal(
            [
                "place 'qadam' lies within 'damascsu', which is not a known place",
                "actor 'hts' lies within 'opposition', which is not a known actor",
                "place 'ghouta' is composed of 'doma', which is not a known place",
                "actor 'sohr' affiliation 'opposition' is not a known actor",
                "outlet 'sana' affiliation 'government' is not a known actor",
            ],
            Errors(
                [Place("qadam", "damascsu"), Place("ghouta") with { ComposedOf = ["doma"] }],
                [Actor("hts", "opposition"), Actor("sohr") with { Affiliation = "opposition" }],
                [new Outlet { Id = "sana", Name = "SANA", Affiliation = "government" }]));

    [Fact]
    public void An_area_composed_of_itself_is_refused() =>
        Assert.Equal(
            ["place 'a' is composed of itself", "place 'b' is composed of itself"],
            Errors([Place("a") with { ComposedOf = ["b"] }, Place("b") with { ComposedOf = ["a"] }, Place("c") with { ComposedOf = ["a"] }]));

    [Fact]
    public void An_id_is_defined_once() => Assert.Equal(["place 'qadam' defined twice"], Errors([Place("qadam"), Place("qadam")]));

    [Theory]
    [InlineData(GazetteerTree.MaxDepth, 0)]
    [InlineData(GazetteerTree.MaxDepth + 1, 1)]
    [InlineData(GazetteerTree.MaxDepth + 2, 2)]
    public void A_tree_has_a_greatest_depth(int depth, int errors)
    {
        var places = Enumerable.Range(0, depth).Select(i => Place($"p{i:00}", i == 0 ? null : $"p{i - 1:00}")).ToArray();
        Assert.Equal(errors, Errors(places).Length);
    }

    [Fact]
    public void A_place_is_found_by_id_name_and_alias_in_any_spelling()
    {
        var tree = Build([Place("qadam") with { Name = "Al-Qadam", Aliases = ["القدم", "Qaddam"] }]);
        foreach (var name in (string[])["qadam", "al qadam", "AL-QADAM", "القَدَم", "qaddam"])
            Assert.True(tree.PlaceNames.TryFind(name, out var id, out _) && id == "qadam", name);
    }

    [Fact]
    public void An_ambiguous_name_lists_the_ids_it_could_be_and_an_id_always_wins()
    {
        var tree = Build([Place("yarmouk") with { Name = "Yarmouk" }, Place("yarmouk-river") with { Name = "Yarmouk", Aliases = ["the river"] }]);
        Assert.True(tree.PlaceNames.TryFind("yarmouk", out var id, out _));
        Assert.Equal("yarmouk", id);
        Assert.False(tree.PlaceNames.TryFind("Yarmouk", out _, out var problem));
        Assert.Equal("'Yarmouk' is ambiguous: it names the places 'yarmouk', 'yarmouk-river'; use the id", problem);
        Assert.Equal("yarmouk", Assert.Single(tree.PlaceNames.Ambiguous).Key);
    }

    [Fact]
    public void A_misspelt_name_is_refused_with_the_near_ones_and_a_strange_one_without()
    {
        var tree = Build([Place("qadam") with { Name = "Qadam" }, Place("yarmouk") with { Name = "Yarmouk" }]);
        Assert.False(tree.PlaceNames.TryFind("qadem", out var id, out var problem));
        Assert.Equal(("", "unknown place 'qadem': did you mean 'Qadam'?"), (id, problem));
        Assert.False(tree.PlaceNames.TryFind("moscow", out _, out problem));
        Assert.Equal("unknown place 'moscow'", problem);
    }

    [Fact]
    public void An_outlet_speaks_as_an_actor_does()
    {
        var tree = Build([], [Actor("sohr")], [new Outlet { Id = "sana", Name = "SANA" }]);
        Assert.True(tree.SpeakerNames.TryFind("SANA", out var outlet, out _) && outlet == "sana");
        Assert.True(tree.SpeakerNames.TryFind("sohr", out var actor, out _) && actor == "sohr");
        Assert.False(tree.ActorNames.TryFind("sana", out _, out _));
        Assert.Equal(("SANA", "nobody"), (tree.SpeakerName("sana"), tree.SpeakerName("nobody")));
    }

    private static Place Place(string id, string? within = null) => new() { Id = id, Name = id, Kind = "town", Within = within };

    private static Actor Actor(string id, string? within = null) => new() { Id = id, Name = id, Kind = "armed-group", Within = within };

    private static GazetteerTree Build(Place[] places, Actor[]? actors = null, Outlet[]? outlets = null)
    {
        Assert.True(GazetteerTree.TryBuild(places, actors ?? [], outlets ?? [], out var tree, out var errors), string.Join('\n', errors));
        return tree;
    }

    private static ImmutableArray<string> Errors(Place[] places, Actor[]? actors = null, Outlet[]? outlets = null)
    {
        var built = GazetteerTree.TryBuild(places, actors ?? [], outlets ?? [], out var tree, out var errors);
        Assert.Equal(built, errors.IsEmpty);
        if (!built) Assert.Same(GazetteerTree.Empty, tree);
        return [.. errors.Select(e => e.ToString())];
    }
}
