using System.Diagnostics;
using System.Text.Json;

namespace Reports.Service.Tests.Protocol;

/// <summary>The clients that other people use, as they come from their registry, over TLS.</summary>
public sealed class OtherClientsTests
{
    private static readonly string Folder = RepositoryRoot.Of("tests", "clients");

    [Theory]
    [InlineData("db-client", "esdb")]
    [InlineData("kurrentdb-client", "kurrentdb")]
    public async Task A_client_appends_reads_and_follows_across_a_restart(string script, string scheme)
    {
        var (endpoint, authority) = await StartAsync();
        await using var _ = endpoint;
        string Connection() => ConnectionOf(scheme, endpoint, authority);
        var head = endpoint.Workspace.Ledger.Views.Position;
        var written = await RunAsync(script, Connection(), "write", "s1");
        foreach (var appended in (string[])["appended", "retried"])
        {
            var success = written.GetProperty(appended);
            Assert.Equal((true, "1", $"{head + 2}"), (success.GetProperty("success").GetBoolean(), Text(success, "revision"), Text(success, "position")));
        }

        Assert.Equal(("WrongExpectedVersionError", "wrong-expected-version"), Error(written, "wrong"));
        Assert.NotNull(Error(written, "refused").Name);
        Assert.Equal("access-denied", Error(written, "deleted").Type);
        Assert.Equal("stream-not-found", Error(written, "missing").Type);
        Assert.Equal(["0@source-s1 SourceReported", "1@source-s1 ControlReported"], Texts(written, "read"));
        Assert.Equal(["1@source-s1 ControlReported"], Texts(written, "last"));
        Assert.Equal(["1@source-s1 ControlReported by 0@$et-ControlReported"], Texts(written, "links"));
        Assert.Equal(head + 2, written.GetProperty("all").GetInt64());
        Assert.True(written.GetProperty("id").GetBoolean());
        Assert.Equal("qadam", Text(written.GetProperty("data"), "place"));

        var first = await RunAsync(script, Connection(), "follow", "start", "2");
        Assert.Equal(["0@source-s1 SourceReported", "1@source-s1 ControlReported"], Texts(first, "seen"));
        Assert.True(long.Parse(Text(first, "checkpoint")!, System.Globalization.CultureInfo.InvariantCulture) > 0);

        await endpoint.RestartAsync();
        await endpoint.Workspace.IngestAsync(("s2.yaml", Workspace.Source("s2", Workspace.Control("yarmouk", "isil", "took", "2018-03-14"))));
        var second = await RunAsync(script, Connection(), "follow", Text(first, "position")!, "2");
        Assert.Equal(["0@source-s2 SourceReported", "1@source-s2 ControlReported"], Texts(second, "seen"));
    }

    [Theory]
    [InlineData("db-client", "esdb")]
    [InlineData("kurrentdb-client", "kurrentdb")]
    public async Task A_client_shares_a_district_among_consumers_parks_and_replays_across_a_restart(string script, string scheme)
    {
        var (endpoint, authority) = await StartAsync();
        await using var _ = endpoint;
        foreach (var id in (string[])["s1", "s2"])
            await endpoint.Workspace.IngestAsync(($"{id}.yaml", Workspace.Source(id, Workspace.Control("qadam", "isil", "took", "2018-03-14"))));
        var shared = await RunAsync(script, ConnectionOf(scheme, endpoint, authority), "share", "district-qadam");
        Assert.Equal("persistent-subscription-does-not-exist", Error(shared, "missing").Type);
        Assert.Equal("persistent-subscription-exists", Error(shared, "exists").Type);
        Assert.Equal(["1@source-s1 ControlReported by 0@district-qadam", "1@source-s2 ControlReported by 1@district-qadam"], Texts(shared, "seen"));
        Assert.Equal("1@source-s1 ControlReported", Text(shared, "all"));
        Assert.Equal("RoundRobin", Text(shared, "strategy"));
        Assert.Equal(["$all::maps", "district-qadam::maps"], Texts(shared, "listed"));

        await endpoint.RestartAsync();
        var replayed = await RunAsync(script, ConnectionOf(scheme, endpoint, authority), "replay", "district-qadam");
        Assert.Equal("1@source-s1 ControlReported by 0@district-qadam", Text(replayed, "parked"));
        Assert.Equal("persistent-subscription-dropped", Error(replayed, "dropped").Type);
        Assert.Equal(3, replayed.GetProperty("retries").GetInt32());
        Assert.Equal(["$all"], Texts(replayed, "left"));
    }

    private static async Task<(Endpoint Endpoint, string Authority)> StartAsync()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "tests/clients has no node_modules: 'npm ci' there installs the clients");
        Assert.SkipUnless(HasNode(), "Node is not installed");
        TestCertificate? tls = null;
        var endpoint = await Endpoint.StartAsync(o =>
        {
            tls = TestCertificate.Make(Path.GetDirectoryName(o.KeyFile!)!);
            return o with { CertificateFile = tls.CertificateFile, CertificateKeyFile = tls.KeyFile, AdvertisedHost = "localhost" };
        });
        return (endpoint, tls!.AuthorityFile);
    }

    private static string ConnectionOf(string scheme, Endpoint endpoint, string authority) =>
        $"{scheme}://{Endpoint.Writer}:{endpoint.Key}@localhost:{endpoint.Address.Port}?tls=true&tlsCAFile={authority}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<string?> Texts(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(t => t.GetString());

    private static (string? Name, string? Type) Error(JsonElement element, string name)
    {
        var error = element.GetProperty(name);
        return (Text(error, "name"), error.TryGetProperty("type", out var type) ? type.GetString() : null);
    }

    internal static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "node")));

    private static async Task<JsonElement> RunAsync(string script, params string[] args)
    {
        var start = new ProcessStartInfo("node", [$"{script}.mjs", .. args])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Endpoint.Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            var (@out, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{script} {args[1]} ended with {process.ExitCode}: {await error}");
            return JsonDocument.Parse((await @out).Trim().Split('\n')[^1]).RootElement;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
