using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Reports.Service.Http;
using Reports.Service.Integrity;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Whatever is asked of whichever route, the answer is an answer or a problem, never a failure of the server.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "12", "9223372036854775807", "9223372036854775808", "1e9", "NaN", "2018-03-21", "2018-02-30", "9999-12-31", "0000-00-00", "-9999-01-01",
        "on=2018-03-21,at=3", "on=,at=", "qadam", "al-Qadam", "دمشق", "../../etc/passwd", "a/f1", "a/b/c/d/e/f", "qadam/people-evacuated", "nowhere/people-killed", "source-a", "$all",
        "<script>alert(1)</script>", "'; DROP TABLE events; --", "\u202e\u0000\ufffd", "%00%ff", "{\"a\":1}", "=1+1", "true", "false", "valid", "recorded", "published", "reports-1",
        "MS4wLmFiYw", "status-changed", "1.5", "1.99999999999", new string('x', 3000),
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly string[] Accepts = ["application/json", "text/csv", "application/x-ndjson", "application/geo+json", "*/*", "text/*;q=0.5", ";;;", "application/cloudevents-batch+json", "image/png"];

    private static readonly string[] Bodies =
    [
        "", "{", "[]", "null", "source: 1", "- - - -", "a: &a [*a]", "\ud800", "{\"source\":{\"id\":\"x\"}}", new string('[', 5000), "source:\n  id: ../x\nfacts: 3", "\ufeffplaces: []", "\0\0\0",
    ];

    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;
    private string _integrity = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _integrity = Directory.CreateTempSubdirectory("reports-").FullName;
        _endpoint = await Endpoint.StartAsync(options => options with { Integrity = IntegrityFiles.In(_integrity) });
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        await _endpoint.Workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"))));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
        Directory.Delete(_integrity, recursive: true);
    }

    [Fact]
    public async Task No_request_makes_the_server_fail()
    {
        var routes = (IReadOnlyList<ApiRoute>)[.. ApiRoutes.Reads, .. new IntegrityRoutes(IntegrityFiles.In(_integrity)).Reads, ChangesEndpoint.Route, .. new SourceReports().Writes];
        var text = Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]);
        var gen = Gen.Select(
            Gen.Int[0, routes.Count - 1], text.Array[8], Gen.Bool.Array[12], Gen.Int[0, Accepts.Length - 1], Gen.Int[0, Bodies.Length - 1], Gen.Int[0, 2]);
        await gen.SampleAsync(async (route, texts, has, accept, body, type) =>
        {
            using var request = Request(routes[route], texts, has, Accepts[accept], Bodies[body], type);
            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode < 500 || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{request.Method} {request.RequestUri}: {answer}");
        }, iter: 1500, seed: "0000KOIPe5R3", threads: 1);
        await LivesAsync();
    }

    [Fact]
    public async Task No_method_at_any_route_that_is_served_makes_the_server_fail()
    {
        var tried = 0;
        foreach (var route in _endpoint.Routes.Where(r => !IsGrpc(r)))
            foreach (var method in Methods)
                for (var text = tried % 3; text < Texts.Length; text += 7)
                {
                    tried++;
                    using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_endpoint.HttpAddress.GetLeftPart(UriPartial.Authority) + PathOf(route, text)));
                    if (text % 2 == 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
                    request.Headers.TryAddWithoutValidation("Accept", Accepts[tried % Accepts.Length]);
                    if (method is not ("GET" or "HEAD")) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Bodies[tried % Bodies.Length])) { Headers = { ContentType = new("application/json") } };
                    using var response = await _http.SendAsync(request, Cancellation);
                    var answer = await response.Content.ReadAsStringAsync(Cancellation);
                    Assert.True((int)response.StatusCode < 500 || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{method} {request.RequestUri}: {(int)response.StatusCode} {answer}");
                }

        // The tables that the interface is made from, the documents, health, metrics and problems.
        Assert.True(tried > 1000, $"{tried} requests");
        Assert.Subset(
            _endpoint.Routes.Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).ToHashSet(StringComparer.Ordinal),
            ApiRoutes.Reads.Append(ChangesEndpoint.Route).Concat(new SourceReports().Writes).Concat(new IntegrityRoutes(IntegrityFiles.In(_integrity)).Reads).Select(r => r.Path)
                .Concat(["/openapi/v1.json", "/asyncapi/v1.json", "/health/live", "/health/ready", "/problems/{name}"]).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_message_to_any_method_of_the_other_protocol_makes_the_server_fail()
    {
        using var client = new HttpClient { BaseAddress = _endpoint.Address };
        var random = new Random(7);
        foreach (var route in _endpoint.Routes.Where(IsGrpc))
            for (var round = 0; round < 12; round++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, route.RoutePattern.RawText) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                request.Content = new ByteArrayContent(Message(random, round)) { Headers = { ContentType = new(round == 11 ? "application/json" : "application/grpc") } };
                if (round % 2 == 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
                // A message of chance may be a subscription, which has no end.
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                patience.CancelAfter(TimeSpan.FromSeconds(5));
                try
                {
                    using var response = await client.SendAsync(request, patience.Token);
                    await response.Content.ReadAsByteArrayAsync(patience.Token);
                    Assert.True((int)response.StatusCode < 500, $"{route.RoutePattern.RawText}: {response.StatusCode}");
                }
                catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
                {
                    // It follows.
                }
                catch (HttpRequestException e) when (e.InnerException is HttpProtocolException)
                {
                    // The call was reset: an answer as well.
                }
            }

        await LivesAsync();
    }

    [Fact]
    public async Task What_is_no_request_at_all_makes_neither_port_fail()
    {
        var random = new Random(11);
        byte[][] openings = ["GET / HTTP/9.9\r\n\r\n"u8.ToArray(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3], "POST /api/v1/sources HTTP/1.1\r\nContent-Length: -1\r\n\r\n"u8.ToArray(), []];
        foreach (var address in (Uri[])[_endpoint.Address, _endpoint.HttpAddress])
            foreach (var opening in openings)
                for (var round = 0; round < 10; round++)
                {
                    var noise = new byte[random.Next(4096)];
                    random.NextBytes(noise);
                    using var socket = new TcpClient();
                    await socket.ConnectAsync(IPAddress.Loopback, address.Port, Cancellation);
                    await socket.GetStream().WriteAsync((byte[])[.. opening, .. noise], Cancellation);
                    socket.Client.LingerState = new LingerOption(round % 2 == 0, 0);
                }

        await LivesAsync();
    }

    /// <summary>Both protocols still answer.</summary>
    private async Task LivesAsync()
    {
        Assert.Equal("live\n", await _http.GetStringAsync("/health/live", Cancellation));
        Assert.NotEmpty(await _endpoint.PositionsAsync(Endpoint.All()));
    }

    private static bool IsGrpc(RouteEndpoint route) => route.Metadata.GetMetadata<GrpcMethodMetadata>() is not null || route.RoutePattern.RawText!.Contains("{unimplementedMethod}", StringComparison.Ordinal);

    private static string PathOf(RouteEndpoint route, int text)
    {
        var path = string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
            string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : Uri.EscapeDataString(Shown(Texts[text++ % Texts.Length]))))));
        return $"/{path}?on={Uri.EscapeDataString(Shown(Texts[text % Texts.Length]))}";
    }

    /// <summary>A frame of gRPC whose message is noise, nothing, or not what the frame says.</summary>
    private static byte[] Message(Random random, int round)
    {
        var message = new byte[round == 0 ? 0 : random.Next(1, 64)];
        random.NextBytes(message);
        byte[] frame = [(byte)(round == 9 ? 1 : 0), 0, 0, 0, (byte)(round == 10 ? 200 : message.Length), .. message];
        return frame;
    }

    private HttpRequestMessage Request(ApiRoute route, string[] texts, bool[] has, string accept, string body, int type)
    {
        var used = 0;
        var path = string.Join('/', route.Path.Split('/').Select(s => s.StartsWith('{') ? Uri.EscapeDataString(Shown(texts[used++])) : s));
        var query = new List<string>();
        for (var i = 0; i < route.Parameters.Count && used < texts.Length; i++)
        {
            var parameter = route.Parameters[i];
            if (parameter.IsInPath || (!parameter.IsRequired && !has[i % has.Length])) continue;
            // A wait is not what is tried here.
            query.Add($"{parameter.Name}={(parameter.Name == "wait" ? "1" : Uri.EscapeDataString(Shown(texts[used])))}");
            if (parameter.Name == "minPosition" && !query.Contains("wait=1")) query.Add("wait=1");
            used++;
        }

        var request = new HttpRequestMessage(new HttpMethod(route.Method), $"{path}?{string.Join('&', query.Distinct())}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (has[0]) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
        if (has[1]) request.Headers.TryAddWithoutValidation("If-Match", Ascii(texts[0]));
        if (has[2]) request.Headers.TryAddWithoutValidation("Last-Event-ID", Ascii(texts[1]));
        if (route.Method == "POST")
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new(type switch { 0 => "application/yaml", 1 => "application/json", _ => "text/plain" }) } };
        return request;
    }

    /// <summary>More the client does not send in a header.</summary>
    private static string Ascii(string text) => new([.. text.Where(c => c is >= ' ' and <= '~')]);

    /// <summary>A lone surrogate has no percent-encoding.</summary>
    private static string Shown(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
