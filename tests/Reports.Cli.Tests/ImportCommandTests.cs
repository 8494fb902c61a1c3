using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.Cli.Tests;

/// <summary><c>reports import</c>.</summary>
public sealed class ImportCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string MillValley => Path.Combine(Cli.Root(), "eventstore", "imports", "mill-valley.csv");

    [Fact]
    public async Task A_file_is_taken_with_its_rejects_told_by_row_and_column_and_again_nothing_is()
    {
        using var cli = await Cli.WithArticlesAsync();
        var rejects = Path.Combine(cli.Folder, "rejects.csv");
        var first = await cli.RunAsync("import", "control", MillValley, "--rejects", rejects);
        Assert.Equal(1, first.Code);
        Assert.Contains("4 rows: 3 taken, 1 rejected", first.Out, StringComparison.Ordinal);
        Assert.Contains("mill-valley.csv:5: row 4, date: no date", first.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await File.ReadAllLinesAsync(rejects, Cancellation)).Length);
        Assert.Contains("nothing new to record", (await cli.RunAsync("import", "control", MillValley, "--rejects", rejects)).Out, StringComparison.Ordinal);
        Assert.Contains("Mill Guard", (await cli.RunAsync("status", "Mill Valley", "--on", "2018-03-25")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mapping_is_shown_and_nothing_else_happens()
    {
        using var cli = new Cli();
        var shown = await cli.RunAsync("import", "ucdp-ged", "--mapping");
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("low, best, high", shown.Out, StringComparison.Ordinal);
        Assert.Equal("ucdp-ged", (await cli.JsonAsync("import", "ucdp-ged", "--mapping")).GetProperty("format").GetString());
        Assert.False(File.Exists(cli.Ledger));
    }

    [Fact]
    public async Task The_help_names_each_format_with_what_its_files_are_and_an_example()
    {
        using var cli = new Cli();
        var help = (await cli.RunAsync("import", "--help")).Out;
        Assert.All(Service.Importing.ImportFormats.Summaries, f =>
        {
            Assert.Contains($"{f.Name,-22}{f.Summary}", help, StringComparison.Ordinal);
            Assert.Contains($"reports import {f.Name} ", help, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Columns_that_become_one_thing_stand_together_whatever_their_number()
    {
        using var cli = new Cli();
        var lines = (await cli.RunAsync("import", "airwars", "--mapping")).Out.Split('\n').Select(l => l.TrimEnd()).ToList();
        var at = lines.FindIndex(l => l.Contains("region, location_en", StringComparison.Ordinal));
        Assert.StartsWith("  location_accuracy", lines[at + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_counts_that_add_up()
    {
        using var cli = await Cli.WithArticlesAsync();
        var outcome = await cli.RunAsync("import", "control", MillValley, "--dry-run", "--json");
        var report = JsonDocument.Parse(outcome.Out).RootElement;
        var rows = report.GetProperty("rows");
        Assert.Equal((4, 3, 1), (rows.GetProperty("read").GetInt32(), rows.GetProperty("taken").GetInt32(), rows.GetProperty("rejected").GetInt32()));
        Assert.Equal(report.GetProperty("from").GetInt64(), report.GetProperty("to").GetInt64());
        Assert.Equal("date", report.GetProperty("problems")[0].GetProperty("column").GetString());
    }

    [Theory]
    [InlineData("unknown format 'ged': the formats are", "import", "ged", "x.csv")]
    [InlineData("there is no file 'x.csv'", "import", "control", "x.csv")]
    [InlineData("name the file to import", "import", "control")]
    public async Task What_cannot_be_imported_is_refused(string reason, params string[] args)
    {
        using var cli = new Cli();
        var outcome = await cli.RunAsync(args);
        Assert.Equal(1, outcome.Code);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_and_run_again_an_import_ends_as_if_nothing_had_happened()
    {
        const int Rows = 30_000;
        using var clean = await Cli.WithArticlesAsync();
        var file = clean.Write("control.csv", History(Rows));
        Assert.Equal(0, (await clean.RunAsync("import", "control", file)).Code);
        var whole = await ContentAsync(clean);
        for (var round = 1UL; round <= 2; round++)
        {
            var random = new SplitMix(round);
            using var cli = await Cli.WithArticlesAsync();
            var first = (await ContentAsync(cli)).Count;
            using (var child = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "reports.dll"), ["import", "control", file, "--ledger", cli.Ledger, "--json"]))
            {
                await using (var reader = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read, new EmbeddedLogOptions { PollInterval = TimeSpan.FromMilliseconds(1) }))
                    await foreach (var page in reader.SubscribeAsync(Position.At(first), default, Cancellation))
                        if (page.Next.Commit > first) break;
                for (var spin = random.Below(200_000); spin > 0; spin--) Thread.SpinWait(1);
                child.Kill();
                await child.ExitAsync();
            }

            Assert.InRange((await ContentAsync(cli)).Count, first + 1, whole.Count - 1);
            Assert.Equal(0, (await cli.RunAsync("import", "control", file)).Code);
            Assert.Equal(whole, await ContentAsync(cli));
        }
    }

    private static string History(int rows)
    {
        var text = new StringBuilder("place,date,controller,source\n");
        for (var row = 0; row < rows; row++)
            text.Append(CultureInfo.InvariantCulture, $"Valley {row % 97},20{10 + (row % 9):00}-{1 + (row % 12):00}-{1 + (row % 28):00},Group {row % 13},Outlet {row / 100}\n");
        return text.ToString();
    }

    /// <summary>Every event by what it says, whatever its position.</summary>
    private static async Task<List<string>> ContentAsync(Cli cli)
    {
        await using var log = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read);
        var content = new List<string>();
        await foreach (var page in log.ReadAllAsync(default, Cancellation))
            foreach (var e in page.Events.Span)
                content.Add($"{e.StreamText}@{e.Revision} {e.Id}");
        content.Sort(StringComparer.Ordinal);
        return content;
    }
}
