using System.Text;
using System.Text.Json;

namespace Reports.Cli.Tests;

public sealed class WriteCommandsTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_same_files_twice_append_nothing()
    {
        var first = await _cli.JsonAsync("ingest", Cli.Articles, "--author", "amira");
        var second = await _cli.JsonAsync("ingest", Cli.Articles, "--author", "amira");
        Assert.Equal(first.GetProperty("to").GetInt64(), second.GetProperty("to").GetInt64());
        Assert.All(second.GetProperty("files").EnumerateArray(), f => Assert.Equal(0, f.GetProperty("new").GetInt32()));
        Assert.Contains("nothing new; the ledger stays at position", (await _cli.RunAsync("ingest", Cli.Articles)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ingest_says_what_became_of_each_file_and_which_views_changed()
    {
        var outcome = await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira", "--on", "2018-03-21", "--views");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("new-arab-2018-03-14.yaml: 26 new (facts)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("qadam: unknown → contested (Syrian government, ISIL)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Control status on 2018-03-21, by district", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Disputed figures", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_checks_sources_against_the_gazetteer_beside_them_and_appends_nothing()
    {
        var outcome = await _cli.RunAsync("ingest", Cli.Articles, "--author", "amira", "--dry-run");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("new-arab-2018-03-14.yaml: 26 new (facts)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("dry run: nothing was recorded; the ledger stays at position 0", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.JsonAsync("sources")).GetArrayLength());
    }

    [Fact]
    public async Task A_retracted_fact_no_longer_counts_and_stays_readable()
    {
        using var cli = await Cli.WithArticlesAsync();
        var taken = await cli.JsonAsync("retract", "new-arab-2018-03-14/government-took-qadam", "-r", "coded twice", "--author", "omar", "--on", "2018-03-14");
        Assert.NotEmpty(taken.GetProperty("changes").GetProperty("statuses").EnumerateArray());
        var status = await cli.JsonAsync("status", "qadam", "--on", "2018-03-14");
        Assert.DoesNotContain("new-arab-2018-03-14/government-took-qadam", status.GetProperty("basis").GetRawText(), StringComparison.Ordinal);
        var fact = Assert.Single((await cli.JsonAsync("facts", "new-arab-2018-03-14/government-took-qadam")).EnumerateArray());
        Assert.Contains("coded twice", fact.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, (await cli.RunAsync("retract", "new-arab-2018-03-14/government-took-qadam", "-r", "again", "--author", "omar")).Code);
    }

    [Fact]
    public async Task A_withdrawn_source_takes_its_facts_along_and_is_listed_as_withdrawn()
    {
        using var cli = await Cli.WithArticlesAsync();
        var outcome = await cli.RunAsync("withdraw", "trt-2017-05-15", "-r", "taken down", "--author", "omar", "--on", "2018-04-30");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.StartsWith("recorded at position ", outcome.Out, StringComparison.Ordinal);
        Assert.Empty((await cli.JsonAsync("figures", "--disputed", "--on", "2018-04-30")).EnumerateArray());
        Assert.Contains("withdrawn", (await cli.RunAsync("sources")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_writer_is_refused_by_the_name_of_the_first()
    {
        using var cli = await Cli.WithArticlesAsync();
        var incoming = Directory.CreateDirectory(Path.Combine(cli.Folder, "incoming")).FullName;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var watched = new SharedWriter();
        var watching = ReportsCommand.RunAsync(["watch", incoming, "--ledger", cli.Ledger], watched, TextWriter.Null, cli.Time, false, stop.Token);
        await watched.WaitForAsync("watching", cli);

        var second = await cli.RunAsync("ingest", Cli.Articles, "--author", "omar");
        Assert.Equal((4, ""), (second.Code, second.Out));
        Assert.Contains($"is being written by process {Environment.ProcessId}", second.Error, StringComparison.Ordinal);
        Assert.Contains("'reports watch'", second.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("status")).Code);

        await stop.CancelAsync();
        Assert.Equal(130, await watching);
        Assert.Equal(0, (await cli.RunAsync("ingest", Cli.Articles, "--author", "omar")).Code);
    }

    [Fact]
    public async Task Watch_takes_a_file_that_arrives_and_stops_when_interrupted()
    {
        var gazetteer = Path.Combine(Cli.Root(), "eventstore", "gazetteer");
        Assert.Equal(0, (await _cli.RunAsync("ingest", gazetteer, "--author", "amira")).Code);
        var incoming = Directory.CreateDirectory(Path.Combine(_cli.Folder, "incoming")).FullName;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var watched = new SharedWriter();
        var watching = ReportsCommand.RunAsync(
            ["watch", incoming, "--ledger", _cli.Ledger, "--author", "amira", "--json"], watched, TextWriter.Null, _cli.Time, false, stop.Token);
        File.Copy(Path.Combine(Cli.Articles, "new-arab-2018-03-14.yaml"), Path.Combine(incoming, "new-arab.yaml"));
        await watched.WaitForAsync("\n", _cli);
        await stop.CancelAsync();
        Assert.Equal(130, await watching);

        var report = JsonDocument.Parse(watched.Text.Split('\n')[0]).RootElement;
        Assert.Equal(26, Assert.Single(report.GetProperty("files").EnumerateArray()).GetProperty("new").GetInt32());
        Assert.Equal(1, (await _cli.JsonAsync("sources")).GetArrayLength());
    }

    [Fact]
    public async Task Watch_signs_checkpoints_by_its_schedule_and_one_at_its_end()
    {
        var gazetteer = Path.Combine(Cli.Root(), "eventstore", "gazetteer");
        Assert.Equal(0, (await _cli.RunAsync("ingest", gazetteer, "--author", "amira")).Code);
        var incoming = Directory.CreateDirectory(Path.Combine(_cli.Folder, "incoming")).FullName;
        var refused = await _cli.RunAsync("watch", incoming, "--checkpoint-events", "20");
        Assert.Equal(1, refused.Code);
        Assert.Contains("reports signing-key create", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Code);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var watched = new SharedWriter();
        var watching = ReportsCommand.RunAsync(
            ["watch", incoming, "--ledger", _cli.Ledger, "--author", "amira", "--checkpoint-events", "50"], watched, TextWriter.Null, _cli.Time, false, stop.Token);
        // The gazetteer was recorded before: nothing is unsigned for longer than the schedule says, whoever recorded it.
        await watched.WaitForAsync("checkpoint of size ", _cli);
        File.Copy(Path.Combine(Cli.Articles, "new-arab-2018-03-14.yaml"), Path.Combine(incoming, "new-arab.yaml"));
        await watched.WaitForAsync("views changed", _cli);
        await stop.CancelAsync();
        Assert.Equal(130, await watching);
        var sizes = (await _cli.JsonAsync("checkpoint", "list")).EnumerateArray().Select(c => c.GetProperty("size").GetInt64()).ToList();
        Assert.Equal(2, sizes.Count);
        Assert.True(sizes[1] - sizes[0] is > 20 and < 50);
        Assert.Equal(0, (await _cli.RunAsync("verify")).Code);
    }

    [Theory]
    [InlineData("no-such-folder", "1", "there is no folder")]
    [InlineData(".", "0", "the interval is between 0.05 and 3600 seconds")]
    public async Task Watch_refuses_what_it_cannot_watch(string folder, string interval, string problem)
    {
        var outcome = await _cli.RunAsync("watch", folder, "--interval", interval);
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>Written by the command on its threads, read by the test on its own.</summary>
    private sealed class SharedWriter : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        public override void Write(char value)
        {
            lock (_text) _text.Append(value);
        }

        /// <summary>Lets the clock run until the text is there.</summary>
        public async Task WaitForAsync(string text, Cli cli)
        {
            while (!Text.Contains(text, StringComparison.Ordinal))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                cli.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }
}
