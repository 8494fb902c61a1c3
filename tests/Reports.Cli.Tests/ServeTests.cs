using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary><c>reports serve</c>: what it prints, what it refuses, and how it ends.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task It_prints_where_it_serves_and_ends_when_interrupted()
    {
        using var cli = await Cli.WithArticlesAsync();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reports.dll"), "serve", "--port", "0", "--json", "--ledger", cli.Ledger])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var line = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!).RootElement;
            var port = line.GetProperty("port").GetInt32();
            Assert.Equal($"esdb://127.0.0.1:{port}?tls=false", line.GetProperty("connection").GetString());
            Assert.False(line.GetProperty("writable").GetBoolean());
            using (var socket = new TcpClient()) await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            // Without writers the ledger stays free for other processes to write.
            Assert.Equal(0, (await cli.RunAsync("ingest", Cli.Articles, "--author", "amira")).Code);

            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task It_signs_what_others_recorded_when_it_ends()
    {
        using var cli = await Cli.WithArticlesAsync();
        Assert.Contains("reports signing-key create", (await cli.RunAsync("serve", "--port", "0", "--checkpoint-events", "1000")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Code);
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "reports.dll"), "serve", "--port", "0", "--json", "--checkpoint-events", "1000", "--ledger", cli.Ledger])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            Assert.Contains("connection", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(0, (await cli.RunAsync("retract", "new-arab-2018-03-14/government-took-qadam", "--reason", "coded twice")).Code);
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            var last = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).RootElement;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, 252), (process.ExitCode, last.GetProperty("size").GetInt64()));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Its_log_has_one_object_for_each_request_and_no_key()
    {
        using var cli = await Cli.WithArticlesAsync();
        var key = (await cli.RunAsync("keys", "create", "amira", "--role", "reporter")).Out.Trim();
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "reports.dll"), "serve", "--port", "0", "--json", "--log-level", "information", "--log-format", "compact-json", "--ledger", cli.Ledger])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var line = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!).RootElement;
            using (var http = new HttpClient { BaseAddress = new Uri(line.GetProperty("http").GetString()!) })
            {
                http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
                using var body = new StringContent("source: 1", System.Text.Encoding.UTF8, "application/yaml");
                using var answer = await http.PostAsync("/api/v1/sources?dryRun=true", body, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            }

            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            var log = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(key, log, StringComparison.Ordinal);
            var requests = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("Path", out _)).ToList();
            var request = Assert.Single(requests);
            Assert.Equal(("/api/v1/sources", 422), (request.GetProperty("Path").GetString(), request.GetProperty("Status").GetInt32()));
            Assert.False(string.IsNullOrEmpty(request.GetProperty("Trace").GetString()));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task It_refuses_what_would_open_the_ledger_to_others()
    {
        using var cli = new Cli();
        var open = await cli.RunAsync("serve", "--bind", "0.0.0.0");
        Assert.Equal((1, ""), (open.Code, open.Out));
        Assert.Contains("needs TLS (--tls-cert, --tls-key) and keys (--keys", open.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await cli.RunAsync("serve", "--bind", "somewhere")).Code);
        Assert.Equal(4, (await cli.RunAsync("serve", "--port", "0")).Code);
        Assert.Contains("reports keys create", (await cli.RunAsync("serve", "--keys", Path.Combine(cli.Folder, "none"))).Error, StringComparison.Ordinal);
    }
}
