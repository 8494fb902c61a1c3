using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Appending;
using Reports.Service.Corrections;
using Reports.Service.Policies;
using Reports.Service.Queries;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Policies;

/// <summary>Adopting a policy is an event: what follows from it, what is refused, and that older cuts keep theirs.</summary>
public sealed class AdoptPolicyTests
{
    private static readonly Policy Loose = Policy.Reports1 with { Name = "loose-1", Description = "Wide.", Tolerance = 5 };

    private const string Facts = """
        facts:
          - id: a
            figure: { about: qadam, measure: people-killed, quantity: at least 100, window: 2018-03-13 }
            by: [sohr]
          - id: b
            figure: { about: qadam, measure: people-killed, quantity: at least 300, window: 2018-03-13 }
            by: [sana]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adopted_policy_makes_every_view_from_its_position_on_and_none_before()
    {
        await using var workspace = await WithFactsAsync();
        var before = workspace.Ledger.Views.Position;

        var adopted = await AdoptAsync(workspace, Loose);

        var change = Assert.Single(adopted.Changes.Figures);
        Assert.Equal((true, false), (change.Before!.Disputed, change.After!.Disputed));
        Assert.Equal(("reports-1", "loose-1"), (change.Before.Policy, change.After.Policy));
        Assert.False(Assert.Single((await FiguresAsync(workspace)).Items).Disputed);
        Assert.True(Assert.Single((await FiguresAsync(workspace, at: before)).Items).Disputed);
        Assert.True(Assert.Single((await FiguresAsync(workspace, policy: Policy.Reports1)).Items).Disputed);
    }

    [Fact]
    public async Task The_event_holds_every_constant_who_adopted_it_and_why_and_follows_the_one_before()
    {
        await using var workspace = await WithFactsAsync();
        var first = await AdoptAsync(workspace, Loose, "first");
        var second = await AdoptAsync(workspace, Policy.Conservative, "second");

        var events = (await workspace.EventsAsync(first.Position)).ToList();
        Assert.Equal(["ledger-policy", "ledger-policy"], events.Select(e => e.Recorded.StreamText));
        Assert.Equal(new PolicyAdopted(Loose, "first"), events[0].Event);
        Assert.Equal(("amira", events[0].Recorded.Id), (events[1].Metadata.RecordedBy, events[1].Metadata.CausationId));
        Assert.Equal(second.Position, events[1].Recorded.Position.Commit);
    }

    [Fact]
    public async Task A_policy_is_part_of_what_a_rebuild_gives()
    {
        await using var workspace = await WithFactsAsync();
        await AdoptAsync(workspace, Loose);
        Assert.True((await workspace.Ledger.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);

        await workspace.ReopenAsync();

        Assert.Equal(Loose, workspace.Ledger.Views.PolicyAt(new Cut(Day.Max)));
        Assert.False(Assert.Single((await FiguresAsync(workspace)).Items).Disputed);
    }

    [Fact]
    public async Task A_policy_that_was_adopted_before_can_be_adopted_again()
    {
        await using var workspace = await WithFactsAsync();
        await AdoptAsync(workspace, Loose);
        await AdoptAsync(workspace, Policy.Reports1);
        await AdoptAsync(workspace, Loose);

        var known = await new GetPoliciesHandler(workspace.Time).Handle(new GetPolicies(workspace.Ledger, new CutRequest()), Cancellation);

        Assert.Equal(["reports-1", "conservative-1", "min-max-1", "loose-1"], known.Select(k => k.Policy.Name));
        Assert.Equal([1, 0, 0, 2], known.Select(k => k.Adoptions.Length));
        Assert.Equal([false, false, false, true], known.Select(k => k.InForce));
    }

    [Fact]
    public async Task One_name_has_one_set_of_constants_in_a_ledger()
    {
        await using var workspace = await WithFactsAsync();
        await AdoptAsync(workspace, Loose);
        Assert.Equal(
            $"the policy 'loose-1' was adopted at position {workspace.Ledger.Views.Position} with other constants: give this one another name, such as a new version",
            (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Loose with { StalenessDays = 7 }))).Message);
        Assert.Equal(
            "the policy 'reports-1' is a built-in one and cannot be redefined: give yours another name",
            (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Policy.Reports1 with { StalenessDays = 7 }))).Message);
        Assert.Equal(
            "'reports' is short for the built-in policy 'reports-1': give yours another name",
            (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Loose with { Name = "reports" }))).Message);
    }

    [Fact]
    public async Task What_is_in_force_already_is_not_adopted_again()
    {
        await using var workspace = await WithFactsAsync();
        Assert.Contains("of a ledger that adopted none", (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Policy.Reports1))).Message, StringComparison.Ordinal);
        await AdoptAsync(workspace, Loose);
        Assert.Contains("in force already, since position", (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Loose))).Message, StringComparison.Ordinal);
        Assert.Equal("a reason is needed", (await Assert.ThrowsAsync<RefusedException>(() => AdoptAsync(workspace, Policy.MinMax, ""))).Message);
    }

    [Fact]
    public async Task A_writer_outside_adopts_a_policy_as_the_command_does()
    {
        await using var workspace = await WithFactsAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);

        await appender.AppendAsync(Proposal(1, Loose), Cancellation);
        await appender.AppendAsync(Proposal(2, Policy.MinMax), Cancellation);

        Assert.Equal("min-max-1", workspace.Ledger.Views.PolicyAt(new Cut(Day.Max)).Name);
        var events = await workspace.EventsAsync(workspace.Ledger.Views.Position - 1);
        Assert.Equal(events[0].Recorded.Id, events[1].Metadata.CausationId);
    }

    [Theory]
    [InlineData("\"tolerance\":5", "\"tolerance\":0.5", "event 1: tolerance: '0.5' is not a ratio")]
    [InlineData("\"low\":24,\"high\":99", "\"low\":24,\"high\":9", "event 1: high: 9 is below the low end, 24")]
    [InlineData("\"name\":\"loose-1\"", "\"name\":\"Loose\"", "event 1: name: ")]
    [InlineData("\"name\":\"loose-1\"", "\"name\":\"min-max-1\"", "is a built-in one and cannot be redefined")]
    [InlineData("\"reason\":\"why\"", "\"reason\":\"\"", "reason: a reason is needed")]
    [InlineData("\"lowestOnly\":false,", "", "not present")]
    public async Task What_a_file_could_not_say_no_writer_says(string right, string wrong, string refusal)
    {
        await using var workspace = await WithFactsAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        var proposal = Proposal(1, Loose);
        var data = System.Text.Encoding.UTF8.GetString(proposal.Events[0].Data.Span);
        Assert.Contains(right, data, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => appender.AppendAsync(
            Proposals.Append("ledger-policy", ExpectedRevision.Any, Proposals.Event(1, "PolicyAdopted", data.Replace(right, wrong, StringComparison.Ordinal))), Cancellation));

        Assert.Contains(refusal, refused.Message, StringComparison.Ordinal);
        Assert.Empty(workspace.Ledger.Views.AdoptedPolicies());
    }

    [Fact]
    public async Task The_stream_of_policies_takes_nothing_else_and_no_other_stream_takes_a_policy()
    {
        await using var workspace = await WithFactsAsync();
        await using var appender = new LedgerAppender(workspace.Ledger, workspace.Time);
        foreach (var (stream, proposed) in ((string, ProposedEvent)[])
                 [
                     ("ledger-policy", Proposals.Source()[0]), ("ledger-other", Proposal(1, Loose).Events[0]), ("place-qadam", Proposal(1, Loose).Events[0]),
                     ("source-s1", Proposal(1, Loose).Events[0]),
                 ])
            await Assert.ThrowsAsync<RefusedException>(() => appender.AppendAsync(Proposals.Append(stream, ExpectedRevision.Any, proposed), Cancellation));
    }

    private static ProposedAppend Proposal(int id, Policy policy)
    {
        using var serializer = new EventSerializer();
        var data = System.Text.Encoding.UTF8.GetString(serializer.Serialize(new PolicyAdopted(policy, "why")));
        return Proposals.Append("ledger-policy", ExpectedRevision.Any, Proposals.Event(id, "PolicyAdopted", data));
    }

    private static async Task<Workspace> WithFactsAsync()
    {
        var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("a.yaml", Workspace.Source("a", Facts)));
        return workspace;
    }

    private static Task<RecordedChange> AdoptAsync(Workspace workspace, Policy policy, string reason = "why") => workspace.SendAsync(
        new AdoptPolicy(workspace.Ledger, policy, reason, "amira", Day.Parse("2018-06-01")));

    private static Task<Answer<Projections.Figures.FigureView>> FiguresAsync(Workspace workspace, long? at = null, Policy? policy = null) =>
        new ViewQueryHandlers(workspace.Time).Handle(
            new GetFigures(workspace.Ledger, null, false, new CutRequest(Day.Parse("2018-06-01"), At: at), policy), Cancellation);
}
