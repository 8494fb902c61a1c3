using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Reports.Cli.Tests;

/// <summary>How a server in a process of its own ends while others speak to it: what was acknowledged is there, and nobody is cut off.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private const int Posters = 4;
    private const int Followers = 3;

    private readonly Cli _cli = new();
    private string _key = "";
    private Served _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", _cli.Write("gazetteer.yaml", """
            places: [{ id: qadam, name: Qadam, kind: neighbourhood }]
            actors: [{ id: isil, name: ISIL, kind: armed-group }, { id: sana, name: SANA, kind: agency }]
            outlets: [{ id: sana, name: SANA }]
            """), "--author", "amira")).Code);
        _key = (await _cli.RunAsync("keys", "create", "amira", "--role", "reporter")).Out.Trim();
        _server = await Served.StartAsync(_cli.Ledger);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_acknowledged_is_in_the_ledger_and_every_follower_sees_a_clean_end()
    {
        var followers = await Task.WhenAll(Enumerable.Range(0, Followers).Select(_ => Task.Run(FollowAsync)));
        var acknowledged = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource();
        var posters = Enumerable.Range(0, Posters).Select(n => Task.Run(() => PostAsync(n, acknowledged, enough))).ToArray();
        await enough.Task.WaitAsync(Cancellation);
        // Of this one the server has half when it is told to stop.
        var source = Served.Source("late", "isil", "qadam");
        using var late = await RawRequest.SendAsync(_server.Http, Head(source.Length));
        await late.SendAsync(source.AsMemory(..(source.Length / 2)));
        await late.UntilAsync("100 Continue");

        await _server.TerminateAsync();
        // They end at once, and so the server is stopping by now.
        await Task.WhenAll(followers);
        await late.SendAsync(source.AsMemory((source.Length / 2)..));
        Assert.StartsWith("HTTP/1.1 201", (await late.UntilAsync("\"position\""))["HTTP/1.1 100 Continue\r\n\r\n".Length..], StringComparison.Ordinal);
        await Task.WhenAll(posters);

        Assert.Equal(0, await _server.ExitAsync());
        var recorded = (await _cli.JsonAsync("sources")).EnumerateArray().Select(s => s.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.True(acknowledged.Count >= 20);
        Assert.Subset(recorded, acknowledged.Append("late").ToHashSet(StringComparer.Ordinal));
        Assert.Equal(0, (await _cli.RunAsync("verify")).Code);
    }

    [Fact]
    public async Task Who_neither_sends_nor_reads_does_not_keep_it_from_ending()
    {
        using var late = await RawRequest.SendAsync(_server.Http, Head(100));
        await late.UntilAsync("100 Continue");
        using var idle = await RawRequest.SendAsync(_server.Http, ["GET /api/v1/changes HTTP/1.1", "Accept: text/event-stream"]);
        await idle.UntilAsync("event:");
        await _server.TerminateAsync();
        Assert.Equal(0, await _server.ExitAsync());
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        var follower = await FollowAsync();
        using var late = await RawRequest.SendAsync(_server.Http, Head(100));
        await late.UntilAsync("100 Continue");
        await _server.TerminateAsync();
        // The first one was taken, and the server waits for the rest of the post.
        await follower;
        await _server.TerminateAsync();
        const int killedBySigterm = 128 + 15;
        Assert.Equal(killedBySigterm, await _server.ExitAsync());
    }

    /// <summary>A post whose body the server asks for once it handles the request.</summary>
    private string[] Head(int bytes) =>
        ["POST /api/v1/sources HTTP/1.1", $"Authorization: Bearer {_key}", "Content-Type: application/json", "Expect: 100-continue", FormattableString.Invariant($"Content-Length: {bytes}")];

    /// <summary>Follows from the start; the task within ends with the feed, and fails where that is cut off.</summary>
    private async Task<Task> FollowAsync()
    {
        var http = _server.Client();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return ReadAsync(http, response);
    }

    private static async Task ReadAsync(HttpClient http, HttpResponseMessage response)
    {
        using (http)
        using (response)
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)))
            while (await reader.ReadLineAsync(Cancellation) is not null)
            {
            }
    }

    private async Task PostAsync(int poster, ConcurrentBag<string> acknowledged, TaskCompletionSource enough)
    {
        using var http = _server.Client(_key);
        for (var n = 0; ; n++)
        {
            var id = FormattableString.Invariant($"s-{poster}-{n}");
            using var body = new ByteArrayContent(Served.Source(id, "isil", "qadam")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            try
            {
                using var response = await http.PostAsync("/api/v1/sources", body, Cancellation);
                Assert.Equal((HttpStatusCode.Created, ""), (response.StatusCode, response.StatusCode == HttpStatusCode.Created ? "" : await response.Content.ReadAsStringAsync(Cancellation)));
                acknowledged.Add(id);
            }
            catch (HttpRequestException)
            {
                // The server is gone; what it did not acknowledge may be there or not.
                return;
            }

            if (acknowledged.Count >= 20) enough.TrySetResult();
        }
    }
}
