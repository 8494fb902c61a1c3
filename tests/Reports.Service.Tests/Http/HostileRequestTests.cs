using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using Reports.Service.Http;
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

    private static readonly string[] Accepts = ["application/json", "text/csv", "application/x-ndjson", "application/geo+json", "*/*", "text/*;q=0.5", ";;;", "application/cloudevents-batch+json", "image/png"];

    private static readonly string[] Bodies =
    [
        "", "{", "[]", "null", "source: 1", "- - - -", "a: &a [*a]", "\ud800", "{\"source\":{\"id\":\"x\"}}", new string('[', 5000), "source:\n  id: ../x\nfacts: 3", "\ufeffplaces: []", "\0\0\0",
    ];

    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        await _endpoint.Workspace.IngestAsync(("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"))));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task No_request_makes_the_server_fail()
    {
        var routes = (IReadOnlyList<ApiRoute>)[.. ApiRoutes.Reads, ChangesEndpoint.Route, .. new SourceReports().Writes];
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
        Assert.Equal("live\n", await _http.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
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
