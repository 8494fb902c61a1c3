using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Reports.Service.Hosting;
using Reports.Service.Http;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>What one client may take of a server's time, room and connections, over a socket.</summary>
public sealed class LimitsTests : IAsyncDisposable
{
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    /// <summary>Where a limit does not hold, a test would wait for ever.</summary>
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public LimitsTests() => _patience.CancelAfter(TimeSpan.FromSeconds(60));

    private CancellationToken Cancellation => _patience.Token;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_request_that_takes_too_long_ends_with_a_problem()
    {
        await StartAsync(o => o with { RequestTime = TimeSpan.FromSeconds(10) });
        using var answer = await PassingTimeAsync(_http.GetAsync("/api/v1/policies?minPosition=1000000&wait=30000", Cancellation));
        await IsProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "timeout");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        // The next one begins anew.
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/api/v1/policies", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Who_follows_is_followed_beyond_the_time_of_a_request()
    {
        await StartAsync(o => o with { RequestTime = TimeSpan.FromSeconds(10) });
        using var follower = await FollowAsync();
        _endpoint.Workspace.Time.Advance(TimeSpan.FromSeconds(60));
        await _endpoint.AppendSourceAsync("s1");
        using var reader = new StreamReader(await follower.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { } line)
            if (line.StartsWith("event: ", StringComparison.Ordinal) && line != "event: position")
                return;
        Assert.Fail("the feed ended");
    }

    [Fact]
    public async Task A_body_that_comes_slowly_ends_and_nothing_is_recorded()
    {
        await StartAsync(o => o with { RequestTime = TimeSpan.FromSeconds(10) });
        var before = _endpoint.Workspace.Ledger.Views.Position;
        using var client = await ConnectAsync();
        await SendAsync(client, $"POST /api/v1/sources HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_endpoint.Key}\r\nContent-Type: application/yaml\r\nContent-Length: 1000\r\n\r\nsource:");
        var answer = await PassingTimeAsync(HeadAsync(client));
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Equal(before, _endpoint.Workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task A_head_that_comes_slowly_ends()
    {
        await StartAsync(o => o with { HeadTime = TimeSpan.FromMilliseconds(300) });
        using var client = await ConnectAsync();
        await SendAsync(client, "GET /api/v1/policies HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        var answer = await HeadAsync(client);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Beyond_the_requests_at_once_some_wait_a_little_and_the_rest_come_again()
    {
        await StartAsync(o => o with { RequestsAtOnce = 1, RequestTime = TimeSpan.FromSeconds(100) });
        using var gone = new CancellationTokenSource();
        var first = _http.GetAsync("/api/v1/policies?minPosition=1000000&wait=30000", gone.Token);
        // Whoever asks next is answered until the first one is there, and waits from then on.
        var waiting = _http.GetAsync("/api/v1/policies", Cancellation);
        while (await Task.WhenAny(waiting, Task.Delay(200, Cancellation)) == waiting)
        {
            Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
            waiting = _http.GetAsync("/api/v1/policies", Cancellation);
        }

        // The one after that is told at once, and the waiting one once it has waited enough.
        using var told = await _http.GetAsync("/api/v1/policies", Cancellation);
        await IsProblemAsync(told, HttpStatusCode.ServiceUnavailable, "busy");
        Assert.Equal(TimeSpan.FromSeconds(1), told.Headers.RetryAfter?.Delta);
        using var late = await PassingTimeAsync(waiting);
        await IsProblemAsync(late, HttpStatusCode.ServiceUnavailable, "busy");
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/health/live", Cancellation)).StatusCode);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        while ((await _http.GetAsync("/api/v1/policies", Cancellation)).StatusCode != HttpStatusCode.OK) await Task.Delay(10, Cancellation);
    }

    [Fact]
    public async Task Followers_have_a_bound_of_their_own()
    {
        await StartAsync(o => o with { FollowersAtOnce = 1, RequestsAtOnce = 1 });
        using (await FollowAsync())
        {
            using var second = await FollowAsync();
            await IsProblemAsync(second, HttpStatusCode.ServiceUnavailable, "busy");
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/api/v1/policies", Cancellation)).StatusCode);
        }

        while (true)
        {
            using var next = await FollowAsync();
            if (next.StatusCode == HttpStatusCode.OK) return;
            await Task.Delay(10, Cancellation);
        }
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_refused_by_every_write_before_it_comes_and_where_it_does_not_say_how_long_it_is()
    {
        await StartAsync();
        foreach (var route in new SourceReports().Writes)
        {
            using var client = await ConnectAsync();
            var path = route.Path.Replace("{source}", "a", StringComparison.Ordinal).Replace("{fact}", "b", StringComparison.Ordinal).Replace("{id}", "a", StringComparison.Ordinal);
            await SendAsync(client, $"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_endpoint.Key}\r\nContent-Type: application/yaml\r\nContent-Length: 16777217\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 413", await HeadAsync(client), StringComparison.Ordinal);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sources");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
        request.Headers.TransferEncodingChunked = true;
        request.Content = new ByteArrayContent(new byte[16 * 1024 * 1024 + 1]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        using var refused = await _http.SendAsync(request, Cancellation);
        await IsProblemAsync(refused, HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_have_names_those_that_it_has()
    {
        await StartAsync();
        using var refused = await _http.DeleteAsync("/api/v1/sources", Cancellation);
        await IsProblemAsync(refused, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["GET", "HEAD", "POST"], refused.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    private async Task StartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        _endpoint = await Endpoint.StartAsync(configure);
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
    }

    private async Task<HttpResponseMessage> FollowAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>Lets the server's clock run on until something is there.</summary>
    private async Task<T> PassingTimeAsync<T>(Task<T> awaited)
    {
        while (!awaited.IsCompleted)
        {
            _endpoint.Workspace.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(awaited, Task.Delay(20, Cancellation));
        }

        return await awaited;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_endpoint.HttpAddress.Host, _endpoint.HttpAddress.Port, Cancellation);
        return client;
    }

    private Task SendAsync(TcpClient client, string text) => client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation).AsTask();

    /// <summary>The first line of what comes; empty where the server closed without one.</summary>
    private async Task<string> HeadAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        try
        {
            return await reader.ReadLineAsync(Cancellation) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task IsProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string name)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        using var problem = JsonDocument.Parse(text);
        Assert.Equal("/problems/" + name, problem.RootElement.GetProperty("type").GetString());
    }
}
