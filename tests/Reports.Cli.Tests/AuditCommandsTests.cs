using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>explain, history and diff over the five articles, as a person and as a program get them.</summary>
public sealed class AuditCommandsTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.WithArticlesAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("2018-03-14", null)]
    [InlineData("2018-03-21", null)]
    [InlineData("2018-04-21", "2018-03-31")]
    [InlineData("2018-04-21", null)]
    public async Task The_last_step_of_an_explanation_is_the_status(string on, string? publishedBy)
    {
        string[] cut = ["--on", on, .. publishedBy is null ? Array.Empty<string>() : ["--published-by", publishedBy]];
        var status = await _cli.JsonAsync(["status", "qadam", .. cut]);
        var explanation = (await _cli.JsonAsync(["explain", "al-Qadam", .. cut])).GetProperty("status");
        var last = explanation.GetProperty("steps").EnumerateArray().Last().GetProperty("after");
        foreach (var property in (string[])["status", "parties", "basis", "sides", "lastEvidence"])
            Assert.True(JsonElement.DeepEquals(status.GetProperty(property), last.GetProperty(property)), property);
        Assert.True(JsonElement.DeepEquals(status, explanation.GetProperty("view")));
    }

    [Fact]
    public async Task A_step_names_the_fact_its_words_who_recorded_it_and_what_it_ended()
    {
        var steps = (await _cli.JsonAsync("explain", "qadam", "--on", "2018-04-21")).GetProperty("status").GetProperty("steps");
        var took = steps.EnumerateArray().Single(s => Text(s, "subject") == "new-arab-2018-03-14/government-took-qadam");
        Assert.Equal("reported", Text(took, "kind"));
        Assert.Equal("took", Text(took.GetProperty("reported").GetProperty("control"), "relation"));
        Assert.Equal(20, took.GetProperty("reported").GetProperty("at").GetProperty("paragraph").GetInt32());
        Assert.NotEqual("", Text(took.GetProperty("recorded"), "by"));
        Assert.Equal("disputed", Text(took.GetProperty("after"), "status"));
        var ended = took.GetProperty("effects").EnumerateArray().Single(e => Text(e, "fact") == "middle-east-monitor-2018-03-20/opposition-left-qadam");
        Assert.Equal(("ended", "new-arab-2018-03-14/government-took-qadam"), (Text(ended, "fate"), Text(ended, "by")));
    }

    [Fact]
    public async Task What_would_change_the_answer_is_told()
    {
        var outcome = await _cli.RunAsync("explain", "qadam", "--on", "2018-04-21");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("without source al-jazeera-2018-04-21: contested (Syrian government, ISIL)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("without origin hazem-al-shamy: contested (Syrian government, ISIL)", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_is_explained_by_its_origins_words_and_a_key_asks_for_one_of_them()
    {
        var all = (await _cli.JsonAsync("explain", "evac-qaboun-2017-05-14", "--on", "2018-04-30")).GetProperty("figures");
        Assert.Equal(3, all.GetArrayLength());
        var people = Assert.Single((await _cli.JsonAsync("explain", "evac-qaboun-2017-05-14/people-evacuated/all", "--on", "2018-04-30")).GetProperty("figures").EnumerateArray());
        Assert.Equal("divergent", Text(people.GetProperty("steps").EnumerateArray().Last().GetProperty("after"), "class"));
        var roles = people.GetProperty("facts").EnumerateArray().ToDictionary(f => Text(f, "fact")!, f => Text(f, "role"));
        Assert.Equal("same-word", roles["trt-2017-05-15/people-state-media-rounded"]);
        Assert.Equal("current", roles["trt-2017-05-15/people-opposition"]);
    }

    [Fact]
    public async Task A_history_follows_each_of_the_three_times()
    {
        var valid = (await _cli.JsonAsync("history", "qadam", "--on", "2019-06-01")).GetProperty("status").EnumerateArray().ToList();
        Assert.Contains(valid, e => Text(e.GetProperty("from"), "on") == "2018-03-19" && Text(e.GetProperty("view"), "status") == "contested");
        Assert.True(valid[^1].GetProperty("view").GetProperty("stale").GetBoolean());

        var published = (await _cli.JsonAsync("history", "qadam", "--along", "published", "--on", "2018-04-21")).GetProperty("status").EnumerateArray();
        Assert.Equal(
            [("2018-03-14", "controlled"), ("2018-03-20", "contested"), ("2018-04-21", "disputed")],
            published.Select(e => (Text(e.GetProperty("from"), "publishedBy"), Text(e.GetProperty("view"), "status"))));

        var recorded = (await _cli.JsonAsync("history", "qadam", "--along", "recorded", "--on", "2018-04-21")).GetProperty("status").EnumerateArray().ToList();
        Assert.Equal("disputed", Text(recorded[^1].GetProperty("view"), "status"));
        Assert.Equal("recorded", Text(recorded[^1].GetProperty("causes")[0], "kind"));
    }

    [Fact]
    public async Task A_difference_names_every_view_that_changed_and_the_facts_that_did_it()
    {
        var changes = (await _cli.JsonAsync("diff", "qadam", "--from", "on=2018-04-21,published-by=2018-03-31", "--to", "2018-04-21")).GetProperty("changes");
        var change = Assert.Single(changes.GetProperty("statuses").EnumerateArray());
        Assert.Equal(("contested", "disputed"), (Text(change.GetProperty("before"), "status"), Text(change.GetProperty("after"), "status")));
        Assert.Equal(
            [("al-jazeera-2018-04-21/jaish-al-islam-holds-qadam", "published"), ("al-jazeera-2018-04-21/hts-holds-qadam", "published")],
            change.GetProperty("causes").EnumerateArray().Select(c => (Text(c, "fact"), Text(c, "kind"))));

        var outcome = await _cli.RunAsync("diff", "--from", "2018-03-14", "--to", "2018-03-21");
        Assert.Contains("qadam: controlled (Syrian government) → contested (Syrian government, ISIL)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("no view changed", (await _cli.RunAsync("diff", "--from", "2018-03-21", "--to", "2018-03-21")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff --from yesterday", 2, "'yesterday' is not part of a cut")]
    [InlineData("diff --from on=2018-02-30", 2, "'2018-02-30' is not a calendar date")]
    [InlineData("diff --from at=1,at=2", 2, "'at' stands twice")]
    [InlineData("diff --from 99999", 1, "position 99999 is not in the ledger")]
    [InlineData("history qadam --along sideways", 2, "'sideways' is not a time to follow")]
    [InlineData("explain nowhere", 1, "unknown incident or place 'nowhere'")]
    [InlineData("explain qadam/people", 1, "unknown measure 'people'")]
    [InlineData("explain qadam --steps 0", 2, "--steps is a number from 1 to 100000")]
    public async Task What_cannot_be_asked_is_refused_by_name(string command, int code, string message)
    {
        var outcome = await _cli.RunAsync(command.Split(' '));
        Assert.Equal(code, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Out);
    }

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
