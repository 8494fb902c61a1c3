using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Reports.Service.Hosting;
using Reports.Service.Http;
using Reports.Service.Queries;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>What browsers are told with every answer, and which pages of others may ask.</summary>
public sealed class BrowserRulesTests
{
    private static readonly string[] Headers =
    [
        "X-Content-Type-Options", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy",
        "Cache-Control",
    ];

    private static readonly string[] Elsewhere =
    [
        "/", "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/asyncapi/v1.json", "/problems/not-found", "/problems/none", "/nothing", "/api/v1/nothing", "/api/v1/policies?x=1",
        "/api/v1/districts/nowhere", "/assets/none.js",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_says_that_it_runs_nothing_and_is_shown_within_nothing()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        var routes = (IEnumerable<ApiRoute>)[.. ApiRoutes.Reads, .. new IntegrityRoutes(null).Reads, ChangesEndpoint.Route, .. new SourceReports().Writes];
        List<(string Method, string Path, string? Key)> requests =
        [
            .. routes.SelectMany(r => (string?[])[null, endpoint.Key, "rk-wrong"], (r, key) => (r.Method, ApiRoutes.Root + r.Example, key)),
            .. Elsewhere.SelectMany(p => (string[])["GET", "HEAD", "POST", "OPTIONS", "DELETE"], (p, method) => (method, p, (string?)null)),
        ];
        Assert.All(await Task.WhenAll(requests.Select(r => AskAsync(http, r.Method, r.Path, r.Key))), answer =>
        {
            Assert.All(Headers, name => Assert.True(answer.Headers.Contains(name), $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} {answer.StatusCode} has no {name}"));
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Server"));
            answer.Dispose();
        });
    }

    [Fact]
    public async Task With_TLS_browsers_come_with_TLS_only()
    {
        var folder = Directory.CreateTempSubdirectory("reports-tls-");
        var certificate = TestCertificate.Make(folder.FullName);
        await using var endpoint = await Endpoint.StartAsync(o => o with { CertificateFile = certificate.CertificateFile, CertificateKeyFile = certificate.KeyFile });
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate.AuthorityFile) },
        };
        using var http = new HttpClient(handler) { BaseAddress = endpoint.HttpAddress };
        foreach (var path in (string[])["/api/v1/policies", "/nothing", "/health/live"])
        {
            using var answer = await http.GetAsync(path, Cancellation);
            Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Pages_of_the_named_origins_ask_and_those_of_others_do_not()
    {
        await using var endpoint = await Endpoint.StartAsync(o => o with { Origins = ["https://map.example", "http://localhost:8080"] });
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        using var mine = await FromAsync(http, HttpMethod.Get, "https://map.example");
        Assert.Equal("https://map.example", Assert.Single(mine.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("ETag", string.Join(',', mine.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.Contains("Origin", string.Join(',', mine.Headers.Vary), StringComparison.Ordinal);
        using var asked = await FromAsync(http, HttpMethod.Options, "http://localhost:8080");
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Contains("authorization", string.Join(',', asked.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase);
        foreach (var answer in (HttpResponseMessage[])[mine, asked]) Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        foreach (var origin in (string[])["https://map.example.evil.example", "http://map.example", "https://map.example:8443", "null"])
        {
            using var others = await FromAsync(http, HttpMethod.Get, origin);
            using var othersAsked = await FromAsync(http, HttpMethod.Options, origin);
            foreach (var answer in (HttpResponseMessage[])[others, othersAsked]) Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), origin);
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("map.example")]
    [InlineData("https://map.example/")]
    [InlineData("https://map.example/page")]
    [InlineData("https://*.example")]
    [InlineData("https://Map.example")]
    [InlineData("https://map.example:443")]
    [InlineData("ftp://map.example")]
    [InlineData("https://who@map.example")]
    public void Whatever_is_no_exact_origin_is_refused(string origin) =>
        Assert.Contains("is no origin", Assert.Throws<RefusedException>(new ServerOptions { Origins = [origin] }.Check).Message, StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static async Task<HttpResponseMessage> FromAsync(HttpClient http, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/policies");
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
        }

        return await http.SendAsync(request, Cancellation);
    }
}
