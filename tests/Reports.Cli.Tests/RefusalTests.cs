using System.Text;

namespace Reports.Cli.Tests;

/// <summary>Exit codes, and what a person is told: on standard error, with the place and what was perhaps meant.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Escape = "\u001b";
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("statsu", "unknown command 'statsu': did you mean 'status'?", "see 'reports --help'")]
    [InlineData("status --onn 2018-03-14", "unknown option '--onn': did you mean '--on'?", "see 'reports status --help'")]
    [InlineData("status qadam yarmouk", "one word too many: 'yarmouk'", "see 'reports status --help'")]
    [InlineData("status --on 2018-13-01", "'2018-13-01' is not a calendar date such as 2018-03-21", "see 'reports status --help'")]
    [InlineData("status --at -1", "'-1' is not a log position such as 120", "see 'reports status --help'")]
    [InlineData("status --recorded-by noon", "'noon' is not a time such as 2026-11-23T12:00:00Z", "see 'reports status --help'")]
    [InlineData("retract a/b", "Option '--reason' is required", "see 'reports retract --help'")]
    [InlineData("completion tcsh", "'bash' 'zsh' 'fish'", "see 'reports completion --help'")]
    [InlineData("ingest", "missing", "see 'reports ingest --help'")]
    public async Task A_command_line_that_cannot_be_read_ends_with_2_and_says_why(string line, string problem, string help)
    {
        var outcome = await _cli.RunRawAsync(line.Split(' '));
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(help, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("checkpoint")]
    [InlineData("tiles export tiles")]
    [InlineData("signing-key show")]
    public async Task What_stands_beside_a_file_is_not_looked_for_beside_a_cluster(string line)
    {
        var outcome = await _cli.RunRawAsync([.. line.Split(' '), "--ledger", "esdb://127.0.0.1:1?tls=false"]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.Contains("with --integrity-folder or REPORTS_INTEGRITY", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_a_file_is_not_kept_elsewhere()
    {
        var outcome = await _cli.RunRawAsync("verify", "--ledger", "none.db", "--integrity-folder", "elsewhere");
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.Contains("what belongs to a file stands beside it", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_the_commands_are_listed_on_standard_error()
    {
        var outcome = await _cli.RunRawAsync();
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("ingest", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("figures")]
    [InlineData("incidents")]
    [InlineData("facts")]
    [InlineData("sources")]
    [InlineData("gazetteer")]
    public async Task Where_there_is_no_ledger_a_view_ends_with_4_and_says_what_makes_one(string command)
    {
        var outcome = await _cli.RunAsync(command);
        Assert.Equal((4, ""), (outcome.Code, outcome.Out));
        Assert.Contains($"there is no ledger at {_cli.Ledger}; 'reports ingest' makes one", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.Ledger));
    }

    [Theory]
    [InlineData("unknown place 'qadem': did you mean 'Qadam'?", "status", "qadem")]
    [InlineData("unknown incident or place", "figures", "evac-nowhere")]
    [InlineData("unknown incident 'evac-qadam-2018-03-12': did you mean 'evac-qadam-2018-03-13'?", "incidents", "evac-qadam-2018-03-12")]
    [InlineData("unknown source 'new-arab-2018-03-15' at this cut: did you mean 'new-arab-2018-03-14'?", "sources", "new-arab-2018-03-15")]
    [InlineData("did you mean 'government-took-qadam'?", "facts", "new-arab-2018-03-14/goverment-took-qadam")]
    [InlineData("unknown source or place 'qadem': did you mean 'Qadam'?", "facts", "qadem")]
    [InlineData("unknown actor 'Deash': did you mean 'Daesh'?", "gazetteer", "Deash")]
    [InlineData("unknown policy 'reports-2': the policies are reports-1, conservative-1, min-max-1", "figures", "--policy", "reports-2")]
    [InlineData("position 99999 is not in the ledger", "status", "--at", "99999")]
    [InlineData("not both", "status", "--at", "1", "--recorded-by", "2026-11-23")]
    [InlineData("has no fact 'nothing'", "retract", "new-arab-2018-03-14/nothing", "--reason", "coded twice")]
    [InlineData("unknown source", "withdraw", "new-arab", "--reason", "taken down")]
    [InlineData("unknown schema 'source'", "schema", "source")]
    public async Task What_the_ledger_does_not_have_is_refused_with_1_and_the_nearest_name(string problem, params string[] args)
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira")).Code);
        var outcome = await _cli.RunAsync(args);
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.StartsWith("reports: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_with_a_changed_byte_ends_with_3_whatever_is_asked()
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira")).Code);
        var bytes = await File.ReadAllBytesAsync(_cli.Ledger, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().IndexOf("government-took-qadam"u8);
        Assert.True(at > 0);
        bytes[at] = (byte)'G';
        await File.WriteAllBytesAsync(_cli.Ledger, bytes, TestContext.Current.CancellationToken);
        foreach (var command in (string[])["status", "figures", "facts", "sources"])
        {
            var outcome = await _cli.RunAsync(command);
            Assert.Equal((3, ""), (outcome.Code, outcome.Out));
            Assert.Contains(_cli.Ledger, outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_refused_and_left_as_it_was()
    {
        await File.WriteAllTextAsync(_cli.Ledger, new string('x', 10_000), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await _cli.RunAsync("status")).Code);
        Assert.Equal(1, (await _cli.RunAsync("ingest", Cli.Articles)).Code);
        Assert.Equal(new string('x', 10_000), await File.ReadAllTextAsync(_cli.Ledger, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_mistake_in_a_file_is_told_with_line_and_column_and_nothing_of_the_file_is_taken()
    {
        var good = await File.ReadAllTextAsync(Path.Combine(Cli.Articles, "new-arab-2018-03-14.yaml"), TestContext.Current.CancellationToken);
        var bad = good.Replace("from: [qadam]", "from: [qadem]", StringComparison.Ordinal);
        var file = _cli.Write("bad.yaml", bad);
        var line = bad[..bad.IndexOf("qadem", StringComparison.Ordinal)].Count(c => c == '\n') + 1;

        var outcome = await _cli.RunAsync("ingest", Path.Combine(Cli.Root(), "eventstore", "gazetteer"), file, "--author", "amira");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{file}:{line}:", outcome.Error, StringComparison.Ordinal);
        Assert.Matches(@":\d+:\d+: .*unknown place 'qadem': did you mean 'Qadam'\?", outcome.Error);
        Assert.Contains("refused; nothing of it was taken", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("qadem", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.JsonAsync("sources")).GetArrayLength());
    }

    [Theory]
    [InlineData("title: \"red \\e[31m title\"")]
    [InlineData("title: \"reversed \\u202E title\"")]
    [InlineData("title: \"hidden \\u200B title\"")]
    public async Task Text_that_steers_a_terminal_or_reorders_is_refused_and_shown_as_code_points(string title)
    {
        var good = await File.ReadAllTextAsync(Path.Combine(Cli.Articles, "new-arab-2018-03-14.yaml"), TestContext.Current.CancellationToken);
        var file = _cli.Write("hostile.yaml", good.Replace("title: Syrian rebels evacuate small pocket south of Damascus", title, StringComparison.Ordinal));
        var outcome = await _cli.RunAsync("ingest", Path.Combine(Cli.Root(), "eventstore", "gazetteer"), file, "--author", "amira");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("U+", outcome.Error, StringComparison.Ordinal);
        Harmless(outcome);
    }

    [Theory]
    [InlineData("status", Escape + "[31mqadam")]
    [InlineData("status", "qa\u202Edemx")]
    [InlineData("facts", "a" + Escape + "[2J/b")]
    [InlineData("incidents", Escape + "]0;title")]
    [InlineData("sources", Escape + "[31m")]
    [InlineData("gazetteer", "\u202E")]
    [InlineData("schema", Escape + "[31m")]
    [InlineData("status", "--on", Escape + "[31m")]
    [InlineData("status", "--policy", Escape + "[31m")]
    [InlineData("ingest", Escape + "[31m.yaml")]
    [InlineData("st" + Escape + "[31m")]
    public async Task Hostile_words_on_the_command_line_come_back_harmless(params string[] args)
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira")).Code);
        var outcome = await _cli.RunAsync(args);
        Assert.InRange(outcome.Code, 1, 2);
        Assert.NotEmpty(outcome.Error);
        Harmless(outcome);
    }

    [Fact]
    public async Task An_author_is_a_line_of_safe_text()
    {
        var outcome = await _cli.RunAsync("ingest", Cli.Articles, "--author", "a" + Escape + "[31m");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("the author's name has the control character U+001B", outcome.Error, StringComparison.Ordinal);
        Harmless(outcome);
    }

    private static void Harmless(Outcome outcome)
    {
        foreach (var rune in (outcome.Out + outcome.Error).EnumerateRunes())
            Assert.True(rune.Value == '\n' || rune.Value == '\r' || Rune.GetUnicodeCategory(rune) is not
                (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format), $"U+{rune.Value:X4}");
    }
}
