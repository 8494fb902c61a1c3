using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reports.Domain.Time;
using Reports.EventStore.Integrity;
using Reports.Service.Corrections;
using Reports.Service.Exporting;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Exporting;

/// <summary>What every export has, whatever its format.</summary>
public sealed class ExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_cut_gives_the_same_bytes_whatever_is_recorded_and_rebuilt_later()
    {
        await using var workspace = await Exports.WithArticlesAsync();
        var at = workspace.Ledger.Views.Position;
        var before = new Dictionary<(ExportContent, ExportFormat), byte[]>();
        foreach (var (content, format) in Exports.All) before[(content, format)] = (await workspace.ExportAsync(content, format, at: at)).Bytes;
        await workspace.IngestAsync(("late.yaml", Workspace.Source("late", Workspace.Control("qadam", "isil", "took", "2018-04-01", by: "reuters"))));
        await new TakeBackHandler(workspace.Time).Handle(
            new RetractFact(workspace.Ledger, "new-arab-2018-03-14/government-took-qadam", "amira", "mistaken", Day.Parse("2018-06-01"), null), Cancellation);
        workspace.Time.Advance(TimeSpan.FromDays(400));
        await workspace.ReopenAsync();
        foreach (var (content, format) in Exports.All)
        {
            var (bytes, report) = await workspace.ExportAsync(content, format, at: at);
            Assert.True(before[(content, format)].AsSpan().SequenceEqual(bytes), $"{content} as {format}");
            Assert.Equal((bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))), (report.Bytes, report.Sha256));
            Assert.True(report.Rows > 20, $"{content} as {format}");
        }

        var later = (await workspace.ExportAsync(ExportContent.Facts, ExportFormat.Ndjson)).Bytes;
        Assert.False(before[(ExportContent.Facts, ExportFormat.Ndjson)].AsSpan().SequenceEqual(later));
    }

    [Fact]
    public async Task An_export_names_the_root_that_a_checkpoint_of_its_position_has()
    {
        await using var workspace = await Exports.WithArticlesAsync();
        using var tree = LogTree.OpenToRead(workspace.Ledger.Log, null);
        await tree.CatchUpAsync(cancellation: Cancellation);
        using var roots = new LogRoots(workspace.Ledger.Log, null);
        // Forwards, again, and back.
        foreach (var position in (long[])[10, 200, 200, 5, 0, tree.Size])
            Assert.Equal((position, tree.Proofs.RootAt(position)), await roots.AtAsync(position, cancellation: Cancellation));
        var origin = (await workspace.ExportAsync(ExportContent.Statuses, ExportFormat.Csv, at: 200)).Report.Origin;
        Assert.Equal((200, tree.Proofs.RootAt(200)), (origin.Events, origin.Root));
    }

    [Fact]
    public async Task Tiles_give_the_root_without_the_log()
    {
        await using var workspace = await Exports.WithArticlesAsync();
        var folder = new TreeFolder(Path.Combine(workspace.Folder, "tiles"));
        MerkleHash known;
        using (var tree = LogTree.OpenToWrite(workspace.Ledger.Log, folder))
        {
            await tree.CatchUpAsync(cancellation: Cancellation);
            tree.Save();
            known = tree.Proofs.RootAt(100);
        }

        await workspace.IngestAsync(("late.yaml", Workspace.Source("late", Workspace.Control("qadam", "isil", "took", "2018-04-01", by: "reuters"))));
        using var roots = new LogRoots(workspace.Ledger.Log, folder);
        Assert.Equal((100, known), await roots.AtAsync(100, cancellation: Cancellation));
        Assert.Equal(workspace.Ledger.Views.Position, (await roots.AtAsync(workspace.Ledger.Views.Position, cancellation: Cancellation)).Events);
    }

    [Theory]
    [InlineData(ExportContent.Changes, ExportFormat.GeoJson)]
    [InlineData(ExportContent.Statuses, ExportFormat.Prov)]
    [InlineData(ExportContent.Facts, ExportFormat.CloudEvents)]
    public async Task A_format_that_does_not_fit_is_refused_with_those_that_do(ExportContent content, ExportFormat format)
    {
        await using var workspace = await Workspace.CreateAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => workspace.ExportAsync(content, format));
        Assert.Contains(string.Join(", ", ExportFormats.Of(content).Select(ExportFormats.Formats.Word)), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_have_no_valid_date_and_only_changes_are_after_a_position()
    {
        await using var workspace = await Workspace.CreateAsync();
        await Assert.ThrowsAsync<RefusedException>(() => workspace.ExportAsync(ExportContent.Facts, ExportFormat.Csv, new CutRequest(Day.Parse("2018-06-01"))));
        using var roots = new LogRoots(workspace.Ledger.Log, null);
        await Assert.ThrowsAsync<RefusedException>(() => new ExportLedgerHandler(workspace.Time).Handle(
            new ExportLedger(workspace.Ledger, ExportContent.Facts, ExportFormat.Csv, new CutRequest(), null, Stream.Null, roots) { After = 3 }, Cancellation));
    }

    [Fact]
    public async Task What_does_not_stand_at_the_cut_is_in_no_export_of_facts()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "isil", "took", "2018-03-14"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("yarmouk", "isil", "took", "2018-03-14"), "2018-05-01")),
            ("c.yaml", Workspace.Source("c", Workspace.Control("yarmouk", "hts", "took", "2018-03-14"))));
        var take = new TakeBackHandler(workspace.Time);
        await take.Handle(new RetractFact(workspace.Ledger, "a/f1", "amira", "mistaken", Day.Parse("2018-06-01"), null), Cancellation);
        await take.Handle(new WithdrawSource(workspace.Ledger, "c", "amira", "withdrawn", Day.Parse("2018-06-01"), null), Cancellation);
        var lines = (await workspace.TextAsync(ExportContent.Facts, ExportFormat.Ndjson)).Split('\n');
        Assert.Contains(lines, l => l.Contains("\"id\":\"a\"", StringComparison.Ordinal) && l.Contains("\"facts\":[]", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"id\":\"b\"", StringComparison.Ordinal) && l.Contains("\"id\":\"f1\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("\"id\":\"c\"", StringComparison.Ordinal));
        var early = Encoding.UTF8.GetString((await workspace.ExportAsync(ExportContent.Facts, ExportFormat.Ndjson, publishedBy: "2018-04-01")).Bytes);
        Assert.DoesNotContain("\"id\":\"b\"", early, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_beside_a_file_says_what_it_was_made_from_and_describes_its_columns()
    {
        await using var workspace = await Exports.WithArticlesAsync();
        var (bytes, report) = await workspace.ExportAsync(ExportContent.Figures, ExportFormat.Csv, at: 240);
        using var sidecar = JsonDocument.Parse(Service.Output.PrintedJson.Bytes(json => ExportSidecar.Write(json, "figures.csv", report)));
        var root = sidecar.RootElement;
        Assert.Equal(("http://www.w3.org/ns/csvw", "figures.csv"), (root.GetProperty("@context").GetString(), root.GetProperty("url").GetString()));
        var origin = root.GetProperty("urn:reports:export");
        Assert.Equal((240, "2018-06-01", "reports-1", report.Origin.Root.ToString()),
            (origin.GetProperty("position").GetInt64(), origin.GetProperty("on").GetString(), origin.GetProperty("policy").GetString(), origin.GetProperty("root").GetString()));
        var columns = root.GetProperty("tableSchema").GetProperty("columns").EnumerateArray().ToList();
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n");
        for (var row = 0; row < 2; row++)
            Assert.Equal(lines[row], string.Join(',', columns.Select(c => c.GetProperty("titles")[row].GetString())));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), root.GetProperty("urn:reports:sha256").GetString());
    }
}
