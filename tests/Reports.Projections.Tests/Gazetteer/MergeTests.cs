using CsCheck;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.Explaining;
using Reports.Projections.History;
using Reports.Projections.Tests.Checkpoints;

namespace Reports.Projections.Tests.Gazetteer;

public sealed class MergeTests
{
    private static Scenario TwoSpellings() => new Scenario()
        .Defines(new Place { Id = "al-qadam", Name = "Al-Qadam", Kind = "area", Within = "damascus", Aliases = ["al Qadam"] })
        .Source("a", "2018-03-15").Says("syrian-government", Relation.Took, "2018-03-13", extent: Extent.Whole, by: "sana")
        .Source("b", "2018-03-20").Says("isil", Relation.Entered, "2018-03-20", "al-qadam", by: "sohr");

    [Fact]
    public void A_merged_places_facts_are_those_of_the_other_from_there_on_and_were_its_own_before()
    {
        using var given = TwoSpellings();
        var before = given.Position;
        given.Merges("al-qadam", "qadam");

        Assert.Equal(StatusKind.Controlled, given.Status("2018-03-21", at: before).Status);
        Assert.Equal(StatusKind.Contested, given.Status("2018-03-21").Status);
        Assert.Equal(["syrian-government", "isil"], given.Status("2018-03-21").Parties);
        Assert.Equal("qadam", given.Status("2018-03-21", place: "al-qadam").Place);
        Assert.Equal("al-qadam", given.Status("2018-03-21", place: "al-qadam", at: before).Place);
        Assert.Equal(["qadam"], given.Views.Statuses(Scenario.Cut("2018-03-21"), Policy.Reports1).Select(v => v.Place));
        Assert.Equal(["al-qadam", "qadam"], given.Views.Statuses(Scenario.Cut("2018-03-21", at: before), Policy.Reports1).Select(v => v.Place));
    }

    [Fact]
    public void What_is_recorded_after_a_merge_reads_by_it_too()
    {
        using var given = TwoSpellings().Merges("al-qadam", "qadam");
        Assert.Equal(StatusKind.Contested, given.Status("2018-05-01").Status);

        given.Source("c", "2018-04-20").Says("isil", Relation.Left, "2018-04-20", "qadam", by: "sohr")
            .Source("d", "2018-04-20").Says("hts", Relation.Entered, "2018-04-20", "al-qadam", by: "reuters");

        Assert.Equal(["syrian-government", "hts"], given.Status("2018-05-01").Parties);
    }

    [Fact]
    public void A_merged_place_is_a_spelling_of_the_other_and_what_lay_within_it_lies_within_that()
    {
        using var given = TwoSpellings().Defines(new Place { Id = "bus-station", Name = "Bus station", Kind = "area", Within = "al-qadam" }).Merges("al-qadam", "qadam");
        var tree = given.Views.Gazetteer();

        foreach (var name in (string[])["al-qadam", "Al-Qadam", "al Qadam", "qadam"])
        {
            Assert.True(tree.PlaceNames.TryFind(name, out var id));
            Assert.Equal("qadam", id);
        }

        Assert.Equal("qadam", tree.Places["bus-station"].Within);
        Assert.DoesNotContain("al-qadam", tree.Places.Keys);
        Assert.Equal(StatusKind.Contested, given.Status("2018-03-21", place: "bus-station").Status);
    }

    [Fact]
    public void A_merge_that_is_undone_leaves_everything_as_it_was_recorded()
    {
        using var given = TwoSpellings();
        var was = Saved.AnswersAt(given.Views, given.Position);
        given.Merges("al-qadam", "qadam").Splits("qadam", "al-qadam");

        Assert.Equal("al-qadam", given.Status("2018-03-21", place: "al-qadam").Place);
        Assert.Equal(StatusKind.Controlled, given.Status("2018-03-21").Status);
        Assert.Equal(was, Saved.AnswersAt(given.Views, given.Position - 2));
    }

    [Fact]
    public void A_split_moves_the_facts_that_it_names_and_no_others()
    {
        using var given = new Scenario()
            .Source("a", "2018-03-15").Says("isil", Relation.Holds, "2018-03-13", "yarmouk", by: "sohr", key: "camp").Says("hts", Relation.Holds, "2018-03-13", "yarmouk", by: "reuters", key: "basin")
            .Defines(new Place { Id = "yarmouk-basin", Name = "Yarmouk Basin", Kind = "area", Within = "syria" });
        var before = given.Position;
        given.Splits("yarmouk", "yarmouk-basin", "a/basin");

        Assert.Equal(StatusKind.Disputed, given.Status("2018-03-20", place: "yarmouk", at: before).Status);
        Assert.Equal(["isil"], given.Status("2018-03-20", place: "yarmouk").Parties);
        Assert.Equal(["hts"], given.Status("2018-03-20", place: "yarmouk-basin").Parties);
        var moved = Assert.Single(given.Views.FactsAbout("yarmouk-basin", Scenario.Cut("2018-03-20")));
        Assert.Equal("yarmouk", moved.RecordedAs!.Place);
    }

    [Fact]
    public void Two_origins_that_are_merged_are_one_voice()
    {
        using var given = new Scenario().Defines(new Actor { Id = "observatory", Name = "The Observatory", Kind = "monitor" })
            .Source("a", "2018-05-01").Counts("1300", "2018-03-13", by: "sohr").Counts("at least 2000", "2018-03-13", by: "observatory");
        var before = given.Position;
        given.Merges("observatory", "sohr", ReconciledKind.Actor);

        Assert.True(given.Figure(at: before).Disputed);
        var origin = Assert.Single(given.Figure().Origins);
        Assert.Equal("sohr", origin.Origin);
        Assert.False(given.Figure().Disputed);
    }

    [Fact]
    public void Parties_that_are_merged_exclude_each_other_no_more()
    {
        using var given = new Scenario().Defines(new Actor { Id = "daesh", Name = "Daesh", Kind = "armed-group" })
            .Source("a", "2018-03-15").Says("isil", Relation.Holds, "2018-03-13", by: "sohr").Says("daesh", Relation.Holds, "2018-03-13", by: "reuters");
        var before = given.Position;
        given.Merges("daesh", "isil", ReconciledKind.Actor);

        Assert.Equal(StatusKind.Disputed, given.Status("2018-03-20", at: before).Status);
        Assert.Equal(StatusKind.Controlled, given.Status("2018-03-20").Status);
        Assert.Equal(["isil"], given.Status("2018-03-20").Parties);
    }

    [Fact]
    public void An_explanation_has_the_merge_as_a_step_and_says_what_facts_were_recorded_as()
    {
        using var given = TwoSpellings().Merges("al-qadam", "qadam");

        var explanation = given.Views.Explain("qadam", Scenario.Cut("2018-03-21"), Policy.Reports1, 100);

        var merge = Assert.Single(explanation.Steps, s => s.Kind == StepKind.Merged);
        Assert.Equal((StatusKind.Controlled, StatusKind.Contested), (merge.Before.Status, merge.After.Status));
        Assert.Equal("al-qadam", explanation.Facts.Single(f => f.Fact == "b/f1").RecordedAs!.Place);
        Assert.Null(explanation.Facts.Single(f => f.Fact == "a/f1").RecordedAs);
    }

    [Fact]
    public void A_history_along_the_log_has_the_merge_and_names_the_facts_that_it_moved()
    {
        using var given = TwoSpellings().Merges("al-qadam", "qadam");

        var history = given.Views.History("qadam", Scenario.Cut("2018-03-21"), Policy.Reports1, Axis.Recorded);

        var last = history[^1];
        Assert.Equal(given.Position, last.Cut.At);
        Assert.Contains(last.Causes, c => c is { Fact: "b/f1", Kind: CauseKind.Reconciled } && c.Position == given.Position);
    }

    /// <summary>The whole of a merge: nothing reads as it would not have read, had everybody used one id from the start.</summary>
    [Fact]
    public void Views_after_a_merge_are_those_of_facts_that_were_recorded_under_one_id() =>
        Gen.Int[0, int.MaxValue].Array[1, 120].Sample(
            numbers =>
            {
                using var merged = new Scenario().Reports(numbers, reconciles: false).Merges("yarmouk", "qadam").Merges("hts", "isil", ReconciledKind.Actor);
                using var alike = new Scenario { Said = id => id switch { "yarmouk" => "qadam", "hts" => "isil", _ => id } }.Reports(numbers, reconciles: false);
                alike.Pads(2);
                foreach (var on in (string[])["2018-05-01", "2018-05-10", "2018-06-30"])
                {
                    var cut = Scenario.Cut(on);
                    var policy = merged.Views.PolicyAt(cut);
                    Assert.Equal(Saved.Say(alike.Views.Statuses(cut, policy)), Saved.Say(merged.Views.Statuses(cut, policy)));
                    Assert.Equal(Saved.Say(alike.Views.Figures(cut, policy)), Saved.Say(merged.Views.Figures(cut, policy)));
                    Assert.Equal(Saved.Say(alike.Views.Incidents(cut)), Saved.Say(merged.Views.Incidents(cut)));
                }
            },
            iter: 100, threads: 1);
}
