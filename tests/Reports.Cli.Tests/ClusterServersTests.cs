using System.Net;
using System.Text.Json;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.Cli.Tests;

/// <summary>Several servers over one EventStoreDB.</summary>
public sealed class ClusterServersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_over_one_cluster_give_the_same_bytes_and_the_same_tag_for_every_view_and_change()
    {
        using var cli = new Cli();
        await using var cluster = await ServerDouble.StartAsync();
        async Task IngestAsync(string path)
        {
            var outcome = await cli.RunRawAsync("ingest", path, "--author", "amira", "--on", "2018-04-30", "--ledger", cluster.ConnectionString);
            Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        }

        await IngestAsync(Path.Combine(Cli.Root(), "eventstore", "gazetteer"));
        using var first = await Served.StartAsync(cluster.ConnectionString, "0", "0");
        // One saw everything as it came, the other begins when all is there.
        await IngestAsync(Cli.Articles);
        using var second = await Served.StartAsync(cluster.ConnectionString, "0", "0");
        using var client = new HttpClient();
        var position = JsonDocument.Parse(await client.GetStringAsync(new Uri(second.Http + "/api/v1/districts/qadam?on=2018-04-21"), Cancellation)).RootElement.GetProperty("position").GetInt64();
        foreach (var path in (string[])["districts?on=2018-04-21", "districts/qadam?on=2018-04-21", "figures?on=2018-04-21", "incidents?on=2018-04-21", "districts/qadam/facts", "sources", "explanation?subject=qadam&on=2018-04-21", "changes?after=0"])
        {
            var wait = path.StartsWith("changes", StringComparison.Ordinal) ? "" : (path.Contains('?') ? "&" : "?") + $"minPosition={position}&wait=5000";
            var (one, other) = (await GetAsync(first), await GetAsync(second));
            Assert.True(one.Status == HttpStatusCode.OK, $"{path}: {one.Body}");
            Assert.Equal(one, other);
            if (wait.Length > 0) Assert.NotNull(one.Tag);

            async Task<(HttpStatusCode Status, string? Tag, string Body)> GetAsync(Served server)
            {
                using var response = await client.GetAsync(new Uri($"{server.Http}/api/v1/{path}{wait}"), Cancellation);
                return (response.StatusCode, response.Headers.ETag?.Tag, await response.Content.ReadAsStringAsync(Cancellation));
            }
        }
    }
}
