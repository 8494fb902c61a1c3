using System.Text;
using CsCheck;
using Reports.Domain.Time;
using Reports.Service.Corrections;
using Reports.Service.Ingest;
using Reports.Service.Output;
using Reports.Service.Tests.Properties;

namespace Reports.Service.Tests.Ingest;

/// <summary>A dry run says which views would change.</summary>
public sealed class IngestPreviewTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_dry_run_says_what_the_run_itself_then_changes() => Gen.Select(RandomSources.Sources, Gen.Int[0, 8], Gen.Int[0, 3]).SampleAsync(
        async (sources, first, edit) =>
        {
            await using var workspace = await Workspace.CreateAsync();
            foreach (var source in sources.Take(first)) await workspace.IngestAsync(source);
            if (edit == 1)
                await workspace.SendAsync(
                    new MergeNames(workspace.Ledger, "yarmouk", "qadam", null, "one place", "amira", Day.Parse("2018-06-01"), null));
            var next = sources.Skip(first).Concat(sources.Take(edit).Select(s => (s.Name, s.Text.Replace("place: qadam", "place: yarmouk", StringComparison.Ordinal)))).ToList();
            if (next.Count == 0) return;
            if (edit == 2) next.Add(("more.yaml", "actors:\n  - { id: hts, name: HTS, kind: armed-group, within: isil }\n"));

            var preview = await workspace.IngestAsync(Files(next), dryRun: true);
            var run = await workspace.IngestAsync(Files(next), dryRun: false);

            Assert.Equal(preview.From, preview.To);
            Assert.Equal((int)(run.To - run.From), preview.WouldRecord);
            Assert.True(preview.IsPreviewed);
            Assert.Equal(Say(run), Say(preview));
        }, iter: 60, threads: 1);

    [Fact]
    public async Task It_names_the_view_before_and_after_and_leaves_the_ledger_alone()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", Workspace.Source("one", Workspace.Control("qadam", "isil", "holds", "2018-03-13"))));
        var head = workspace.Ledger.Views.Position;

        var preview = await workspace.IngestAsync(
            Files([("two.yaml", Workspace.Source("two", Workspace.Control("qadam", "hts", "took", "2018-03-20", by: "sana"), "2018-03-21"))]), dryRun: true);

        var change = Assert.Single(preview.Changes.Statuses);
        Assert.Equal(("qadam", "isil", "hts"), (change.Id, change.Before!.Parties[0], change.After!.Parties[0]));
        Assert.Equal((head, head, 2), (preview.To, workspace.Ledger.Views.Position, preview.WouldRecord));
    }

    [Fact]
    public async Task Incidents_that_nobody_reported_before_are_previewed_too()
    {
        await using var workspace = await Workspace.CreateAsync();
        var source = Workspace.Source("one", """
            incidents:
              - { id: evac, kind: evacuation, on: 2018-03-13, from: [qadam] }
            facts:
              - { id: people, figure: { about: evac, measure: people-evacuated, quantity: "1300", window: 2018-03-13 } }
            """);

        var preview = await workspace.IngestAsync(Files([("one.yaml", source)]), dryRun: true);

        Assert.Equal(Say(await workspace.IngestAsync(("one.yaml", source))), Say(preview));
        Assert.Equal("evac", Assert.Single(preview.Changes.Incidents).Id);
    }

    [Fact]
    public async Task A_file_that_is_refused_would_change_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        var preview = await workspace.IngestAsync(Files([("bad.yaml", "source: 1")]), dryRun: true);
        Assert.Equal((0, 0), (preview.WouldRecord, preview.Changes.Count));
    }

    private static string Say(IngestReport report) => Encoding.UTF8.GetString(PrintedJson.Bytes(json =>
    {
        json.WriteStartObject();
        ViewJson.Write(json, report.Changes);
        json.WriteEndObject();
    }));

    private static List<InputFile> Files(IEnumerable<(string Name, string Text)> files) =>
        [.. files.Select(f => new InputFile(f.Name, () => Encoding.UTF8.GetBytes(f.Text)))];
}
