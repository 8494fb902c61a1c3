using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reports.Faults;

namespace Reports.Cli.Tests;

/// <summary><c>reports serve</c> in a process of its own, which can be signalled, or be killed and come back at the same address.</summary>
internal sealed class Served : IDisposable
{
    private readonly ChildProcess _process;
    private readonly int _port;

    private Served(ChildProcess process, JsonElement line)
    {
        _process = process;
        _port = line.GetProperty("port").GetInt32();
        Http = line.GetProperty("http").GetString()!;
    }

    public string Http { get; }

    public int Id => _process.Id;

    public string Errors => _process.Errors;

    /// <param name="ledger">The ledger; with a file of keys beside it the server takes appends.</param>
    /// <param name="port">The port of the protocol; 0 for any.</param>
    /// <param name="httpPort">The port of HTTP; 0 for any.</param>
    /// <param name="variables">Of its environment, <c>NAME=VALUE</c>.</param>
    public static async Task<Served> StartAsync(string ledger, string port = "0", string httpPort = "0", params string[] variables)
    {
        var process = ChildProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "reports.dll"), ["serve", "--port", port, "--http-port", httpPort, "--json", "--ledger", ledger],
            variables.Length == 0 ? null : ["env", .. variables]);
        var line = await process.LineAsync() ?? throw new InvalidOperationException(process.Errors);
        return new Served(process, JsonDocument.Parse(line).RootElement);
    }

    public async Task<Served> RestartAsync(string ledger)
    {
        _process.Kill();
        await _process.ExitAsync();
        _process.Dispose();
        return await StartAsync(ledger, FormattableString.Invariant($"{_port}"), FormattableString.Invariant($"{new Uri(Http).Port}"));
    }

    /// <summary>A client that shows a key.</summary>
    public HttpClient Client(string? key = null)
    {
        var http = new HttpClient { BaseAddress = new Uri(Http) };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <summary>The body of a source with one fact for each of its places.</summary>
    public static byte[] Source(string id, string actor, params IEnumerable<string> places) => Encoding.UTF8.GetBytes(
        $$"""{"source":{"id":"{{id}}","outlet":"sana","title":"A title","published":"2018-03-14","language":"en","sha256":"{{new string('0', 64)}}"},"facts":[{{string.Join(',', places.Select((p, i) =>
            $$"""{"id":"f{{i}}","control":{"place":"{{p}}","actor":"{{actor}}","relation":"took","on":"2018-03-13"},"by":["sana"]}"""))}}]}""");

    /// <summary>SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    public Task<int> ExitAsync() => _process.ExitAsync();

    public void Dispose() => _process.Dispose();
}
