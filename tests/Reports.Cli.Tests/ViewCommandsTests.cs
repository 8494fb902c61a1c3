using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>The five articles read back: the worked examples of the handbook, as a person and as a program get them.</summary>
public sealed class ViewCommandsTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.WithArticlesAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("2018-03-14", null, "controlled", "syrian-government")]
    [InlineData("2018-03-21", null, "contested", "syrian-government isil")]
    [InlineData("2018-04-21", "2018-03-31", "contested", "syrian-government isil")]
    [InlineData("2018-04-21", null, "disputed", null)]
    public async Task Qadam_is_as_the_handbook_has_it(string on, string? publishedBy, string status, string? parties)
    {
        var view = await _cli.JsonAsync(["status", "al-Qadam", "--on", on, .. publishedBy is null ? Array.Empty<string>() : ["--published-by", publishedBy]]);
        Assert.Equal(("qadam", status), (view.GetProperty("place").GetString(), view.GetProperty("status").GetString()));
        if (parties is not null) Assert.Equal(parties.Split(' '), Strings(view, "parties"));
        Assert.Equal(publishedBy, view.GetProperty("cut").GetProperty("publishedBy").GetString());
    }

    [Fact]
    public async Task A_status_has_the_documented_properties()
    {
        var view = await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21");
        var basis = view.GetProperty("basis");
        Assert.NotEmpty(Strings(basis, "for"));
        Assert.Empty(Strings(basis, "against"));
        Assert.Contains("contested", basis.GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.False(view.GetProperty("inherited").GetBoolean());
        Assert.False(view.GetProperty("stale").GetBoolean());
        Assert.Equal("reports-1", view.GetProperty("policy").GetString());
        Assert.True(view.GetProperty("position").GetInt64() > 0);
        Assert.Equal("2018-03-20", view.GetProperty("lastEvidence").GetString());
        Assert.Equal(1, view.GetProperty("ageDays").GetInt32());
    }

    [Fact]
    public async Task A_place_without_facts_inherits_and_an_old_status_is_stale()
    {
        var ruhaybah = await _cli.JsonAsync("status", "ruhaybah", "--on", "2018-04-21");
        Assert.True(ruhaybah.GetProperty("inherited").GetBoolean());
        Assert.True((await _cli.JsonAsync("status", "qaboun", "--on", "2018-04-21")).GetProperty("stale").GetBoolean());
        Assert.False((await _cli.JsonAsync("status", "qaboun", "--on", "2017-06-01")).GetProperty("stale").GetBoolean());
    }

    [Fact]
    public async Task Every_place_that_sources_speak_of_has_one_status_in_order()
    {
        var places = (await _cli.JsonAsync("status", "--on", "2018-04-30")).EnumerateArray().Select(v => v.GetProperty("place").GetString()).ToList();
        Assert.Equal(places.Distinct().Order(StringComparer.Ordinal), places);
        Assert.Contains("qadam", places);
    }

    [Fact]
    public async Task People_evacuated_from_Qaboun_are_the_disputed_figure_and_its_rounding_is_no_third_voice()
    {
        var figure = Assert.Single((await _cli.JsonAsync("figures", "--disputed", "--on", "2018-04-30")).EnumerateArray());
        Assert.Equal(
            ("evac-qaboun-2017-05-14", "people-evacuated", "all", "actual", "divergent", true, 1501L),
            (Text(figure, "about"), Text(figure, "measure"), Text(figure, "population"), Text(figure, "modality"), Text(figure, "class"),
                figure.GetProperty("disputed").GetBoolean(), figure.GetProperty("low").GetInt64()));
        Assert.Equal(1.53m, decimal.Round(figure.GetProperty("ratio").GetDecimal(), 2));
        Assert.True(figure.TryGetProperty("high", out _));
        var origins = figure.GetProperty("origins").EnumerateArray().ToDictionary(o => Text(o, "origin")!, o => o);
        Assert.Equal(["syrian-opposition", "syrian-state-media"], origins.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("at least 2289", Text(origins["syrian-state-media"], "quantity"));
        Assert.All(origins.Values, o => Assert.NotEmpty(Strings(o, "facts")));
        Assert.All(origins.Values, o => Assert.Equal(JsonValueKind.Array, o.GetProperty("revisions").ValueKind));
    }

    [Fact]
    public async Task Planned_left_and_one_convoy_of_East_Qalamoun_are_three_figures_and_no_dispute()
    {
        var figures = (await _cli.JsonAsync("figures", "--on", "2018-04-30")).EnumerateArray()
            .Where(f => Text(f, "about") == "evac-east-qalamoun-2018-04").ToList();
        Assert.Equal(
            ["actual convoy single", "actual cumulative single", "planned total single"],
            figures.Select(f => $"{Text(f, "modality")} {Text(f, "scope")} {Text(f, "class")}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(figures, f => f.GetProperty("disputed").GetBoolean());
    }

    [Fact]
    public async Task Figures_of_one_incident_and_of_one_place_are_found()
    {
        Assert.All((await _cli.JsonAsync("figures", "evac-qaboun-2017-05-14")).EnumerateArray(), f => Assert.Equal("evac-qaboun-2017-05-14", Text(f, "about")));
        Assert.NotEmpty((await _cli.JsonAsync("figures", "Eastern Ghouta")).EnumerateArray());
    }

    [Fact]
    public async Task A_policy_is_named_by_the_view_that_it_made()
    {
        var figures = await _cli.JsonAsync("figures", "evac-qaboun-2017-05-14", "--policy", "conservative");
        Assert.All(figures.EnumerateArray(), f => Assert.Equal("conservative-1", Text(f, "policy")));
        Assert.Contains("policy min-max-1", (await _cli.RunAsync("figures", "--policy", "min-max-1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_shows_every_source_that_dates_it()
    {
        var incident = Assert.Single((await _cli.JsonAsync("incidents", "agreement-qadam-2017-09")).EnumerateArray());
        Assert.Equal("agreement", Text(incident, "kind"));
        Assert.Equal(2, incident.GetProperty("statements").GetArrayLength());
        Assert.Equal(["qadam"], Strings(incident, "from"));
    }

    [Fact]
    public async Task A_fact_is_read_back_with_who_reported_and_who_recorded_it()
    {
        var fact = Assert.Single((await _cli.JsonAsync("facts", "new-arab-2018-03-14/government-took-qadam")).EnumerateArray());
        var control = fact.GetProperty("control");
        Assert.Equal(("qadam", "syrian-government", "took", "2018-03-13"), (Text(control, "place"), Text(control, "actor"), Text(control, "relation"), Text(control, "on")));
        Assert.Equal("amira", Text(fact.GetProperty("recorded"), "by"));
        Assert.Equal(Cli.Start, fact.GetProperty("recorded").GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Sources_are_listed_with_their_facts_and_a_cut_leaves_later_ones_out()
    {
        Assert.Equal(5, (await _cli.JsonAsync("sources")).GetArrayLength());
        Assert.Equal(3, (await _cli.JsonAsync("sources", "--published-by", "2018-03-31")).GetArrayLength());
        Assert.Contains("withdrawn", (await _cli.JsonAsync("sources", "trt-2017-05-15")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Positions_and_recorded_times_cut_alike()
    {
        var before = (await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21")).GetProperty("position").GetInt64();
        _cli.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await _cli.RunAsync("withdraw", "middle-east-monitor-2018-03-20", "--reason", "taken down", "--author", "amira")).Code);

        var now = await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21");
        var at = await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21", "--at", $"{before}");
        var recordedBy = await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21", "--recorded-by", "2026-11-23T12:30:00Z");
        Assert.Equal(("controlled", "contested"), (Text(now, "status"), Text(at, "status")));
        Assert.Equal(at.GetRawText(), recordedBy.GetRawText());
        Assert.Equal("unknown", Text(await _cli.JsonAsync("status", "qadam", "--on", "2018-03-21", "--at", "82"), "status"));
    }

    [Fact]
    public async Task Without_a_date_a_status_is_of_today() =>
        Assert.Equal("2026-11-23", Text((await _cli.JsonAsync("status", "qadam")).GetProperty("cut"), "on"));

    [Theory]
    [InlineData("Daesh", "isil")]
    [InlineData("داعش", "isil")]
    [InlineData("القدم", "qadam")]
    [InlineData("trt world", "trt-world")]
    public async Task A_name_is_looked_up_in_any_script(string name, string id) =>
        Assert.Contains(id, (await _cli.JsonAsync("gazetteer", name)).EnumerateArray().Select(e => Text(e, "id")));

    [Fact]
    public async Task The_whole_gazetteer_and_its_shared_names_are_listed()
    {
        Assert.Contains("within", (await _cli.JsonAsync("gazetteer")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, (await _cli.JsonAsync("gazetteer", "--ambiguous")).ValueKind);
        Assert.Contains("Hajar al-Aswad", (await _cli.RunAsync("gazetteer")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "--on", "2018-04-30")]
    [InlineData("status", "qadam", "--on", "2018-04-21")]
    [InlineData("figures", "--on", "2018-04-30")]
    [InlineData("incidents", "--on", "2018-04-30")]
    [InlineData("facts", "qadam")]
    [InlineData("sources")]
    [InlineData("gazetteer")]
    [InlineData("policy")]
    public async Task The_same_sources_give_the_same_output_on_every_run_and_in_every_ledger(params string[] args)
    {
        using var other = await Cli.WithArticlesAsync();
        foreach (var asked in (string[][])[args, [.. args, "--json"]])
        {
            var first = await _cli.RunAsync(asked);
            Assert.Equal(first, await _cli.RunAsync(asked));
            Assert.Equal(first.Out, (await other.RunAsync(asked)).Out);
        }
    }

    [Theory]
    [InlineData("status")]
    [InlineData("figures")]
    [InlineData("facts", "qadam")]
    public async Task In_a_pipe_there_is_no_colour_and_no_progress(params string[] args)
    {
        var outcome = await _cli.RunAsync(args);
        Assert.DoesNotContain('\u001b', outcome.Out);
        Assert.DoesNotContain('\r', outcome.Out);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task An_id_is_printed_whole_so_that_it_can_be_copied() =>
        Assert.Contains("middle-east-monitor-2018-03-20/isil-held-part-of-qadam", (await _cli.RunAsync("facts", "qadam")).Out, StringComparison.Ordinal);

    [Fact]
    public async Task What_there_is_nothing_of_is_none() =>
        Assert.Equal("none\n", (await _cli.RunAsync("sources", "--published-by", "2000-01-01")).Out.ReplaceLineEndings("\n"));

    private static string? Text(JsonElement json, string property) => json.GetProperty(property).GetString();

    private static IEnumerable<string?> Strings(JsonElement json, string property) => json.GetProperty(property).EnumerateArray().Select(e => e.GetString());
}
