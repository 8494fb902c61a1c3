using CsCheck;

namespace Reports.Service.Tests.Properties;

/// <summary>Source files about a few places by a few origins, so that they agree and contradict one another often.</summary>
internal static class RandomSources
{
    public static readonly string[] Places = ["qadam", "yarmouk", "damascus"];
    private static readonly string[] Actors = ["syrian-government", "syrian-opposition", "hts", "isil"];
    private static readonly string[] Origins = ["sohr", "sana", "reuters"];
    private static readonly string[] Relations = ["holds", "took", "left", "entered", "besieges"];
    private static readonly string[] Quantities = ["36", "at least 30", "more than 41", "about 40", "dozens", "up to 50"];

    private static readonly Gen<string> GenFact =
        from place in Gen.Int[0, Places.Length - 1].Select(i => Places[i])
        from actor in Gen.Int[0, Actors.Length - 1].Select(i => Actors[i])
        from origin in Gen.Int[0, Origins.Length - 1].Select(i => Origins[i])
        from relation in Gen.Int[0, Relations.Length - 1].Select(i => Relations[i])
        from quantity in Gen.Int[0, Quantities.Length - 1].Select(i => Quantities[i])
        from day in Gen.Int[1, 28]
        from month in Gen.Int[1, 4]
        from kind in Gen.Bool
        from stance in Gen.Frequency((6, Gen.Const("asserted")), (1, Gen.Const("denied")), (1, Gen.Const("expected")))
        let date = $"2018-{month:00}-{day:00}"
        select kind
            ? $"control: {{ place: {place}, actor: {actor}, relation: {relation}, on: {date} }}\n    by: [{origin}]\n    stance: {stance}"
            : $"figure: {{ about: {place}, measure: people-killed, quantity: {quantity}, window: {date} }}\n    by: [{origin}]\n    stance: {stance}";

    /// <summary>One to eight source files, each with a name.</summary>
    public static readonly Gen<List<(string Name, string Text)>> Sources =
        (from facts in GenFact.Array[1, 4] from published in Gen.Int[1, 28] select (facts, published)).List[1, 8]
        .Select(sources => sources.Select((s, i) => (
            $"s{i}.yaml",
            Workspace.Source(
                $"s{i}", "facts:\n" + string.Join('\n', s.facts.Select((f, n) => $"  - id: f{n}\n    {f}")), $"2018-05-{s.published:00}"))).ToList());
}
