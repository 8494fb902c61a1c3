using Reports.Domain.Events;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Projections.ControlStatus;
using Reports.Projections.Ledger;
using Reports.Service.Appending;
using Reports.Service.Corrections;
using Reports.Service.Queries;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Corrections;

public sealed class ReconcileNamesTests
{
    private const string More = """
        places:
          - { id: old-qadam, name: Old Qadam, kind: neighbourhood, within: damascus, aliases: [Qadam al-Qadima] }
          - { id: bus-station, name: Bus station, kind: area, within: old-qadam }
          - { id: yarmouk-basin, name: Yarmouk Basin, kind: region, within: syria }
        actors:
          - { id: observatory, name: The Observatory, kind: monitor, aliases: [the monitor] }
        """;

    private static readonly string One = Workspace.Source("one", Workspace.Control("qadam", "syrian-government", "holds", "2018-03-13", by: "sana"));
    private static readonly string Two = Workspace.Source("two", Workspace.Control("Qadam al-Qadima", "isil", "entered", "2018-03-14", by: "observatory"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merge_says_which_views_it_changes_and_the_event_says_who_merged_what_and_why()
    {
        await using var workspace = await WithTwoAsync();
        var merged = await MergeAsync(workspace, "Old Qadam", "al-Qadam");

        Assert.Equal(("controlled", "contested"), Words(merged, "qadam"));
        var (_, last, metadata, recorded) = (await workspace.EventsAsync(merged.Position))[0];
        Assert.Equal(new PlaceMerged("old-qadam", "qadam", "one place"), last);
        Assert.Equal(("place-old-qadam", "omar"), (recorded.StreamText, metadata.RecordedBy));
        Assert.True((await workspace.Ledger.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
        await workspace.ReopenAsync();
        Assert.Equal(StatusKind.Contested, workspace.Status("qadam").Status);
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam", at: merged.Position - 1).Status);
    }

    [Fact]
    public async Task Files_that_were_taken_before_a_merge_are_the_same_after_it()
    {
        await using var workspace = await WithTwoAsync();
        await MergeAsync(workspace, "old-qadam", "qadam");
        await MergeAsync(workspace, "observatory", "sohr");
        var head = workspace.Ledger.Views.Position;

        await workspace.IngestAsync(("more.yaml", More), ("one.yaml", One), ("two.yaml", Two));

        Assert.Equal(head, workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task Files_that_name_what_was_merged_are_coded_as_what_it_was_merged_into()
    {
        await using var workspace = await WithTwoAsync();
        await MergeAsync(workspace, "old-qadam", "qadam");

        await workspace.IngestAsync(("three.yaml", Workspace.Source("three", Workspace.Control("Old Qadam", "isil", "left", "2018-03-20", by: "the monitor"), "2018-03-21")));

        var last = Assert.IsType<ControlReported>((await workspace.EventsAsync(workspace.Ledger.Views.Position))[0].Event);
        Assert.Equal("qadam", last.Fact.Place);
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam").Status);
    }

    [Fact]
    public async Task A_definition_of_what_was_merged_may_change_and_its_names_are_the_others()
    {
        await using var workspace = await WithTwoAsync();
        await MergeAsync(workspace, "old-qadam", "qadam");

        await workspace.IngestAsync(("more.yaml", More.Replace("[Qadam al-Qadima]", "[Qadam al-Qadima, Qadem]", StringComparison.Ordinal)));

        Assert.True(workspace.Ledger.Gazetteer.PlaceNames.TryFind("Qadem", out var id));
        Assert.Equal("qadam", id);
    }

    [Fact]
    public async Task A_definition_that_would_close_a_ring_through_a_merge_is_refused()
    {
        await using var workspace = await WithTwoAsync();
        await MergeAsync(workspace, "old-qadam", "qadam");
        var head = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(("ring.yaml", "places:\n  - { id: damascus, name: Damascus, kind: city, within: old-qadam }\n"));

        Assert.Contains("lies within", Assert.Single(report.Files).Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(head, workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task A_split_moves_facts_and_says_what_they_were_recorded_as()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(
            ("more.yaml", More), ("one.yaml", Workspace.Source("one", Workspace.Control("yarmouk", "isil", "holds", "2018-03-13"))),
            ("two.yaml", Workspace.Source("two", Workspace.Control("yarmouk", "hts", "holds", "2018-03-13", by: "sana"))));
        var split = await SplitAsync(workspace, "yarmouk", "Yarmouk Basin", "two");

        Assert.Equal(("disputed", "controlled"), Words(split, "yarmouk"));
        Assert.Equal(["hts"], workspace.Status("yarmouk-basin").Parties);
        var detail = Assert.Single((await new ViewQueryHandlers(workspace.Time).Handle(new GetFacts(workspace.Ledger, "yarmouk-basin", new CutRequest()), Cancellation)).Items);
        Assert.Equal(new RecordedNames("yarmouk", null, null), detail.View.RecordedAs);
        // The file still says what it said.
        var head = workspace.Ledger.Views.Position;
        await workspace.IngestAsync(("two.yaml", Workspace.Source("two", Workspace.Control("yarmouk", "hts", "holds", "2018-03-13", by: "sana"))));
        Assert.Equal(head, workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task A_merge_can_be_undone_and_done_again()
    {
        await using var workspace = await WithTwoAsync();
        await MergeAsync(workspace, "old-qadam", "qadam");
        await SplitAsync(workspace, "qadam", "old-qadam");
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam").Status);
        Assert.Contains("old-qadam", workspace.Ledger.Gazetteer.Places.Keys);
        await MergeAsync(workspace, "old-qadam", "qadam");
        Assert.Equal(StatusKind.Contested, workspace.Status("qadam").Status);
        Assert.Distinct((await workspace.EventsAsync()).Select(e => e.Recorded.Id));
    }

    [Fact]
    public async Task What_cannot_be_merged_or_split_is_refused_with_the_reason()
    {
        await using var workspace = await WithTwoAsync();
        Assert.Equal("the place 'qadam' cannot be merged into itself", await RefusedAsync(() => MergeAsync(workspace, "qadam", "al-Qadam")));
        Assert.Equal("the place 'bus-station' lies within 'old-qadam': merge it the other way round", await RefusedAsync(() => MergeAsync(workspace, "old-qadam", "bus-station")));
        Assert.Contains("unknown place 'nowhere'", await RefusedAsync(() => MergeAsync(workspace, "nowhere", "qadam")), StringComparison.Ordinal);
        Assert.Equal("the ledger has no fact 'one/f2'", await RefusedAsync(() => SplitAsync(workspace, "qadam", "yarmouk", "one/f2")));
        Assert.Equal("'two/f1' does not name the place 'qadam', but old-qadam", await RefusedAsync(() => SplitAsync(workspace, "qadam", "yarmouk", "two/f1")));
        Assert.Equal("no fact of 'two' names the place 'qadam'", await RefusedAsync(() => SplitAsync(workspace, "qadam", "yarmouk", "two")));
        Assert.Equal(
            "the place 'yarmouk' was not merged into 'qadam': name the facts that are about 'yarmouk'", await RefusedAsync(() => SplitAsync(workspace, "qadam", "yarmouk")));
        Assert.Equal("a reason is needed", await RefusedAsync(() => MergeAsync(workspace, "old-qadam", "qadam", "")));
        await MergeAsync(workspace, "old-qadam", "qadam");
        Assert.Equal("the place 'qadam' cannot be merged into itself", await RefusedAsync(() => MergeAsync(workspace, "old-qadam", "qadam")));
    }

    [Fact]
    public async Task A_writer_outside_merges_as_the_command_does()
    {
        await using var workspace = await WithTwoAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        await AppendAsync(appender, 1, "place-old-qadam", "PlaceMerged", """{"v":1,"place":"old-qadam","into":"qadam","reason":"one place"}""");
        Assert.Equal(StatusKind.Contested, workspace.Status("qadam").Status);
        foreach (var (stream, type, data, refusal) in ((string, string, string, string)[])
                 [
                     ("place-qadam", "PlaceMerged", """{"v":1,"place":"yarmouk","into":"qadam","reason":"r"}""", "it belongs to the stream 'place-yarmouk'"),
                     ("place-old-qadam", "PlaceMerged", """{"v":1,"place":"old-qadam","into":"yarmouk","reason":"r"}""", "the place 'old-qadam' was merged into 'qadam'"),
                     ("place-yarmouk", "PlaceMerged", """{"v":1,"place":"yarmouk","into":"qadam","reason":""}""", "reason: a reason is needed"),
                     ("place-yarmouk", "PlaceMerged", """{"v":1,"place":"yarmouk","into":"old-qadam","reason":"r"}""", "the place 'old-qadam' was merged into 'qadam'"),
                     ("place-qadam", "PlaceSplit", """{"v":1,"place":"qadam","into":"yarmouk","facts":["one/f1","one/f1"],"reason":"r"}""", "the fact 'one/f1' is named twice"),
                     ("actor-isil", "ActorMerged", """{"v":1,"actor":"isil","into":"isil","reason":"r"}""", "cannot be merged into itself"),
                 ])
            Assert.Contains(
                refusal, (await Assert.ThrowsAsync<RefusedException>(() => AppendAsync(appender, 2, stream, type, data))).Message, StringComparison.Ordinal);
        await AppendAsync(appender, 3, "place-qadam", "PlaceSplit", """{"v":1,"place":"qadam","into":"old-qadam","reason":"two places"}""");
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam").Status);
    }

    private static async Task<Workspace> WithTwoAsync()
    {
        var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", More), ("one.yaml", One), ("two.yaml", Two));
        return workspace;
    }

    private static (string Before, string After) Words(RecordedChange recorded, string place)
    {
        var change = Assert.Single(recorded.Changes.Statuses, s => s.Id == place);
        return (change.Before!.Status.ToString().ToLowerInvariant(), change.After!.Status.ToString().ToLowerInvariant());
    }

    private static Task<AppendResult> AppendAsync(LedgerAppender appender, int id, string stream, string type, string data) =>
        appender.AppendAsync(Proposals.Append(stream, ExpectedRevision.Any, Proposals.Event(id, type, data)), Cancellation);

    private static async Task<string> RefusedAsync(Func<Task> action) => (await Assert.ThrowsAsync<RefusedException>(action)).Message;

    private static Task<RecordedChange> MergeAsync(Workspace workspace, string name, string into, string reason = "one place") =>
        workspace.SendAsync(
            new MergeNames(workspace.Ledger, name, into, null, reason, "omar", Day.Parse("2018-06-01"), null));

    private static Task<RecordedChange> SplitAsync(Workspace workspace, string name, string into, params string[] facts) =>
        workspace.SendAsync(
            new SplitName(workspace.Ledger, name, into, [.. facts], null, "two places", "omar", Day.Parse("2018-06-01"), null));
}
