using System.Text;
using Reports.Domain.Time;
using Reports.Service.Exporting;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Exporting;

/// <summary>Exports of a workspace's ledger, in memory.</summary>
internal static class Exports
{
    /// <summary>Every content with each of its formats.</summary>
    public static IEnumerable<(ExportContent Content, ExportFormat Format)> All =>
        Enum.GetValues<ExportContent>().SelectMany(c => ExportFormats.Of(c).Select(f => (c, f)));

    public static Task<(byte[] Bytes, ExportReport Report)> ExportAsync(
        this Workspace workspace, ExportContent content, ExportFormat format, string on = "2018-06-01", string? publishedBy = null, long? at = null) =>
        workspace.ExportAsync(content, format, new CutRequest(content.HasValidDate() ? Day.Parse(on) : null, publishedBy is null ? null : Day.Parse(publishedBy), at));

    public static async Task<(byte[] Bytes, ExportReport Report)> ExportAsync(this Workspace workspace, ExportContent content, ExportFormat format, CutRequest cut)
    {
        using var output = new MemoryStream();
        using var roots = new LogRoots(workspace.Ledger.Log, null);
        var report = await new ExportLedgerHandler(workspace.Time).Handle(
            new ExportLedger(workspace.Ledger, content, format, cut, null, output, roots), TestContext.Current.CancellationToken);
        return (output.ToArray(), report);
    }

    public static async Task<string> TextAsync(this Workspace workspace, ExportContent content, ExportFormat format, string on = "2018-06-01") =>
        Encoding.UTF8.GetString((await workspace.ExportAsync(content, format, on)).Bytes);

    /// <summary>A ledger with the coded articles.</summary>
    public static async Task<Workspace> WithArticlesAsync()
    {
        var workspace = await Workspace.CreateAsync(withGazetteer: false);
        var report = await workspace.IngestAsync(
            InputFiles.Find([RepositoryRoot.Of("eventstore", "gazetteer"), RepositoryRoot.Of("eventstore", "sources")], () => Stream.Null), dryRun: false);
        Assert.False(report.HasErrors);
        return workspace;
    }
}
