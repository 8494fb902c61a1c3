using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>Settings from flags, the environment and a file: which wins, what is refused, and what is shown of them.</summary>
public sealed class ConfigTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Flags_win_over_variables_and_variables_over_the_file()
    {
        var file = Write("ledger: data/syria.db\nport: 1001\nhttp-port: 1002\nadvertise: from.file\ninsecure: true\n");
        using var variable = new Variable("REPORTS_HTTP_PORT", "2002");
        var shown = JsonDocument.Parse((await _cli.RunRawAsync("config", "--settings", file, "--port", "3001", "--json")).Out).RootElement;
        Assert.Equal(file, shown.GetProperty("file").GetString());
        Assert.Equal(("3001", "--port"), Setting(shown, "port"));
        Assert.Equal(("2002", "REPORTS_HTTP_PORT"), Setting(shown, "http-port"));
        Assert.Equal(("from.file", file + ":4"), Setting(shown, "advertise"));
        Assert.Equal(("true", file + ":5"), Setting(shown, "insecure"));
        Assert.Equal(("127.0.0.1", "default"), Setting(shown, "bind"));
        // Paths are relative to the file that names them.
        Assert.Equal((Path.Combine(_cli.Folder, "data", "syria.db"), file + ":1"), Setting(shown, "ledger"));
    }

    [Fact]
    public async Task Every_command_reads_the_file()
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira")).Code);
        var file = Write("ledger: ledger.db\n");
        var status = await _cli.RunRawAsync("status", "qadam", "--on", "2018-03-21", "--settings", file);
        Assert.Equal((0, ""), (status.Code, status.Error));
        using var variable = new Variable("REPORTS_SETTINGS", file);
        Assert.Equal(0, (await _cli.RunRawAsync("status", "qadam", "--on", "2018-03-21")).Code);
        Assert.Contains("settings file: none", (await _cli.RunRawAsync("config", "--settings", "none")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http-prt: 1\n", ":1:1: there is no property 'http-prt': did you mean 'http-port'?")]
    [InlineData("bind: localhost\nport: many\n", ":2: port: 'many' is not a whole number from 0 to 65535")]
    [InlineData("port: 70000\n", ":1: port: '70000' is not a whole number from 0 to 65535")]
    [InlineData("insecure: yes\n", ":1: insecure: 'yes' is neither true nor false")]
    [InlineData("keys:\n", ":1:6: keys: it has no value")]
    [InlineData("port: 1\nport: 2\n", ":2:1: the key 'port' stands twice")]
    [InlineData("- port\n", ":1:1: a settings file is a list of 'property: value'")]
    [InlineData("checkpoint-minutes: 0\n", ":1: checkpoint-minutes: '0' is not a number from 0.01 to 525600")]
    public async Task What_is_wrong_with_the_file_is_told_with_its_place(string text, string problem)
    {
        var file = Write(text);
        foreach (var command in new[] { "config", "serve" })
        {
            var outcome = await _cli.RunRawAsync(command, "--settings", file);
            Assert.Equal((2, ""), (outcome.Code, outcome.Out));
            Assert.Contains(file + problem, outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_wrong_in_the_environment_or_with_a_flag_names_it()
    {
        using var variable = new Variable("REPORTS_BIND", "somewhere");
        Assert.Contains("REPORTS_BIND: 'somewhere' is not an address", (await _cli.RunRawAsync("config")).Error, StringComparison.Ordinal);
        Assert.Contains("--bind: 'nowhere' is not an address", (await _cli.RunRawAsync("config", "--bind", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Contains("the settings cannot be read", (await _cli.RunRawAsync("config", "--settings", Path.Combine(_cli.Folder, "none.yaml"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_is_no_setting_is_named()
    {
        using var variable = new Variable("REPORTS_HTPP_PORT", "1");
        var outcome = await _cli.RunRawAsync("config");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("REPORTS_HTPP_PORT is no setting", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_shown()
    {
        var outcome = await _cli.RunRawAsync("config", "--ledger", "esdb://amira:s3cret@node1,node2", "--json");
        Assert.DoesNotContain("s3cret", outcome.Out + outcome.Error, StringComparison.Ordinal);
        Assert.Contains("esdb+discover://amira@node1:2113", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_serve_would_refuse_is_refused()
    {
        var outcome = await _cli.RunRawAsync("config", "--settings", Write("bind: 0.0.0.0\n"));
        Assert.Equal(1, outcome.Code);
        Assert.Contains("needs TLS (--tls-cert", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0", outcome.Out, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Combine(_cli.Folder, "reports.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private static (string? Value, string? From) Setting(JsonElement shown, string property)
    {
        var setting = shown.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("property").GetString() == property);
        return (setting.GetProperty("value").GetString(), setting.GetProperty("from").GetString());
    }

    /// <summary>A variable of this process, until it is disposed of.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string value)
        {
            _name = name;
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}
