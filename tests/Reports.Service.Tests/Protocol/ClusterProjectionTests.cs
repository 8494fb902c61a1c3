using System.Diagnostics;
using System.Text.Json;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Ingest;
using Reports.Service.Protocol.Virtual;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Protocol;

/// <summary>The projections that a cluster runs, on a double of its interface, beside the streams that the endpoint computes.</summary>
public sealed class ClusterProjectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task District_links_are_those_of_the_endpoint_for_the_sources_of_the_repository()
    {
        await using var workspace = await Workspace.CreateAsync(withGazetteer: false);
        await workspace.IngestAsync(InputFiles.Find([RepositoryRoot.Of("eventstore", "gazetteer"), RepositoryRoot.Of("eventstore", "sources")], () => Stream.Null), dryRun: false);
        var districts = await CompareAsync(workspace);
        Assert.True(districts > 10, $"only {districts} districts");
    }

    [Fact]
    public async Task District_links_are_those_of_the_endpoint_when_facts_are_corrected_retracted_and_withdrawn()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", """
            incidents:
              - { id: evac, kind: evacuation, on: 2018-03-13, from: [qadam], to: [damascus] }
            facts:
              - { id: took, control: { place: qadam, actor: isil, relation: took, on: 2018-03-13 } }
              - { id: people, figure: { about: evac, measure: people-evacuated, quantity: "1300", window: 2018-03-13 } }
              - { id: held, control: { place: yarmouk, actor: isil, relation: holds, on: 2018-03-13 } }
            """)));
        await workspace.IngestAsync(("b.yaml", Workspace.Source("b", """
            incidents:
              - { id: evac, kind: evacuation, on: 2018-03-13, from: [yarmouk] }
            facts:
              - { id: people, figure: { about: evac, measure: people-evacuated, quantity: "1500", window: 2018-03-13 } }
            """)));
        await using (var appender = new LedgerAppender(workspace.Ledger, workspace.Time))
        {
            var id = 0;
            foreach (var (stream, type, data) in ((string, string, string)[])
            [
                ("source-a", "FactCorrected", """{"v":1,"reason":"other place","control":{"key":"took","place":"yarmouk","actor":"isil","relation":"took","on":"2018-03-13"}}"""),
                ("source-a", "FactRegraded", """{"v":1,"key":"took","grade":"C3","reason":"doubtful"}"""),
                ("source-a", "FactRetracted", """{"v":1,"key":"took","reason":"wrong"}"""),
                ("source-b", "SourceWithdrawn", """{"v":1,"reason":"wrong"}"""),
                ("place-yarmouk", "PlaceMerged", """{"v":1,"place":"yarmouk","into":"qadam","reason":"one place"}"""),
                ("place-qadam", "PlaceSplit", """{"v":1,"place":"qadam","into":"yarmouk","reason":"two places"}"""),
            ])
                await appender.AppendAsync(Proposals.Append(stream, ExpectedRevision.Any, Proposals.Event(++id, type, data)), Cancellation);
        }

        Assert.Equal(3, await CompareAsync(workspace));
    }

    /// <summary>How many districts there are, all of them with the same links.</summary>
    private static async Task<int> CompareAsync(Workspace workspace)
    {
        var projected = await RunAsync("district-links", workspace);
        using var streams = new VirtualStreams(workspace.Ledger.Log);
        foreach (var (stream, links) in projected)
        {
            var positions = new long[await streams.LastRevisionAsync(stream, Cancellation) + 1];
            Assert.Equal(positions.Length, streams.Positions(stream, 0, positions));
            var expected = new List<string>();
            foreach (var position in positions)
            {
                var recorded = (await workspace.Ledger.EventAtAsync(position, Cancellation))!.Value;
                expected.Add($"{recorded.Revision}@{recorded.StreamText}");
            }

            Assert.Equal(expected, links);
        }

        // And no district has links that the projection has not.
        foreach (var place in workspace.Ledger.Gazetteer.Places.Keys)
        {
            var stream = $"district-{place}";
            Assert.Equal(projected.ContainsKey(stream), await streams.LastRevisionAsync(stream, Cancellation) >= 0);
        }

        return projected.Count;
    }

    private static async Task<Dictionary<string, List<string>>> RunAsync(string projection, Workspace workspace)
    {
        Assert.SkipUnless(OtherClientsTests.HasNode(), "Node is not installed");
        var start = new ProcessStartInfo("node", [RepositoryRoot.Of("tests", "projections", "run.mjs"), RepositoryRoot.Of("eventstore", "projections", projection + ".js")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        foreach (var (type, _, _, recorded) in await workspace.EventsAsync())
        {
            using var data = JsonDocument.Parse(recorded.Data);
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { streamId = recorded.StreamText, sequenceNumber = recorded.Revision, eventType = type, data = data.RootElement }));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
        return JsonSerializer.Deserialize<Dictionary<string, List<string>>>(await output)!;
    }
}
