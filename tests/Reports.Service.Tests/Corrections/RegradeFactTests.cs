using Reports.Domain.Events;
using Reports.Domain.Grades;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Corrections;
using Reports.Service.Queries;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Corrections;

/// <summary>An analyst grades a fact otherwise: an event of the source's stream that no file undoes.</summary>
public sealed class RegradeFactTests
{
    private static readonly Grade C3 = Grade.Parse("C3");

    private static readonly string One = File("isil", "B2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_event_says_who_graded_what_otherwise_and_why_and_follows_the_fact()
    {
        await using var workspace = await WithFactAsync();
        var regraded = await RegradeAsync(workspace, C3);

        var events = await workspace.EventsAsync(regraded.Position - 1);
        Assert.Equal(new FactRegraded("f1", C3, "doubtful"), events[1].Event);
        Assert.Equal(("source-one", "omar", events[0].Recorded.Id), (events[1].Recorded.StreamText, events[1].Metadata.RecordedBy, events[1].Metadata.CausationId));
        var change = Assert.Single(regraded.Changes.Statuses);
        Assert.Equal(("B2", "C3"), (change.Before!.Basis.BestGrade.ToString(), change.After!.Basis.BestGrade.ToString()));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await using var workspace = await WithFactAsync();
        var head = (await RegradeAsync(workspace, C3)).Position;
        await workspace.IngestAsync(("one.yaml", One));
        Assert.Equal((head, "C3"), (workspace.Ledger.Views.Position, Best(workspace)));
    }

    [Fact]
    public async Task An_edited_file_keeps_the_grade_unless_it_gives_another_one_itself()
    {
        await using var workspace = await WithFactAsync();
        await RegradeAsync(workspace, C3);
        await workspace.IngestAsync(("one.yaml", File("hts", "B2")));
        Assert.Equal(("hts", "C3"), (Assert.Single(workspace.Status("qadam").Parties), Best(workspace)));
        Assert.Equal("'one/f1' has the grade C3 already", (await RefusedAsync(workspace, "one/f1", C3)).Message);
        await workspace.IngestAsync(("one.yaml", File("hts", "A1")));
        Assert.Equal("A1", Best(workspace));
        Assert.Equal("'one/f1' has the grade A1 already", (await RefusedAsync(workspace, "one/f1", Grade.Parse("A1"))).Message);
    }

    [Fact]
    public async Task A_grade_can_be_taken_away_and_given_again_and_a_rebuild_says_the_same()
    {
        await using var workspace = await WithFactAsync();
        var positions = new List<long>();
        foreach (var grade in (Grade?[])[C3, null, C3, Grade.Parse("B2"), C3]) positions.Add((await RegradeAsync(workspace, grade)).Position);
        Assert.Equal(Enumerable.Range(0, 5).Select(n => positions[0] + n), positions);
        Assert.Distinct((await workspace.EventsAsync(positions[0])).Select(e => e.Recorded.Id));
        Assert.True((await workspace.Ledger.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
        await workspace.ReopenAsync();
        Assert.Equal(["C3", "", "C3", "B2", "C3"], positions.Select(p => Best(workspace, p)));
    }

    [Fact]
    public async Task The_fact_tells_what_it_was_graded_and_by_whom()
    {
        await using var workspace = await WithFactAsync();
        await RegradeAsync(workspace, null);
        var detail = Assert.Single((await new ViewQueryHandlers(workspace.Time).Handle(new GetFacts(workspace.Ledger, "one/f1", new CutRequest()), Cancellation)).Items);
        Assert.Equal((null, "B2", "doubtful", "omar"), (detail.View.Grade, detail.Fact.Grade.ToString(), detail.Regraded!.Event.Reason, detail.Regraded.Recorded.RecordedBy));
    }

    [Fact]
    public async Task What_cannot_be_graded_is_refused_with_the_reason()
    {
        await using var workspace = await WithFactAsync();
        Assert.Equal("'one/f1' has the grade B2 already", (await RefusedAsync(workspace, "one/f1", Grade.Parse("B2"))).Message);
        Assert.Equal("source 'one' has no fact 'f2'", (await RefusedAsync(workspace, "one/f2", C3)).Message);
        Assert.Equal("unknown source 'two'", (await RefusedAsync(workspace, "two/f1", C3)).Message);
        await RegradeAsync(workspace, null);
        Assert.Equal("'one/f1' has no grade already", (await RefusedAsync(workspace, "one/f1", null)).Message);
    }

    [Fact]
    public async Task A_writer_outside_grades_as_the_command_does()
    {
        await using var workspace = await WithFactAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        await AppendAsync(appender, 1, """{"v":1,"key":"f1","grade":"C3","reason":"doubtful"}""");
        Assert.Equal("C3", Best(workspace));
        foreach (var (data, refusal) in ((string, string)[])
                 [
                     ("""{"v":1,"key":"f1","grade":"C3","reason":"doubtful"}""", "grade: the fact 'one/f1' has this grade already"),
                     ("""{"v":1,"key":"f2","grade":"C3","reason":"doubtful"}""", "unknown fact 'one/f2'"),
                     ("""{"v":1,"key":"f1","grade":"G7","reason":"doubtful"}""", "'G7' is not an Admiralty code"),
                     ("""{"v":1,"key":"f1","grade":"A1","reason":""}""", "reason: a reason is needed"),
                 ])
            Assert.Contains(refusal, (await Assert.ThrowsAsync<RefusedException>(() => AppendAsync(appender, 2, data))).Message, StringComparison.Ordinal);
        await AppendAsync(appender, 3, """{"v":1,"key":"f1","reason":"cannot be judged"}""");
        Assert.Equal("", Best(workspace));
    }

    private static string File(string actor, string grade) => Workspace.Source("one", $$"""
        facts:
          - id: f1
            control: { place: qadam, actor: {{actor}}, relation: holds, on: 2018-03-13 }
            by: [sohr]
            grade: {{grade}}
        """);

    private static Task<AppendResult> AppendAsync(LedgerAppender appender, int id, string data) =>
        appender.AppendAsync(Proposals.Append("source-one", ExpectedRevision.Any, Proposals.Event(id, "FactRegraded", data)), Cancellation);

    private static async Task<Workspace> WithFactAsync()
    {
        var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("one.yaml", One));
        return workspace;
    }

    private static string Best(Workspace workspace, long? at = null) => workspace.Status("qadam", at: at).Basis.BestGrade?.ToString() ?? "";

    private static Task<RefusedException> RefusedAsync(Workspace workspace, string fact, Grade? grade) =>
        Assert.ThrowsAsync<RefusedException>(() => RegradeAsync(workspace, grade, fact));

    private static Task<RecordedChange> RegradeAsync(Workspace workspace, Grade? grade, string fact = "one/f1") => workspace.SendAsync(
        new RegradeFact(workspace.Ledger, fact, grade, "doubtful", "omar", Day.Parse("2018-06-01"), null));
}
