using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Corrections;
using Reports.Service.Exporting;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Output;
using Reports.Service.Queries;
using Reports.Service.Tests.Properties;

namespace Reports.Service.Tests.Exporting;

/// <summary>What leaves through one format and comes back in is the same: an empty ledger that imports an export has its facts and its views.</summary>
public sealed class RoundTripTests
{
    private static readonly Day On = Day.Parse("2018-06-01");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task The_articles_come_back_as_they_were(ExportFormat format)
    {
        await using var ledger = await Exports.WithArticlesAsync();
        await SameAfterAsync(ledger, format);
    }

    [Theory]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task Texts_that_spreadsheets_take_for_formulas_come_back_as_they_were(ExportFormat format)
    {
        await using var ledger = await Workspace.CreateAsync();
        string[] notes = ["=HYPERLINK(1)", "'=1+1", "''", "-12", "'-12", "+a", "@x", "a, \"b\"", "NULL", "NA", "دمشق", "#tag"];
        var facts = string.Join('\n', notes.Select((n, i) => $"  - id: f{i}\n    control: {{ place: qadam, actor: isil, relation: holds, on: 2018-03-{i + 1:00} }}\n    by: [sohr]\n    note: {JsonSerializer.Serialize(n)}"));
        Assert.False((await ledger.IngestAsync(("a.yaml", Workspace.Source("a", "facts:\n" + facts)))).HasErrors);
        await SameAfterAsync(ledger, format);
    }

    [Fact]
    public Task Random_ledgers_come_back_as_they_read() => Gen.Select(RandomSources.Sources, Gen.Int[0, 999].Array[0, 6], Gen.Int[0, 2]).SampleAsync(
        async (sources, changes, format) =>
        {
            await using var ledger = await Workspace.CreateAsync();
            await ledger.IngestAsync([.. sources]);
            foreach (var change in changes) await ChangeAsync(ledger, sources.Count, change);
            await SameAfterAsync(ledger, ((ExportFormat[])[ExportFormat.Ndjson, ExportFormat.Csv, ExportFormat.Parquet])[format]);
        }, iter: 25);

    [Fact]
    public async Task Rows_in_any_order_and_taken_in_parts_add_up_and_a_second_time_nothing_is_new()
    {
        await using var ledger = await Exports.WithArticlesAsync();
        var rows = ReadByOthersTests.CsvCells(await ledger.TextAsync(ExportContent.Facts, ExportFormat.Csv));
        await using var other = await Workspace.CreateAsync(withGazetteer: false);
        await ImportAsync(other, (await ledger.ExportAsync(ExportContent.Gazetteer, ExportFormat.Ndjson)).Bytes);
        // Figures of one source name one another: 'half of' and 'rounds' stay together with what they name.
        var bySource = rows.Skip(2).GroupBy(r => r[1]).ToList();
        foreach (var part in (IEnumerable<IGrouping<string, List<string>>>[])[bySource.Skip(2), bySource.Take(2)])
            await ImportAsync(other, Encoding.UTF8.GetBytes(Text([rows[0], rows[1], .. part.Reverse().SelectMany(g => g)])));
        Assert.Equal(Views(ledger), Views(other));
        var head = other.Ledger.Views.Position;
        var again = await ImportAsync(other, Encoding.UTF8.GetBytes(Text(rows)));
        Assert.Equal((head, rows.Count - 2, 0L), (other.Ledger.Views.Position, again.UnchangedFacts, again.NewFacts));
        var one = await ImportAsync(other, Encoding.UTF8.GetBytes(Text([rows[0], rows[2]])));
        Assert.Equal((head, 0L), (other.Ledger.Views.Position, one.RetractedFacts));
    }

    [Fact]
    public async Task A_row_with_an_error_is_rejected_and_the_others_of_its_source_are_taken()
    {
        await using var ledger = await Exports.WithArticlesAsync();
        var rows = ReadByOthersTests.CsvCells(await ledger.TextAsync(ExportContent.Facts, ExportFormat.Csv));
        var kind = rows[0].IndexOf("kind");
        var wrong = rows.FindIndex(2, r => r[kind] == "control");
        rows[wrong][rows[0].IndexOf("place")] = "nowhere-at-all";
        var unknown = rows.FindIndex(wrong + 1, r => r[kind] == "control");
        rows[unknown][kind] = "rumour";
        await using var other = await Workspace.CreateAsync(withGazetteer: false);
        await ImportAsync(other, (await ledger.ExportAsync(ExportContent.Gazetteer, ExportFormat.Ndjson)).Bytes);
        var report = await other.ImportAsync("reports-facts", Input(Encoding.UTF8.GetBytes(Text(rows))));
        Assert.Equal((rows.Count - 2L, 2L, rows.Count - 4L), (report.Rows, report.Rejected, report.NewFacts));
        Assert.Equal([wrong - 1L, unknown - 1L], report.Problems.Select(p => p.Row).Order());
        Assert.Contains(report.Problems, p => p.Reason.Contains("nowhere-at-all", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"source\":{}}\n", 1)]
    [InlineData("{\"source\":1}\nnonsense\n", 2)]
    [InlineData("{\"places\":[{\"id\":\"x\"}]}\n", 1)]
    public async Task Lines_that_are_no_documents_are_rejected(string text, int rejected)
    {
        await using var workspace = await Workspace.CreateAsync();
        var head = workspace.Ledger.Views.Position;
        var report = await workspace.ImportAsync("reports-facts", Input(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((rejected, head), (report.Rejected, workspace.Ledger.Views.Position));
    }

    [Fact]
    public async Task Parquet_that_was_cut_short_is_refused()
    {
        await using var ledger = await Exports.WithArticlesAsync();
        var bytes = (await ledger.ExportAsync(ExportContent.Facts, ExportFormat.Parquet)).Bytes;
        await Assert.ThrowsAsync<RefusedException>(() => ledger.ImportAsync("reports-facts", Input(bytes[..(bytes.Length / 2)])));
    }

    private static async Task SameAfterAsync(Workspace ledger, ExportFormat format)
    {
        await using var other = await Workspace.CreateAsync(withGazetteer: false);
        if (format != ExportFormat.Ndjson) await ImportAsync(other, (await ledger.ExportAsync(ExportContent.Gazetteer, ExportFormat.Ndjson)).Bytes);
        await ImportAsync(other, (await ledger.ExportAsync(ExportContent.Facts, format)).Bytes);
        Assert.Equal(await DocumentsAsync(ledger, format), await DocumentsAsync(other, format));
        Assert.Equal(Views(ledger), Views(other));
    }

    /// <summary>The lines of an export of facts; a source of which no fact stands is in no table.</summary>
    private static async Task<string> DocumentsAsync(Workspace workspace, ExportFormat format) => string.Join('\n',
        (await workspace.TextAsync(ExportContent.Facts, ExportFormat.Ndjson)).Split('\n')
        .Where(l => format == ExportFormat.Ndjson || !l.Contains("\"incidents\":[],\"facts\":[]", StringComparison.Ordinal)));

    private static async Task<ImportReport> ImportAsync(Workspace workspace, byte[] bytes)
    {
        var report = await workspace.ImportAsync("reports-facts", Input(bytes));
        Assert.True(report.Rejected == 0, string.Join('\n', report.Problems.Select(p => $"{p.Row} {p.Column}: {p.Reason}")));
        return report;
    }

    private static ImportInput Input(byte[] bytes) => new("facts", bytes.Length, () => new MemoryStream(bytes));

    private static string Text(List<List<string>> rows) => string.Concat(rows.Select(r =>
        string.Join(',', r.Select(c => c.AsSpan().ContainsAny(",\"\r\n") ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c)) + "\r\n"));

    /// <summary>Takes back, withdraws, grades otherwise, merges or splits, as far as the ledger takes it.</summary>
    private static async Task ChangeAsync(Workspace workspace, int sources, int number)
    {
        var (ledger, time) = (workspace.Ledger, workspace.Time);
        var (source, fact) = ($"s{number % sources}", $"s{number % sources}/f{number / 8 % 4}");
        var places = RandomSources.Places;
        try
        {
            switch (number / 32 % 6)
            {
                case 0: await new TakeBackHandler(time).Handle(new RetractFact(ledger, fact, "amira", "mistaken", On, null), Cancellation); break;
                case 1: await new TakeBackHandler(time).Handle(new WithdrawSource(ledger, source, "amira", "withdrawn", On, null), Cancellation); break;
                case 2: await new RegradeFactHandler(time).Handle(new RegradeFact(ledger, fact, Grade.Parse("B2"), "looked again", "amira", On, null), Cancellation); break;
                case 3: await new ReconcileNamesHandler(time).Handle(new MergeNames(ledger, places[number % 3], places[(number + 1) % 3], ReconciledKind.Place, "one town", "amira", On, null), Cancellation); break;
                case 4: await new ReconcileNamesHandler(time).Handle(new MergeNames(ledger, "isil", "hts", ReconciledKind.Actor, "one group", "amira", On, null), Cancellation); break;
                default: await new ReconcileNamesHandler(time).Handle(new SplitName(ledger, places[number % 3], places[(number + 1) % 3], [fact], ReconciledKind.Place, "two towns", "amira", On, null), Cancellation); break;
            }
        }
        catch (RefusedException)
        {
            // Not every change fits every ledger: what does not is as though it had not been tried.
        }
    }

    /// <summary>Every view on a few dates, without positions, which no two ledgers have in common.</summary>
    private static string Views(Workspace workspace)
    {
        var text = new StringBuilder();
        var views = workspace.Ledger.Views;
        foreach (var on in (string[])["2018-06-01", "2018-03-21", "2018-02-15"])
        {
            var cut = new Cut(Day.Parse(on));
            foreach (var view in views.Statuses(cut, Policy.Reports1)) text.AppendLine(Json(json => ViewJson.Write(json, view)));
            foreach (var view in views.Figures(cut, Policy.Reports1)) text.AppendLine(Json(json => ViewJson.Write(json, view)));
            foreach (var view in views.Incidents(cut)) text.AppendLine(Json(json => ViewJson.Write(json, view)));
        }

        return text.ToString();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var node = JsonNode.Parse(PrintedJson.Bytes(write))!.AsObject();
        node.Remove("position");
        node["cut"]!.AsObject().Remove("at");
        return node.ToJsonString();
    }
}
