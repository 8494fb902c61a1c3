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

    [Fact]
    public Task Any_batching_and_any_order_of_independent_sources_gives_the_same_views() => Gen.Select(RandomSources.Sources, Gen.Int[0, 1000]).SampleAsync(
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
    public Task A_rebuild_gives_what_grew_step_by_step() => RandomSources.Sources.SampleAsync(
        async sources =>
        {
            await using var workspace = await Workspace.CreateAsync();
            foreach (var source in sources) await workspace.IngestAsync(source);
            var grown = Everything(workspace);

            await workspace.ReopenAsync();

            Assert.Equal(grown, Everything(workspace));
        }, iter: Runs);

    [Fact]
    public Task As_of_a_position_is_a_rebuild_of_that_prefix() => Gen.Select(RandomSources.Sources, Gen.Int[0, 7]).SampleAsync(
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
    public Task Taking_everything_twice_is_taking_it_once() => RandomSources.Sources.SampleAsync(
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
    public Task Names_may_be_written_by_any_alias() => RandomSources.Sources.SampleAsync(
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
    public Task Json_and_yaml_of_the_same_content_record_the_same_events() => RandomSources.Sources.SampleAsync(
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
            foreach (var place in RandomSources.Places) text.AppendLine(Json(json => ViewJson.Write(json, workspace.Ledger.Views.Status(place, cut, Policy.Reports1))));
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
