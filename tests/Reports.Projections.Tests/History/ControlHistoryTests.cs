using CsCheck;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.ControlStatus;
using Reports.Projections.History;
using Reports.Projections.Ledger;
using Reports.Projections.Tests.Checkpoints;

namespace Reports.Projections.Tests.History;

public sealed class ControlHistoryTests
{
    [Fact]
    public void Along_the_worlds_own_time_a_status_changes_when_a_fact_begins_and_when_its_evidence_grows_stale()
    {
        using var given = new Scenario();
        given.Source("a", "2018-03-01").Says("hts", Relation.Holds, "2018-03-01", by: "sohr");
        given.Source("b", "2018-03-14").Says("syrian-government", Relation.Took, "2018-03-13", by: "sana");

        var history = given.Views.History("qadam", Scenario.Cut("2020-01-01"), Policy.Reports1, Axis.Valid);

        Assert.Equal(["2018-03-01", "2018-03-13", "2018-09-10"], history.Select(e => e.Cut.On.ToString()));
        Assert.Equal([false, false, true], history.Select(e => e.View!.Stale));
        Assert.Equal([new Cause("b/f1", CauseKind.Began, given.Position)], history[1].Causes);
        Assert.Empty(history[2].Causes);
    }

    [Fact]
    public void Along_publication_and_recording_the_same_date_is_seen_with_more_known()
    {
        using var given = new Scenario();
        given.Source("late", "2018-05-01").Says("isil", Relation.Holds, "2018-03-10", by: "afp");
        given.Source("early", "2018-03-14").Says("syrian-government", Relation.Holds, "2018-03-13", by: "sana").Retracts("f1");

        var published = given.Views.History("qadam", Scenario.Cut("2018-03-20", at: given.Position - 1), Policy.Reports1, Axis.Published);
        var recorded = given.Views.History("qadam", Scenario.Cut("2018-03-20"), Policy.Reports1, Axis.Recorded);

        Assert.Equal([(StatusKind.Controlled, "2018-03-14"), (StatusKind.Disputed, "2018-05-01")], published.Select(e => (e.View!.Status, e.Cut.PublishedBy!.Value.ToString())));
        Assert.Equal([StatusKind.Controlled, StatusKind.Disputed, StatusKind.Controlled], recorded.Select(e => e.View!.Status));
        Assert.Equal([new Cause("early/f1", CauseKind.Ended, given.Position)], recorded[2].Causes);
    }

    [Fact]
    public void At_any_cut_the_history_says_what_the_view_says() =>
        Gen.Select(Gen.Int[0, 2_000_000_000].List[1, 50], Gen.OneOf(Gen.Const("qadam"), Gen.Const("yarmouk"), Gen.Const("damascus")), Gen.Int[0, 2]).Sample((numbers, place, along) =>
        {
            using var given = new Scenario();
            given.Reports(numbers);
            var axis = (Axis)along;
            var cut = Scenario.Cut(axis == Axis.Valid ? "2019-06-01" : "2018-05-05");

            var history = given.Views.History(place, cut, Policy.Reports1, axis);

            foreach (var at in Sampled(given, cut, axis))
            {
                var entry = history.LastOrDefault(e => IsBy(e.Cut, at, axis))?.View
                    ?? given.Views.Status(place, ControlHistory.First(cut, axis), Policy.Reports1);
                Assert.True(ViewComparison.IsSame(given.Views.Status(place, at, Policy.Reports1), entry), at.ToString());
            }
        }, iter: 300, seed: "0000KOIPe5R3");

    private static IEnumerable<Cut> Sampled(Scenario given, Cut cut, Axis axis) => axis switch
    {
        Axis.Valid => Enumerable.Range(-230, 620).Select(d => cut with { On = Scenario.D("2018-05-01").PlusDays(d) }),
        Axis.Published => Enumerable.Range(-3, 20).Select(d => cut with { PublishedBy = Scenario.D("2018-05-01").PlusDays(d) }),
        _ => Enumerable.Range(0, (int)given.Position + 1).Select(p => cut with { At = p }),
    };

    private static bool IsBy(Cut entry, Cut at, Axis axis) => axis switch
    {
        Axis.Valid => entry.On <= at.On,
        Axis.Published => entry.PublishedBy!.Value <= at.PublishedBy!.Value,
        _ => entry.At <= at.At,
    };
}
