using System.Diagnostics;
using System.Text.Json;
using Reports.Service.Feed;
using Reports.Service.Ingest;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>The AsyncAPI document, checked by the schema of the specification, and every change of a ledger by the document.</summary>
public sealed class AsyncApiTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        var report = await _endpoint.Workspace.IngestAsync(
            InputFiles.Find([RepositoryRoot.Of("eventstore", "gazetteer"), RepositoryRoot.Of("eventstore", "sources")], () => Stream.Null), dryRun: false);
        Assert.False(report.HasErrors);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task It_has_a_message_for_each_kind_of_change()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("/asyncapi/v1.json", Cancellation));
        Assert.Equal("3.0.0", document.RootElement.GetProperty("asyncapi").GetString());
        var messages = document.RootElement.GetProperty("components").GetProperty("messages").EnumerateObject().Select(m => m.Name);
        Assert.Equal(ChangeEvents.Kinds, messages);
        Assert.Equal("/api/v1/changes", document.RootElement.GetProperty("channels").GetProperty("changes").GetProperty("address").GetString());
    }

    [Fact]
    public async Task It_is_valid_and_every_change_is_as_it_says()
    {
        var folder = RepositoryRoot.Of("tests", "clients");
        Assert.SkipUnless(OtherClientsTests.HasNode(), "Node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "@asyncapi")), "tests/clients has no node_modules: 'npm ci' there installs them");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "asyncapi.mjs")]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var problems = process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.StandardInput.WriteLineAsync(await _http.GetStringAsync("/asyncapi/v1.json", Cancellation));
        var changes = await _http.GetStringAsync("/api/v1/changes?after=0", Cancellation);
        await process.StandardInput.WriteAsync(changes);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal((0, ""), (process.ExitCode, await problems));
        Assert.True(changes.Split('\n').Length > 50);
    }
}
