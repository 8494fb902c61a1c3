using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections.Tests.Speakers;

/// <summary>What sources and speakers say at a cut.</summary>
public sealed class SpeakersTests : IDisposable
{
    private readonly Scenario _given = new();

    public SpeakersTests() => _given.Source("a", "2018-01-02")
        .Says("isil", Relation.Holds, "2018-01-01", by: "sohr", key: "holds")
        .Counts("36", "2018-01-01", by: "sohr", key: "count")
        .Says("hts", Relation.Holds, "2018-01-01", place: "yarmouk", by: "afp", key: "other")
        .Source("b", "2018-01-05")
        .Says("hts", Relation.Holds, "2018-01-04", place: "yarmouk", by: "sohr", key: "later")
        .Tells("evac", "2018-01-04", by: "sohr");

    private static Cut Now => Scenario.Cut("2030-01-01");

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Facts_of_an_origin_come_from_every_source_the_last_recorded_first()
    {
        Assert.Equal(["b/evac", "b/later", "a/count", "a/holds"], Facts("sohr", Now));
        Assert.Equal(["a/other"], Facts("afp", Now));
        Assert.Empty(Facts("nobody", Now));
    }

    [Fact]
    public void A_page_of_them_knows_how_many_there_are()
    {
        var page = _given.Views.FactsBy("sohr", Now, 1, 2, out var total);
        Assert.Equal(["b/later", "a/count"], page.Select(f => f.Id));
        Assert.Equal(4, total);
    }

    [Fact]
    public void What_was_published_or_recorded_after_the_cut_is_not_among_them()
    {
        Assert.Equal(["a/count", "a/holds"], Facts("sohr", Scenario.Cut("2030-01-01", publishedBy: "2018-01-03")));
        Assert.Equal(["a/holds"], Facts("sohr", Scenario.Cut("2030-01-01", at: _given.Position - 5)));
    }

    [Fact]
    public void What_is_recorded_later_is_filed_when_it_is_asked_for_again()
    {
        Assert.Equal(4, Facts("sohr", Now).Length);
        _given.Source("c", "2018-01-06").Counts("41", "2018-01-01", by: "sohr", key: "more");
        Assert.Equal("c/more", Facts("sohr", Now)[0]);
    }

    [Fact]
    public void A_fact_that_was_taken_back_is_listed_as_ended_and_speaks_of_nothing()
    {
        _given.Again("a").Retracts("count");
        var ended = _given.Views.FactsBy("sohr", Now, 0, 10, out _).Single(f => f.Id == "a/count");
        Assert.False(ended.IsCurrent);
        var spoken = _given.Views.SpokenByOrigin("sohr", Now);
        Assert.Empty(spoken.Figures);
        Assert.Equal(["yarmouk", "qadam"], spoken.Places);
    }

    [Fact]
    public void An_actor_that_was_merged_into_another_speaks_as_that_one()
    {
        _given.Merges("afp", "sohr", ReconciledKind.Actor);
        Assert.Contains("a/other", Facts("sohr", Now));
        Assert.DoesNotContain("a/other", Facts("sohr", Scenario.Cut("2030-01-01", at: _given.Position - 1)));
    }

    [Fact]
    public void A_source_speaks_of_places_and_figures_through_its_origins()
    {
        var spoken = _given.Views.SpokenBySource("a", Now);
        Assert.Equal(["yarmouk", "qadam"], spoken.Places);
        Assert.Equal("evac/people-evacuated/all/actual/total", Assert.Single(spoken.Figures).ToString());
        Assert.Equal(["a/count", "a/holds", "a/other"], spoken.Facts.Order(StringComparer.Ordinal));
        Assert.Equal(["afp", "sohr"], spoken.Origins.Order(StringComparer.Ordinal));
        Assert.Equal(1, _given.Views.SpokenBySource("a", Now, most: 1).Left);
    }

    [Fact]
    public void Everything_that_changed_what_a_source_said_is_found_in_log_order()
    {
        Assert.Empty(_given.Views.CorrectionsOf("a", Now));
        var first = _given.Position;
        _given.Again("a").Regrades("holds", "B2").Retracts("count").Says("hts", Relation.Holds, "2018-01-01", by: "sohr", key: "holds", corrects: true).Withdraws("a");
        Assert.Equal([first + 1, first + 2, first + 3, first + 4], _given.Views.CorrectionsOf("a", Now));
        Assert.Equal([first + 1, first + 2], _given.Views.CorrectionsOf("a", Scenario.Cut("2030-01-01", at: first + 2)));
        Assert.Empty(_given.Views.CorrectionsOf("b", Now));
    }

    [Fact]
    public void Sources_are_listed_the_latest_published_first()
    {
        Assert.Equal(["b", "a"], _given.Views.SourceList(Now).Select(s => s.Id));
        Assert.Equal(["a"], _given.Views.SourceList(Scenario.Cut("2030-01-01", publishedBy: "2018-01-03")).Select(s => s.Id));
        _given.Source("c", "2018-01-03", outlet: "paper");
        Assert.Equal(["c"], _given.Views.SourceList(Now, "paper").Select(s => s.Id));
        Assert.Empty(_given.Views.SourceList(Now, "nobody"));
    }

    [Fact]
    public void Parts_of_an_incident_are_those_that_say_so_at_the_cut()
    {
        var before = _given.Position;
        _given.Again("b").Tells("bus", "2018-01-04", partOf: "evac");
        Assert.Equal(["bus"], _given.Views.PartsOf("evac", Now));
        Assert.Empty(_given.Views.PartsOf("evac", Scenario.Cut("2030-01-01", at: before)));
        Assert.Empty(_given.Views.PartsOf("nothing", Now));
    }

    private string[] Facts(string origin, Cut cut) => [.. _given.Views.FactsBy(origin, cut, 0, 100, out _).Select(f => f.Id)];
}
