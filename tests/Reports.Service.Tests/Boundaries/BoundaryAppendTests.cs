using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Queries;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Boundaries;

public sealed class BoundaryAppendTests
{
    private const string Ring = "[[36.3,33.5],[36.31,33.5],[36.31,33.51],[36.3,33.5]]";
    private const string Boundary = $$$"""{"v":1,"place":"qadam","source":"OCHA COD-AB","geometry":{"type":"Polygon","coordinates":[{{{Ring}}}]}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_writer_outside_draws_a_boundary_and_what_is_none_is_refused()
    {
        await using var workspace = await Workspace.CreateAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        await AppendAsync(appender, 1, "place-qadam", Boundary);
        Assert.Equal(33_51000, workspace.Ledger.Views.Boundaries()["qadam"].Geometry.Bounds.North);

        foreach (var (stream, data, refusal) in ((string, string, string)[])
                 [
                     ("place-yarmouk", Boundary, "it belongs to the stream 'place-qadam'"),
                     ("actor-qadam", Boundary, "the stream 'actor-qadam' holds definitions of the gazetteer alone"),
                     ("place-nowhere", Boundary.Replace("qadam", "nowhere", StringComparison.Ordinal), "place: 'nowhere' is not defined"),
                     ("place-qadam", Boundary.Replace("OCHA COD-AB", "", StringComparison.Ordinal), "source: is empty"),
                     ("place-qadam", Boundary.Replace("COD-AB", "\\u202e", StringComparison.Ordinal), "source: "),
                     ("place-qadam", Boundary.Replace(Ring, "[[36,33],[37,34],[37,33],[36,34.5],[36,33]]", StringComparison.Ordinal), "geometry: no valid area: Self-intersection at 36.6, 33.6"),
                     ("place-qadam", Boundary.Replace("33.51]", "33.510]", StringComparison.Ordinal).Replace("36.31,33.5]", "36.310001,33.5]", StringComparison.Ordinal), "36.310001 degrees"),
                     ("place-qadam", Boundary.Replace("\"Polygon\"", "\"MultiPolygon\"", StringComparison.Ordinal).Replace(Ring, $"[{Ring}]", StringComparison.Ordinal), "geometry.type: write \"Polygon\""),
                     ("place-qadam", Boundary.Replace("\"v\":1,", "\"v\":1,\"colour\":\"red\",", StringComparison.Ordinal), "colour: a property that this type does not have"),
                 ])
            Assert.Contains(refusal, (await Assert.ThrowsAsync<RefusedException>(() => AppendAsync(appender, 2, stream, data))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_and_its_boundary_are_appended_together_with_other_definitions()
    {
        await using var workspace = await Workspace.CreateAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        await appender.AppendTogetherAsync(
            [
                Proposals.Append("place-weir", ExpectedRevision.NoStream, Proposals.Event(1, "PlaceDefined", """{"v":1,"id":"weir","name":"Weir","kind":"area","within":"river"}""")),
                Proposals.Append("place-river", ExpectedRevision.NoStream, Proposals.Event(2, "PlaceDefined", """{"v":1,"id":"river","name":"River","kind":"river"}""")),
                Proposals.Append("place-qadam", ExpectedRevision.Any, Proposals.Event(3, "PlaceBounded", Boundary)),
            ],
            Cancellation);

        Assert.Equal("river", workspace.Ledger.Gazetteer.Places["weir"].Within);
        Assert.Contains("qadam", workspace.Ledger.Views.Boundaries().Keys);
    }

    private static Task<AppendResult> AppendAsync(LedgerAppender appender, int id, string stream, string data) =>
        appender.AppendAsync(Proposals.Append(stream, ExpectedRevision.Any, Proposals.Event(id, "PlaceBounded", data)), Cancellation);
}
