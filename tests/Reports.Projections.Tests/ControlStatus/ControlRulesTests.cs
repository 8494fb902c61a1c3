using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;

namespace Reports.Projections.Tests.ControlStatus;

public sealed class ControlRulesTests : IDisposable
{
    private readonly Scenario _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Rule_1_a_fact_that_has_not_begun_is_not_taken()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-02-01");

        Assert.Equal(StatusKind.Unknown, _given.Status("2018-01-31").Status);
        Assert.Equal(StatusKind.Controlled, _given.Status("2018-02-01").Status);
    }

    [Theory]
    [InlineData(Stance.Expected)]
    [InlineData(Stance.Conditional)]
    public void Rule_1_what_may_come_to_be_stands_beside_the_status_never_in_it(Stance stance)
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01")
            .Says("syrian-government", Relation.Took, "2018-01-10", stance: stance, key: "plan");

        var view = _given.Status("2018-01-11");

        Assert.Equal(["hts"], view.Parties);
        Assert.Equal(["a/plan"], view.Expected);
        Assert.DoesNotContain("a/plan", view.Basis.For);
    }

    [Fact]
    public void Rule_1_what_was_not_published_or_recorded_by_the_cut_is_not_known()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01");
        var before = _given.Position;
        _given.Source("b", "2018-03-01").Says("syrian-government", Relation.Took, "2018-01-05");

        Assert.Equal(["hts"], _given.Status("2018-02-01", publishedBy: "2018-02-28").Parties);
        Assert.Equal(["hts"], _given.Status("2018-02-01", at: before).Parties);
        Assert.Equal(["syrian-government"], _given.Status("2018-02-01").Parties);
    }

    [Fact]
    public void Rule_1_a_retracted_fact_counts_until_it_was_retracted()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", key: "x");
        var before = _given.Position;
        _given.Retracts("x");

        Assert.Equal(StatusKind.Unknown, _given.Status("2018-02-01").Status);
        Assert.Equal(StatusKind.Controlled, _given.Status("2018-02-01", at: before).Status);
    }

    [Fact]
    public void Rule_1_a_corrected_fact_reads_as_corrected_from_then_on()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", key: "x");
        var before = _given.Position;
        _given.Says("ajnad-al-sham", Relation.Holds, "2018-01-01", key: "x", corrects: true);

        Assert.Equal(["ajnad-al-sham"], _given.Status("2018-02-01").Parties);
        Assert.Equal(["hts"], _given.Status("2018-02-01", at: before).Parties);
    }

    [Fact]
    public void Rule_1_what_another_source_takes_back_is_known_once_that_source_came_out()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", key: "x")
            .Source("b", "2018-03-01").Again("a").Retracts("x", correctedBy: "b");

        Assert.Equal(StatusKind.Controlled, _given.Status("2018-02-01", publishedBy: "2018-02-28").Status);
        Assert.Equal(StatusKind.Unknown, _given.Status("2018-02-01", publishedBy: "2018-03-01").Status);
    }

    [Fact]
    public void Rule_1_a_withdrawn_source_takes_all_its_facts_with_it()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01");
        var before = _given.Position;
        _given.Withdraws("a");

        Assert.Equal(StatusKind.Unknown, _given.Status("2018-02-01").Status);
        Assert.Equal(StatusKind.Controlled, _given.Status("2018-02-01", at: before).Status);
    }

    [Fact]
    public void Rule_2_a_later_statement_replaces_its_origins_earlier_one()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-02-01").Says("syrian-government", Relation.Holds, "2018-02-01", by: "sohr");

        var view = _given.Status("2018-03-01");

        Assert.Equal(StatusKind.Controlled, view.Status);
        Assert.Equal(["syrian-government"], view.Parties);
        Assert.Equal(["b/f1"], view.Basis.For);
    }

    [Fact]
    public void Rule_2_who_reports_an_entry_still_says_who_holds_the_place()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Took, "2018-01-01", by: "sohr")
            .Source("b", "2018-02-01").Says("isil", Relation.Entered, "2018-02-01", by: "sohr");

        var view = _given.Status("2018-03-01");

        Assert.Equal(StatusKind.Contested, view.Status);
        Assert.Equal(["syrian-government", "isil"], view.Parties);
    }

    [Fact]
    public void Rule_3_a_change_ends_the_state_that_it_contradicts_whoever_reported_it()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-02-01").Says("syrian-government", Relation.Took, "2018-02-01", by: "sana");

        var view = _given.Status("2018-03-01");

        Assert.Equal(StatusKind.Controlled, view.Status);
        Assert.Equal(["syrian-government"], view.Parties);
    }

    [Fact]
    public void Rule_3_a_state_stands_beside_what_it_contradicts()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-02-01").Says("syrian-government", Relation.Holds, "2018-02-01", by: "sana");

        Assert.Equal(StatusKind.Disputed, _given.Status("2018-03-01").Status);
    }

    [Fact]
    public void Rule_3_a_recapture_ends_an_entry()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Holds, "2018-01-01").Says("isil", Relation.Entered, "2018-01-05")
            .Source("b", "2018-02-01").Says("syrian-government", Relation.Took, "2018-02-01", by: "sana");

        Assert.Equal(StatusKind.Controlled, _given.Status("2018-02-01").Status);
    }

    [Fact]
    public void Rule_3_a_claim_that_reaches_to_its_publication_is_not_ended_by_a_change_in_between()
    {
        _given.Source("a", "2017-01-02").Says("syrian-government", Relation.Took, "2017-01-01", by: "sana")
            .Source("b", "2018-04-21").Says("isil", Relation.Holds, "2015-04/..", by: "reuters");

        Assert.Equal(StatusKind.Disputed, _given.Status("2018-04-21").Status);
        Assert.Equal(["isil"], _given.Status("2016-01-01").Parties);
    }

    [Fact]
    public void Rule_4_a_part_agrees_with_its_whole_and_the_more_specific_is_shown()
    {
        _given.Source("a", "2018-01-01").Says("syrian-opposition", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-01-02").Says("hts", Relation.Holds, "2018-01-02", by: "reuters").Says("ajnad-al-sham", Relation.Holds, "2018-01-02", by: "reuters");

        var view = _given.Status("2018-01-03");

        Assert.Equal(StatusKind.Shared, view.Status);
        Assert.Equal(["ajnad-al-sham", "hts"], view.Parties);
        Assert.Equal(2, view.Basis.OriginsFor);
    }

    [Fact]
    public void Rule_4_reads_the_tree_as_it_was_known_at_the_cut()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-01-02").Says("isil", Relation.Holds, "2018-01-02", by: "reuters");
        var before = _given.Position;
        _given.Defines(new Actor { Id = "hts", Name = "HTS", Kind = "armed-group", Within = "isil" });

        Assert.Equal(StatusKind.Disputed, _given.Status("2018-01-03", at: before).Status);
        Assert.Equal(StatusKind.Controlled, _given.Status("2018-01-03").Status);
    }

    [Fact]
    public void Rule_5_the_same_origin_may_say_that_several_hold_it()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01").Says("isil", Relation.Holds, "2018-01-01");

        Assert.Equal(StatusKind.Shared, _given.Status("2018-01-01").Status);
    }

    [Fact]
    public void Rule_5_vacated_when_the_holder_left_and_nobody_took_it()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01").Says("hts", Relation.Left, "2018-01-05");

        var view = _given.Status("2018-01-06");

        Assert.Equal(StatusKind.Vacated, view.Status);
        Assert.Empty(view.Parties);
        Assert.Equal(["a/f2"], view.Basis.For);
    }

    [Fact]
    public void Rule_5_opposed_parties_with_a_part_each_contest_a_place()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Holds, "2018-01-01", extent: Extent.Part, by: "sana")
            .Source("b", "2018-01-02").Says("isil", Relation.Took, "2018-01-02", extent: Extent.Pocket, by: "sohr");

        Assert.Equal(StatusKind.Contested, _given.Status("2018-01-03").Status);
    }

    [Fact]
    public void Rule_5_an_independent_denial_disputes_a_status_and_ones_own_takes_the_claim_back()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-01-02").Says("hts", Relation.Holds, "2018-01-02", by: "sana", stance: Stance.Denied);
        Assert.Equal(StatusKind.Disputed, _given.Status("2018-01-03").Status);
        Assert.Equal(["b/f1"], _given.Status("2018-01-03").Basis.Against);

        _given.Source("c", "2018-01-04").Says("hts", Relation.Holds, "2018-01-04", by: "sohr", stance: Stance.Denied);
        Assert.Equal(StatusKind.Unknown, _given.Status("2018-01-05").Status);
    }

    [Fact]
    public void Rule_5_an_outlet_that_dropped_its_attribution_disputes_nothing()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Source("b", "2018-01-02", "blog").Says("isil", Relation.Holds, "2018-01-02", lost: true);

        Assert.NotEqual(StatusKind.Disputed, _given.Status("2018-01-03").Status);
        Assert.Equal(1, _given.Status("2018-01-03").Basis.OriginsFor);
    }

    [Fact]
    public void Rule_6_a_place_without_facts_takes_its_nearest_ancestors_status()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Holds, "2018-01-01", place: "damascus");

        var view = _given.Status("2018-01-02", place: "yarmouk");

        Assert.Equal(StatusKind.Controlled, view.Status);
        Assert.True(view.Inherited);
        Assert.Equal("damascus", view.DecidedAt);
        Assert.Equal("yarmouk", view.Place);
        Assert.False(_given.Status("2018-01-02", place: "damascus").Inherited);
        Assert.Equal(StatusKind.Unknown, _given.Status("2018-01-02", place: "syria").Status);
    }

    [Fact]
    public void Rule_6_evidence_older_than_180_days_makes_a_status_stale()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01");

        Assert.False(_given.Status("2018-06-30").Stale);
        Assert.Equal(180, _given.Status("2018-06-30").AgeDays);
        Assert.True(_given.Status("2018-07-01").Stale);
    }

    [Fact]
    public void Rule_7_counts_each_origin_once_and_shows_the_best_grade()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "reuters", grade: Reports.Domain.Grades.Grade.Parse("C3").ToByte())
            .Source("b", "2018-01-01", "other").Says("hts", Relation.Holds, "2018-01-01", by: "reuters")
            .Source("c", "2018-01-01", "third").Says("hts", Relation.Holds, "2018-01-01", by: "afp", grade: Reports.Domain.Grades.Grade.Parse("B2").ToByte());

        var basis = _given.Status("2018-01-01").Basis;

        Assert.Equal(["a/f1", "b/f1", "c/f1"], basis.For);
        Assert.Equal(2, basis.OriginsFor);
        Assert.Equal("B2", basis.BestGrade?.ToString());
    }

    [Fact]
    public void A_siege_adds_to_a_status_and_takes_nothing_away()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01").Says("syrian-government", Relation.Besieges, "2018-01-01");
        Assert.Equal(StatusKind.Controlled, _given.Status("2018-01-02").Status);
        Assert.Equal("syrian-government", Assert.Single(_given.Status("2018-01-02").BesiegedBy).Actor);

        _given.Source("b", "2018-02-01").Says("syrian-government", Relation.Took, "2018-02-01", by: "sana");
        Assert.Empty(_given.Status("2018-02-01").BesiegedBy);
    }

    [Fact]
    public void An_evacuation_under_way_is_shown_beside_the_status()
    {
        _given.Source("a", "2018-04-25").Tells("evac", "2018-04-21/2018-04-23", from: ["qadam"]);

        Assert.Equal(["evac"], _given.Status("2018-04-22").Evacuations);
        Assert.Empty(_given.Status("2018-04-24").Evacuations);
    }

    [Fact]
    public void Rule_5_an_entry_explains_the_pocket_that_another_origin_reports()
    {
        _given.Source("a", "2018-01-02").Says("syrian-government", Relation.Took, "2018-01-01", extent: Extent.Whole, by: "sana")
            .Source("b", "2018-01-05").Says("isil", Relation.Entered, "2018-01-04", by: "reuters")
            .Says("isil", Relation.Holds, "2018-01-05", extent: Extent.Pocket, by: "afp");

        var view = _given.Status("2018-01-06");

        Assert.Equal(StatusKind.Contested, view.Status);
        Assert.Equal(["syrian-government", "isil"], view.Parties);
    }

    [Fact]
    public void Rule_5_a_pocket_that_nothing_explains_disputes_who_holds_the_whole()
    {
        _given.Source("a", "2018-01-02").Says("syrian-government", Relation.Took, "2018-01-01", extent: Extent.Whole, by: "sana")
            .Source("b", "2018-01-05").Says("isil", Relation.Holds, "2018-01-05", extent: Extent.Pocket, by: "afp");

        Assert.Equal(StatusKind.Disputed, _given.Status("2018-01-06").Status);
    }

    [Fact]
    public void Rule_5_a_denial_of_an_earlier_day_disputes_nothing_that_was_said_since()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sana", stance: Stance.Denied)
            .Source("b", "2018-01-05").Says("hts", Relation.Holds, "2018-01-05", by: "sohr");

        Assert.Equal(StatusKind.Controlled, _given.Status("2018-01-06").Status);
    }

    [Fact]
    public void Rule_6_a_place_of_which_control_is_only_denied_inherits_nothing()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Holds, "2018-01-01", place: "damascus")
            .Says("syrian-government", Relation.Holds, "2018-01-01", stance: Stance.Denied, key: "not");

        var view = _given.Status("2018-01-02");

        Assert.Equal(StatusKind.Unknown, view.Status);
        Assert.False(view.Inherited);
        Assert.Equal(["a/not"], view.Denied);
    }

    [Fact]
    public void Rule_6_a_besieged_place_without_claims_inherits_and_keeps_its_siege()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", place: "damascus")
            .Says("syrian-government", Relation.Besieges, "2018-01-01");

        var view = _given.Status("2018-01-02");

        Assert.True(view.Inherited);
        Assert.Equal(["hts"], view.Parties);
        Assert.Equal("syrian-government", Assert.Single(view.BesiegedBy).Actor);
    }

    [Fact]
    public void Rule_6_a_claim_to_a_part_of_an_area_says_nothing_of_the_places_within()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", place: "syria")
            .Says("isil", Relation.Holds, "2018-01-01", place: "damascus", extent: Extent.Part);

        Assert.Equal(["hts"], _given.Status("2018-01-02").Parties);
        Assert.Equal(Extent.Part, _given.Status("2018-01-02", place: "damascus").Extent);
    }

    [Fact]
    public void A_siege_that_nobody_spoke_of_within_the_staleness_bound_is_not_known_to_go_on()
    {
        _given.Source("a", "2018-01-01").Says("syrian-government", Relation.Besieges, "2018-01-01");

        Assert.Single(_given.Status("2018-06-30").BesiegedBy);
        Assert.Empty(_given.Status("2018-07-01").BesiegedBy);
    }

    [Fact]
    public void A_siege_with_an_end_is_over_after_it()
    {
        _given.Source("a", "2018-01-10").Says("syrian-government", Relation.Besieges, "2018-01-01/2018-01-05");

        Assert.Single(_given.Status("2018-01-05").BesiegedBy);
        Assert.Empty(_given.Status("2018-01-06").BesiegedBy);
    }

    [Fact]
    public void A_claim_dated_ahead_of_its_publication_counts_from_its_day()
    {
        _given.Source("a", "2018-01-01").Says("hts", Relation.Holds, "2018-01-01", by: "sohr")
            .Says("syrian-government", Relation.Took, "2018-03-01", by: "sana");

        Assert.Equal(["hts"], _given.Status("2018-02-28").Parties);
        Assert.Equal(["syrian-government"], _given.Status("2018-03-01", publishedBy: "2018-01-01").Parties);
    }

    [Fact]
    public void Who_speaks_of_the_place_later_does_not_change_which_denials_stood_before()
    {
        using var given = new Scenario()
            .Source("a", "2017-01-02").Says("isil", Relation.Holds, "2017-01-01", by: "sohr", stance: Stance.Denied, key: "denied")
            .Source("b", "2018-04-02").Says("hts", Relation.Holds, "2018-04-01", by: "sohr");
        var before = given.Position;
        given.Source("c", "2018-05-02").Says("hts", Relation.Holds, "2018-05-01", by: "reuters");
        Assert.Equal(["a/denied"], given.Status("2018-04-10", at: before).Denied);
        Assert.Equal(["a/denied"], new Scenario()
            .Source("a", "2017-01-02").Says("isil", Relation.Holds, "2017-01-01", by: "sohr", stance: Stance.Denied, key: "denied")
            .Source("b", "2018-04-02").Says("hts", Relation.Holds, "2018-04-01", by: "sohr").Status("2018-04-10").Denied);
    }
}
