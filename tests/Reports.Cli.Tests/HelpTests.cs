using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>What a newcomer sees, and the commands that need no ledger.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("ingest")]
    [InlineData("import")]
    [InlineData("watch")]
    [InlineData("serve")]
    [InlineData("keys")]
    [InlineData("config")]
    [InlineData("status")]
    [InlineData("figures")]
    [InlineData("incidents")]
    [InlineData("explain")]
    [InlineData("history")]
    [InlineData("diff")]
    [InlineData("facts")]
    [InlineData("sources")]
    [InlineData("retract")]
    [InlineData("withdraw")]
    [InlineData("regrade")]
    [InlineData("protect")]
    [InlineData("reveal")]
    [InlineData("forget")]
    [InlineData("gazetteer")]
    [InlineData("verify")]
    [InlineData("replay")]
    [InlineData("bundle")]
    [InlineData("checkpoint")]
    [InlineData("proof")]
    [InlineData("tiles")]
    [InlineData("signing-key")]
    [InlineData("witness")]
    [InlineData("copy")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("eventstore")]
    [InlineData("schema")]
    [InlineData("policy")]
    [InlineData("completion")]
    public async Task Help_has_an_example_wherever_the_options_stand(string command)
    {
        var outcome = await _cli.RunRawAsync(command, "--help");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Matches(@"Examples?:\s+.*reports " + command, outcome.Out);
        Assert.Equal(outcome.Out, (await _cli.RunRawAsync("--ledger", "some.db", command, "--help")).Out);
    }

    [Fact]
    public async Task The_overview_has_one_short_line_for_each_command()
    {
        var outcome = await _cli.RunRawAsync("--help");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.All(outcome.Out.Split('\n'), line => Assert.True(line.Length <= 140, line));
        Assert.DoesNotContain("Example", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_schema_is_a_JSON_document_and_can_be_written_to_a_folder()
    {
        var names = JsonDocument.Parse((await _cli.RunRawAsync("schema", "--json")).Out).RootElement.EnumerateArray().Select(e => e.GetString()!).ToList();
        Assert.Contains("source-file", names);
        Assert.Contains("ControlReported", names);
        foreach (var name in names)
            Assert.Contains("2020-12", JsonDocument.Parse((await _cli.RunRawAsync("schema", name)).Out).RootElement.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunRawAsync("schema", "--write", _cli.Folder)).Code);
        Assert.Equal(names.Count, Directory.GetFiles(_cli.Folder, "*.json").Length);
        Assert.Equal(1, (await _cli.RunRawAsync("schema", "--write", Path.Combine(_cli.Folder, "none"))).Code);
    }

    [Fact]
    public async Task Policies_are_printed_with_their_tables()
    {
        var text = (await _cli.RunRawAsync("policy")).Out;
        Assert.Contains("several hundred", text, StringComparison.Ordinal);
        var policies = JsonDocument.Parse((await _cli.RunRawAsync("policy", "--json")).Out).RootElement.EnumerateArray().ToList();
        Assert.Equal(["reports-1", "conservative-1", "min-max-1"], policies.Select(p => p.GetProperty("name").GetString()));
        Assert.All(policies, p => Assert.Equal(64, p.GetProperty("digest").GetString()!.Length));
        Assert.All(policies, p => Assert.Equal(15, p.GetProperty("phrases").GetArrayLength()));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _reports reports")]
    [InlineData("zsh", "#compdef reports")]
    [InlineData("fish", "complete -c reports")]
    public async Task Completion_scripts_ask_the_command_itself(string shell, string line)
    {
        var script = (await _cli.RunRawAsync("completion", shell)).Out;
        Assert.Contains(line, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reports st", "status")]
    [InlineData("reports status --pub", "--published-by")]
    [InlineData("reports figures --policy ", "min-max-1")]
    [InlineData("reports completion ", "fish")]
    [InlineData("reports schema source", "source-file")]
    public async Task Completion_suggests_what_can_come_next(string line, string expected)
    {
        var outcome = await _cli.RunRawAsync($"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains(expected, outcome.Out.Split('\n').Select(l => l.Trim()));
    }
}
