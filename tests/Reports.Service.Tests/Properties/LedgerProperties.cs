using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Coding;
using Reports.Service.Output;

namespace Reports.Service.Tests.Properties;

/// <summary>Laws of the whole way from files to views.</summary>
public sealed class LedgerProperties
{
    private const long Runs = 40;

    private static readonly string[] Places = ["qadam", "yarmouk", "damascus"];
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

    private static readonly Gen<List<(string Name, string Text)>> GenSources =
        (from facts in GenFact.Array[1, 4] from published in Gen.Int[1, 28] select (facts, published)).List[1, 8]
        .Select(sources => sources.Select((s, i) => (
            $"s{i}.yaml",
            Workspace.Source(
                $"s{i}", "facts:\n" + string.Join('\n', s.facts.Select((f, n) => $"  - id: f{n}\n    {f}")), $"2018-05-{s.published:00}"))).ToList());

    [Fact]
    public Task Any_batching_and_any_order_of_independent_sources_gives_the_same_views() => Gen.Select(GenSources, Gen.Int[0, 1000]).SampleAsync(
        async (sources, seed) =>
        {
            await using var together = await Workspace.CreateAsync();
            await together.IngestAsync([.. sources]);
            await using var apart = await Workspace.CreateAsync();
            var shuffled = sources.ToArray();
            new Random(seed).Shuffle(shuffled);
            foreach (var source in shuffled) await apart.IngestAsync(source);

            Assert.Equal(Everything(together), Everything(apart));
        }, iter: Runs);

    [Fact]
    public Task A_rebuild_gives_what_grew_step_by_step() => GenSources.SampleAsync(
        async sources =>
        {
            await using var workspace = await Workspace.CreateAsync();
            foreach (var source in sources) await workspace.IngestAsync(source);
            var grown = Everything(workspace);

            await workspace.ReopenAsync();

            Assert.Equal(grown, Everything(workspace));
        }, iter: Runs);

    [Fact]
    public Task As_of_a_position_is_a_rebuild_of_that_prefix() => Gen.Select(GenSources, Gen.Int[0, 7]).SampleAsync(
        async (sources, take) =>
        {
            var first = sources.Take(Math.Max(1, take)).ToArray();
            await using var prefix = await Workspace.CreateAsync();
            await prefix.IngestAsync(first);
            var at = prefix.Ledger.Views.Position;
            await using var whole = await Workspace.CreateAsync();
            await whole.IngestAsync(first);
            foreach (var source in sources.Skip(first.Length)) await whole.IngestAsync(source);

            Assert.Equal(Everything(prefix, at), Everything(whole, at));
        }, iter: Runs);

    [Fact]
    public Task Taking_everything_twice_is_taking_it_once() => GenSources.SampleAsync(
        async sources =>
        {
            await using var workspace = await Workspace.CreateAsync();
            await workspace.IngestAsync([.. sources]);
            var (head, once) = (workspace.Ledger.Views.Position, Everything(workspace));

            await workspace.IngestAsync([.. sources]);

            Assert.Equal(head, workspace.Ledger.Views.Position);
            Assert.Equal(once, Everything(workspace));
        }, iter: Runs);

    [Fact]
    public Task Names_may_be_written_by_any_alias() => GenSources.SampleAsync(
        async sources =>
        {
            await using var byId = await Workspace.CreateAsync();
            await byId.IngestAsync([.. sources]);
            await using var byAlias = await Workspace.CreateAsync();
            await byAlias.IngestAsync([.. sources.Select(s => (s.Name, s.Text
                .Replace("place: qadam", "place: AL QADAM", StringComparison.Ordinal)
                .Replace("place: damascus", "place: دمشق", StringComparison.Ordinal)
                .Replace("actor: isil", "actor: Daesh", StringComparison.Ordinal)
                .Replace("by: [sohr]", "by: [S.O.H.R.]", StringComparison.Ordinal)))]);

            Assert.Equal(Everything(byId), Everything(byAlias));
        }, iter: Runs);

    [Fact]
    public Task Json_and_yaml_of_the_same_content_record_the_same_events() => GenSources.SampleAsync(
        async sources =>
        {
            await using var yaml = await Workspace.CreateAsync();
            await yaml.IngestAsync([.. sources]);
            await using var json = await Workspace.CreateAsync();
            await json.IngestAsync([.. sources.Select(s => (Path.ChangeExtension(s.Name, ".json"), ToJson(s.Text)))]);

            Assert.Equal(
                (await yaml.EventsAsync()).Select(e => (e.Recorded.Id, e.Recorded.StreamText)),
                (await json.EventsAsync()).Select(e => (e.Recorded.Id, e.Recorded.StreamText)));
        }, iter: Runs);

    /// <summary>Every view at a few cuts, as the stable JSON without positions.</summary>
    private static string Everything(Workspace workspace, long? at = null)
    {
        var text = new StringBuilder();
        foreach (var (on, by) in ((string, string?)[])[("2018-06-01", null), ("2018-02-15", null), ("2018-06-01", "2018-05-10")])
        {
            var cut = new Cut(Day.Parse(on), by is null ? null : Day.Parse(by), at);
            foreach (var place in Places) text.AppendLine(Json(json => ViewJson.Write(json, workspace.Ledger.Views.Status(place, cut, Policy.Reports1))));
            foreach (var figure in workspace.Ledger.Views.Figures(cut, Policy.Reports1)) text.AppendLine(Json(json => ViewJson.Write(json, figure)));
        }

        return text.ToString();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        var node = JsonNode.Parse(stream.ToArray())!.AsObject();
        node.Remove("position");
        node["cut"]!.AsObject().Remove("at");
        return node.ToJsonString();
    }

    private static string ToJson(string yaml) => ToNode(DocumentReader.Read("a.yaml", Encoding.UTF8.GetBytes(yaml))).ToJsonString();

    private static JsonNode ToNode(DocumentNode node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, (JsonNode?)ToNode(e.Value)))),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(ToNode)]),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
