using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Projections.ControlStatus;
using Reports.Service.Corrections;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Ingest;

public sealed class IngestTests
{
    private static readonly string One = Workspace.Source("one", Workspace.Control("qadam", "isil", "holds", "2018-03-13"));

    [Fact]
    public async Task The_same_file_twice_appends_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        var head = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(("one.yaml", One), ("gazetteer.yaml", Workspace.Gazetteer));

        Assert.Equal(head, workspace.Ledger.Views.Position);
        Assert.Equal(1, report.Files[0].Unchanged);
    }

    [Fact]
    public async Task An_edited_file_appends_corrections_with_their_reason_and_the_old_state_stays_visible()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        var before = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(
            ("one.yaml", One.Replace("actor: isil", "actor: hts", StringComparison.Ordinal) + "\ncorrections:\n  - { fact: f1, reason: mistyped }"));

        Assert.Equal(["f1"], report.Files[0].Corrected);
        var corrected = Assert.IsType<FactCorrected>(Assert.Single(await workspace.EventsAsync(before + 1)).Event);
        Assert.Equal("mistyped", corrected.Reason);
        Assert.Equal(["hts"], workspace.Status("qadam").Parties);
        Assert.Equal(["isil"], workspace.Status("qadam", at: before).Parties);
        Assert.Equal("qadam", Assert.Single(report.Changes.Statuses).Id);
    }

    [Fact]
    public async Task A_fact_that_disappeared_is_an_error_until_it_is_retracted_with_a_reason()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        var without = Workspace.Source("one", "");

        var refused = await workspace.IngestAsync(("one.yaml", without));
        var taken = await workspace.IngestAsync(("one.yaml", without + "retractions:\n  - { fact: f1, reason: coded twice }"));
        var again = await workspace.IngestAsync(("one.yaml", without + "retractions:\n  - { fact: f1, reason: coded twice }"));

        Assert.Contains("no longer in the file", Assert.Single(refused.Files[0].Errors).Message, StringComparison.Ordinal);
        Assert.Equal(["f1"], taken.Files[0].Retracted);
        Assert.Equal(StatusKind.Unknown, workspace.Status("qadam").Status);
        Assert.Equal(again.From, again.To);
    }

    [Fact]
    public async Task A_retracted_fact_is_not_reported_again_by_its_file()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        await RetractAsync(workspace, "one/f1");

        var report = await workspace.IngestAsync(("one.yaml", One));

        Assert.Equal(report.From, report.To);
        Assert.Contains("was retracted (wrong)", Assert.Single(report.Files[0].Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_source_takes_its_facts_along_and_is_not_reported_again()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        await workspace.SendAsync(
            new WithdrawSource(workspace.Ledger, "one", "taken down", "omar", Day.Parse("2018-06-01"), Policy.Reports1));

        var report = await workspace.IngestAsync(("one.yaml", One));

        Assert.Equal(StatusKind.Unknown, workspace.Status("qadam").Status);
        Assert.Equal(report.From, report.To);
        Assert.Contains("was withdrawn (taken down)", Assert.Single(report.Files[0].Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_takes_back_what_another_published_from_its_own_publication_on()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(
            ("a-notice.yaml", Workspace.Source("notice", "corrections:\n  - { fact: one/f1, reason: the outlet corrected itself }", "2018-04-01")),
            ("one.yaml", One));

        Assert.Equal(StatusKind.Unknown, workspace.Status("qadam").Status);
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam", publishedBy: "2018-03-31").Status);
    }

    [Fact]
    public async Task A_corrected_header_restates_the_facts_that_depend_on_it()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));

        var report = await workspace.IngestAsync(("one.yaml", One.Replace("published: 2018-03-14", "published: 2018-03-20", StringComparison.Ordinal)));

        Assert.True(report.Files[0].HeaderCorrected);
        Assert.Equal(StatusKind.Unknown, workspace.Status("qadam", publishedBy: "2018-03-19").Status);
        Assert.Equal(StatusKind.Controlled, workspace.Status("qadam", publishedBy: "2018-03-20").Status);
    }

    [Fact]
    public async Task A_file_may_speak_of_an_incident_that_a_later_file_reports()
    {
        await using var workspace = await Workspace.CreateAsync();

        var report = await workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", "facts:\n  - id: n\n    figure: { about: evac, measure: people-evacuated, quantity: 5, window: 2018-03-13 }")),
            ("b.yaml", Workspace.Source("b", "incidents:\n  - { id: evac, kind: evacuation, on: 2018-03-13 }")));

        Assert.False(report.HasErrors);
        Assert.Equal(["a.yaml", "b.yaml"], report.Files.Select(f => f.File));
    }

    [Fact]
    public async Task Every_event_says_who_recorded_it_when_from_which_file_and_line_and_what_it_follows()
    {
        await using var workspace = await Workspace.CreateAsync();
        var from = workspace.Ledger.Views.Position + 1;
        workspace.Time.Advance(TimeSpan.FromHours(1));
        await workspace.IngestAsync(("one.yaml", One));

        var events = await workspace.EventsAsync(from);

        Assert.All(events, e => Assert.Equal("amira", e.Metadata.RecordedBy));
        Assert.All(events, e => Assert.Equal("one.yaml", e.Metadata.File));
        Assert.All(events, e => Assert.Equal(workspace.Time.GetUtcNow(), e.Metadata.RecordedAt));
        Assert.Equal([1, 9], events.Select(e => e.Metadata.Line == 2 ? 1 : e.Metadata.Line));
        Assert.Single(events.Select(e => e.Metadata.CorrelationId).Distinct());
        Assert.Equal(events[0].Recorded.Id, events[1].Metadata.CausationId);
    }

    [Fact]
    public async Task Recorded_time_never_runs_backwards_although_the_clock_does()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        var late = (await workspace.EventsAsync())[^1].Metadata.RecordedAt;
        await workspace.Ledger.DisposeAsync();
        var earlier = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(late - TimeSpan.FromDays(3));
        await using var ledger = await Ledger.OpenAsync(workspace.File, LedgerMode.Write, earlier, "test", cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(late, await ledger.NextRecordedTimeAsync(TestContext.Current.CancellationToken));
        await ledger.DisposeAsync();
        await workspace.ReopenAsync();
    }

    [Fact]
    public async Task A_cut_by_recorded_time_is_the_cut_at_the_last_position_of_that_time()
    {
        await using var workspace = await Workspace.CreateAsync();
        var gazetteer = workspace.Ledger.Views.Position;
        var between = workspace.Time.GetUtcNow() + TimeSpan.FromMinutes(30);
        workspace.Time.Advance(TimeSpan.FromHours(1));
        await workspace.IngestAsync(("one.yaml", One));
        var token = TestContext.Current.CancellationToken;

        Assert.Equal(gazetteer, (await new CutRequest(RecordedBy: between).ResolveAsync(workspace.Ledger, workspace.Time, token)).At);
        Assert.Equal(0, (await new CutRequest(RecordedBy: DateTimeOffset.UnixEpoch).ResolveAsync(workspace.Ledger, workspace.Time, token)).At);
        Assert.Equal(
            workspace.Ledger.Views.Position, (await new CutRequest(RecordedBy: workspace.Time.GetUtcNow()).ResolveAsync(workspace.Ledger, workspace.Time, token)).At);
        await Assert.ThrowsAsync<RefusedException>(() => new CutRequest(At: 1_000_000).ResolveAsync(workspace.Ledger, workspace.Time, token));
    }

    [Theory]
    [InlineData("places:\n  - { id: a, name: A, kind: town, within: b }\n  - { id: b, name: B, kind: town, within: a }", "lies within itself")]
    [InlineData("places:\n  - { id: a, name: A, kind: town, within: nowhere }", "not a known place")]
    [InlineData("actors:\n  - { id: isil, name: X, kind: coalition, within: isil }", "lies within itself")]
    [InlineData("places:\n  - { id: a, name: \"A \\u202E\", kind: town }", "U+202E")]
    [InlineData("places:\n  - { id: a, name: A, kind: hamlet }", "is not one of")]
    public async Task A_gazetteer_that_is_no_tree_is_refused_whole(string text, string message)
    {
        await using var workspace = await Workspace.CreateAsync();
        var head = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(("bad.yaml", text), ("also.yaml", "places:\n  - { id: fine, name: Fine, kind: town }"));

        Assert.Contains(report.Files[0].Errors, e => e.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(head, workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task A_name_that_two_places_share_is_refused_where_it_is_used()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places:\n  - { id: yarmuk, name: Yarmouk, kind: village }\n  - { id: other, name: Shared, kind: town, aliases: [al-Qadam] }"));

        var byAlias = await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("al-Qadam", "isil", "holds", "2018-03-13"))));
        var byId = await workspace.IngestAsync(("b.yaml", Workspace.Source("b", Workspace.Control("yarmouk", "isil", "holds", "2018-03-13"))));

        Assert.Contains("ambiguous", Assert.Single(byAlias.Files[0].Errors).Message, StringComparison.Ordinal);
        Assert.False(byId.HasErrors);
    }

    [Fact]
    public async Task A_second_writer_is_told_who_writes()
    {
        await using var workspace = await Workspace.CreateAsync();

        var refusal = Assert.Throws<WriterExistsException>(() => EmbeddedLog.Open(workspace.File, LedgerMode.Write));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_appends_nothing_and_finds_the_same_errors()
    {
        await using var workspace = await Workspace.CreateAsync();
        var head = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(
            [new("one.yaml", () => System.Text.Encoding.UTF8.GetBytes(One)), new("bad.yaml", () => System.Text.Encoding.UTF8.GetBytes("source: 1"))], dryRun: true);

        Assert.Equal(head, workspace.Ledger.Views.Position);
        Assert.Equal(1, report.Files[0].New);
        Assert.True(report.HasErrors);
    }

    [Fact]
    public async Task What_was_taken_back_cannot_be_taken_back_again()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        await RetractAsync(workspace, "one/f1");

        Assert.Contains("retracted already", (await Assert.ThrowsAsync<RefusedException>(() => RetractAsync(workspace, "one/f1"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => RetractAsync(workspace, "one/nothing"));
        await Assert.ThrowsAsync<RefusedException>(() => RetractAsync(workspace, "nothing/f1"));
    }

    private static Task<RecordedChange> RetractAsync(Workspace workspace, string fact) => workspace.SendAsync(
        new RetractFact(workspace.Ledger, fact, "wrong", "omar", Day.Parse("2018-06-01"), Policy.Reports1));
}
