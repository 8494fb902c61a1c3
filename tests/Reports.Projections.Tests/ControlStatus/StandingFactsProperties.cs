using CsCheck;
using Reports.Domain.Facts;
using Reports.Projections.ControlStatus;

namespace Reports.Projections.Tests.ControlStatus;

/// <summary>The backward search must find what a plain reading of rules 1 to 3 finds.</summary>
public sealed class StandingFactsProperties
{
    private static readonly string[] Actors = ["syrian-government", "syrian-opposition", "isil", "hts", "ajnad-al-sham"];
    private static readonly string[] Origins = ["sohr", "sana", "reuters", "afp"];

    private sealed record Said(int Actor, int Origin, Relation Relation, int Day, int Length, int Delay, Extent Extent, Stance Stance);

    private static readonly Gen<Said> GenSaid =
        from actor in Gen.Int[0, Actors.Length - 1]
        from origin in Gen.Int[0, Origins.Length - 1]
        from relation in Gen.Int[0, 4]
        from day in Gen.Int[0, 400]
        from length in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 300]))
        from delay in Gen.Frequency((6, Gen.Int[0, 3]), (1, Gen.Int[-20, 200]))
        from extent in Gen.Int[0, 3]
        from stance in Gen.Frequency((8, Gen.Const(Stance.Asserted)), (1, Gen.Const(Stance.Denied)), (1, Gen.Const(Stance.Expected)))
        select new Said(actor, origin, (Relation)relation, day, length, delay, (Extent)extent, stance);

    [Fact]
    public void The_search_that_stops_early_finds_what_a_reading_of_every_fact_finds() => Gen.Select(
        GenSaid.List[1, 40], Gen.Int[0, 420], Gen.Int[-1, 420]).Sample((said, on, publishedBy) =>
    {
        using var given = new Scenario();
        var start = Scenario.D("2016-01-01");
        for (var i = 0; i < said.Count; i++)
        {
            var fact = said[i];
            var begin = start.PlusDays(fact.Day);
            given.Source($"s{i:D2}", begin.PlusDays(fact.Delay).ToString(), "outlet")
                .Says(
                    Actors[fact.Actor], fact.Relation, fact.Length == 0 ? begin.ToString() : $"{begin}/{begin.PlusDays(fact.Length)}",
                    extent: fact.Extent, by: Origins[fact.Origin], stance: fact.Stance);
        }

        var cut = Scenario.Cut(start.PlusDays(on).ToString(), publishedBy < 0 ? null : start.PlusDays(publishedBy).ToString());
        var state = given.Views.State;
        var place = state.Places[state.Names.Find("qadam")];
        var actors = new ActorTree(state.Gazetteer.At(given.Position), state.Names);

        var found = StandingFacts.At(state, actors, place, cut, 180);

        var claims = Enumerable.Range(0, state.Controls.Count).Where(i => Counts(i) && state.Controls[i].Stance.IsClaim() && state.Controls[i].Relation != Relation.Besieges).ToList();
        var denials = Enumerable.Range(0, state.Controls.Count).Where(i => Counts(i) && state.Controls[i].Stance == Stance.Denied).ToList();
        var expected = claims.Where(c => !claims.Exists(l => Over(l, c)) && !denials.Exists(d => ControlRules.TakesBack(in state.Controls[d], in state.Controls[c], actors)))
            .Order(state.ControlOrder).ToList();
        Assert.Equal(expected, found.Claims);
        Assert.Equal(claims.Count + denials.Count > 0, found.HasOwnFacts);

        bool Counts(int i) => state.Controls[i].Begin <= cut.On.Number && state.IsKnown(in state.Controls[i], i, cut.Known);
        bool Over(int later, int earlier) =>
            ControlRules.Ends(in state.Controls[later], in state.Controls[earlier], actors)
            || ControlRules.Replaces(in state.Controls[later], in state.Controls[earlier], actors);
    }, iter: 1000, seed: "0000KOIPe5R3");
}
