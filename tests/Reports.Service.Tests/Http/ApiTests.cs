using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Reports.Service.Access;
using Reports.Service.Hosting;
using Reports.Service.Http;
using Reports.Service.Output;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>The HTTP interface over a socket, as a program that never saw it before would use it.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private static readonly string[] Formats = ["application/x-ndjson", "text/csv", "application/geo+json"];

    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        await _endpoint.Workspace.IngestAsync(
            ("a.yaml", Workspace.Source("a", Workspace.Control("qadam", "hts", "holds", "2018-03-01"))),
            ("b.yaml", Workspace.Source("b", Workspace.Control("qadam", "syrian-government", "took", "2018-03-13", by: "sana"), published: "2018-03-20")));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task A_status_is_asked_at_all_three_cuts_and_is_what_the_command_line_prints()
    {
        var now = await JsonAsync("/api/v1/districts/al-Qadam?on=2018-03-21");
        Assert.Equal(("qadam", "controlled", "syrian-government"), (Text(now, "place"), Text(now, "status"), now.GetProperty("parties")[0].GetString()));
        Assert.Equal("hts", (await JsonAsync("/api/v1/districts/qadam?on=2018-03-21&publishedBy=2018-03-15")).GetProperty("parties")[0].GetString());
        Assert.Equal("unknown", Text(await JsonAsync("/api/v1/districts/qadam?on=2018-03-21&at=12"), "status"));
        Assert.Equal("unknown", Text(await JsonAsync("/api/v1/districts/qadam?on=2018-03-21&publishedBy=2018-03-01"), "status"));
        Assert.Equal("conservative-1", Text(await JsonAsync("/api/v1/districts/qadam?on=2018-03-21&policy=conservative-1"), "policy"));
    }

    [Fact]
    public async Task Every_route_answers_a_list_or_a_document_and_lists_have_their_other_formats()
    {
        foreach (var route in ApiRoutes.Reads)
        {
            var path = route.Path.Replace("{place}", "qadam", StringComparison.Ordinal).Replace("{about}", "qadam", StringComparison.Ordinal)
                .Replace("{source}/{fact}", "a/f1", StringComparison.Ordinal).Replace("{name}", "source-file", StringComparison.Ordinal)
                .Replace("{id}", "a", StringComparison.Ordinal);
            if (path.EndsWith("/incidents/a", StringComparison.Ordinal)) continue;
            var required = string.Join('&', route.Parameters.Where(p => p.IsRequired && !p.IsInPath).Select(p => $"{p.Name}={(p.Name == "subject" ? "qadam" : "2018-03-14")}"));
            using var response = await _http.GetAsync($"{path}?{required}", Cancellation);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {await response.Content.ReadAsStringAsync(Cancellation)}");
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal(route.IsList, document.RootElement.TryGetProperty("items", out _));
            if (!route.IsList) continue;
            foreach (var format in Formats)
            {
                using var other = await AskAsync(path, r => r.Headers.Accept.ParseAdd(format));
                var hasIt = format switch { "application/geo+json" => route.HasGeometry, "text/csv" => route.OperationId != "listPolicies", _ => true };
                Assert.True((other.StatusCode == HttpStatusCode.OK) == hasIt, $"{path} as {format}: {other.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Pages_belong_together_whatever_is_recorded_between_them()
    {
        var first = await JsonAsync("/api/v1/sources?limit=1");
        Assert.Equal("a", Text(first.GetProperty("items")[0], "id"));
        await _endpoint.Workspace.IngestAsync(("c.yaml", Workspace.Source("0-first", Workspace.Control("qadam", "isil", "entered", "2018-03-20"), published: "2010-01-01")));
        var second = await JsonAsync($"/api/v1/sources?limit=1&cursor={Text(first, "next")}");
        Assert.Equal(("b", null), (Text(second.GetProperty("items")[0], "id"), Text(second, "next")));
        Assert.Equal(3, (await JsonAsync("/api/v1/sources")).GetProperty("items").GetArrayLength());
        await ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter", $"/api/v1/incidents?cursor={Text(first, "next")}");
    }

    [Fact]
    public async Task The_log_is_read_page_by_page_as_it_is_stored()
    {
        var seen = new List<long>();
        string? next = null;
        do
        {
            var page = await JsonAsync("/api/v1/events?limit=5" + (next is null ? "" : $"&cursor={next}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("position").GetInt64()));
            next = Text(page, "next");
        }
        while (next is not null);
        Assert.Equal(Enumerable.Range(1, (int)_endpoint.Workspace.Ledger.Views.Position).Select(i => (long)i), seen);
        var typed = (await JsonAsync("/api/v1/events?type=ControlReported&stream=source-b")).GetProperty("items");
        Assert.Equal("took", Text(Assert.Single(typed.EnumerateArray()).GetProperty("data"), "relation"));
    }

    [Fact]
    public async Task An_answer_that_has_not_changed_is_not_sent_again()
    {
        using var first = await _http.GetAsync("/api/v1/districts/qadam", Cancellation);
        var tag = first.Headers.ETag!;
        using var same = await AskAsync("/api/v1/districts/qadam", r => r.Headers.IfNoneMatch.Add(tag));
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync(Cancellation)).Length));
        await _endpoint.Workspace.IngestAsync(("c.yaml", Workspace.Source("c", Workspace.Control("qadam", "isil", "entered", "2018-03-20"))));
        using var changed = await AskAsync("/api/v1/districts/qadam", r => r.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        // What is asked at a position stays what it was.
        using var pinned = await _http.GetAsync("/api/v1/districts/qadam?at=12", Cancellation);
        await _endpoint.Workspace.IngestAsync(("d.yaml", Workspace.Source("d", Workspace.Control("qadam", "isil", "left", "2018-03-25"))));
        using var still = await AskAsync("/api/v1/districts/qadam?at=12", r => r.Headers.IfNoneMatch.Add(pinned.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, still.StatusCode);
    }

    [Fact]
    public async Task Who_has_just_written_waits_for_it_and_no_longer_than_asked()
    {
        var position = _endpoint.Workspace.Ledger.Views.Position;
        Assert.Equal(position, (await JsonAsync($"/api/v1/districts/qadam?minPosition={position}")).GetProperty("position").GetInt64());
        var waiting = JsonAsync($"/api/v1/districts/qadam?minPosition={position + 1}&wait=30000");
        await _endpoint.Workspace.IngestAsync(("c.yaml", Workspace.Source("c", Workspace.Control("qadam", "isil", "entered", "2018-03-20"))));
        Assert.True((await waiting).GetProperty("position").GetInt64() > position);
        await ProblemAsync(HttpStatusCode.ServiceUnavailable, "position-not-reached", "/api/v1/districts/qadam?minPosition=99999&wait=1");
    }

    [Theory]
    [InlineData("/api/v1/districts/nowhere", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v1/sources/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v1/incidents/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v1/facts/a/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v1/schemas/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v2/districts", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/v1/districts?onn=2018-01-01", HttpStatusCode.BadRequest, "unknown-parameter")]
    [InlineData("/api/v1/districts?on=2018-01-01&on=2018-01-02", HttpStatusCode.BadRequest, "unknown-parameter")]
    [InlineData("/api/v1/districts?on=yesterday", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/districts?limit=0", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/districts?cursor=nonsense", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/districts?policy=none", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/history?subject=qadam&along=sideways", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/history", HttpStatusCode.BadRequest, "invalid-parameter")]
    [InlineData("/api/v1/districts?at=99999", HttpStatusCode.UnprocessableEntity, "refused")]
    [InlineData("/api/v1/districts?at=1&recordedBy=2018-01-01", HttpStatusCode.UnprocessableEntity, "refused")]
    public async Task What_cannot_be_answered_is_a_problem_of_a_stable_type(string path, HttpStatusCode status, string type) => await ProblemAsync(status, type, path);

    [Fact]
    public async Task Every_problem_is_described_where_its_type_points()
    {
        foreach (var kind in ProblemKind.All) Assert.Contains(kind.Meaning, await _http.GetStringAsync(kind.Type, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_recorded_once_under_the_name_of_the_key_and_seen_at_once()
    {
        var source = Workspace.Source("posted", Workspace.Control("yarmouk", "isil", "holds", "2018-03-20"));
        using var posted = await PostAsync(source, "application/yaml");
        Assert.Equal((HttpStatusCode.Created, "/api/v1/sources/posted"), (posted.StatusCode, posted.Headers.Location?.OriginalString));
        Assert.Equal("isil", (await JsonAsync("/api/v1/districts/yarmouk?on=2018-03-21")).GetProperty("parties")[0].GetString());
        Assert.Equal(Endpoint.Writer, Text((await JsonAsync("/api/v1/sources/posted")).GetProperty("recorded"), "by"));
        using var again = await PostAsync(source, "application/yaml");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_checks_and_records_nothing()
    {
        var position = _endpoint.Workspace.Ledger.Views.Position;
        using var checked_ = await PostAsync(Workspace.Source("posted", Workspace.Control("yarmouk", "isil", "holds", "2018-03-20")), "application/yaml", "?dryRun=true");
        Assert.Equal((HttpStatusCode.OK, position), (checked_.StatusCode, _endpoint.Workspace.Ledger.Views.Position));
        using var report = JsonDocument.Parse(await checked_.Content.ReadAsStringAsync(Cancellation));
        Assert.True(report.RootElement.GetProperty("dryRun").GetBoolean());
        Assert.Equal(2, report.RootElement.GetProperty("wouldRecord").GetInt32());
        var change = Assert.Single(report.RootElement.GetProperty("changes").GetProperty("statuses").EnumerateArray());
        Assert.Equal(("yarmouk", "unknown", "controlled"), (Text(change, "id"), Text(change.GetProperty("before"), "status"), Text(change.GetProperty("after"), "status")));
    }

    [Fact]
    public async Task Errors_of_a_document_have_their_line_column_and_path_as_ingest_prints_them()
    {
        using var refused = await PostAsync(Workspace.Source("posted", Workspace.Control("nowhere", "isil", "holds", "2018-99-20")), "application/yaml");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("/problems/invalid-document", Text(problem.RootElement, "type"));
        var errors = problem.RootElement.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("line").GetInt32(), Text(e, "path"))).ToList();
        Assert.Contains((10, "facts[0].control.place"), errors);
        Assert.Contains((10, "facts[0].control.on"), errors);
    }

    [Fact]
    public async Task An_idempotency_key_belongs_to_one_body_and_a_precondition_to_one_revision()
    {
        var source = Workspace.Source("posted", Workspace.Control("yarmouk", "isil", "holds", "2018-03-20"));
        using var first = await PostAsync(source, "application/yaml", configure: r => r.Headers.Add("Idempotency-Key", "k1"));
        using var retried = await PostAsync(source, "application/yaml", configure: r => r.Headers.Add("Idempotency-Key", "k1"));
        Assert.Equal(HttpStatusCode.Created, retried.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancellation), await retried.Content.ReadAsStringAsync(Cancellation));
        using var other = await PostAsync(source + "\n# other", "application/yaml", configure: r => r.Headers.Add("Idempotency-Key", "k1"));
        await ProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        using var stale = await PostAsync(source, "application/yaml", configure: r => r.Headers.IfMatch.Add(new EntityTagHeaderValue("\"7\"")));
        await ProblemAsync(stale, HttpStatusCode.PreconditionFailed, "precondition-failed");
        using var current = await PostAsync(source, "application/yaml", configure: r => r.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\"")));
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        using var there = await PostAsync(source, "application/yaml", configure: r => r.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        await ProblemAsync(there, HttpStatusCode.PreconditionFailed, "precondition-failed");
        Assert.Contains("is at revision 1, not at no stream", await there.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fact_is_retracted_and_a_source_withdrawn_with_a_reason()
    {
        using var retracted = await SendAsync(HttpMethod.Post, "/api/v1/facts/b/f1/retraction?reason=mistyped");
        Assert.Equal(HttpStatusCode.Created, retracted.StatusCode);
        Assert.Equal("hts", (await JsonAsync("/api/v1/districts/qadam?on=2018-03-21")).GetProperty("parties")[0].GetString());
        using var withdrawn = await SendAsync(HttpMethod.Post, "/api/v1/sources/a/withdrawal?reason=wrong");
        Assert.Equal(HttpStatusCode.Created, withdrawn.StatusCode);
        using var twice = await SendAsync(HttpMethod.Post, "/api/v1/sources/a/withdrawal?reason=wrong");
        await ProblemAsync(twice, HttpStatusCode.UnprocessableEntity, "refused");
    }

    [Fact]
    public async Task Writing_needs_a_key_whose_role_may()
    {
        var source = Workspace.Source("posted", Workspace.Control("yarmouk", "isil", "holds", "2018-03-20"));
        using var none = await PostAsync(source, "application/yaml", configure: r => r.Headers.Authorization = null);
        await ProblemAsync(none, HttpStatusCode.Forbidden, "denied");
        var reader = _endpoint.Keys.Create("reader", Role.Reader, null, 1000).Text;
        using var denied = await PostAsync(source, "application/yaml", configure: r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader));
        await ProblemAsync(denied, HttpStatusCode.Forbidden, "denied");
        using var wrong = await PostAsync(source, "application/yaml", configure: r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense"));
        await ProblemAsync(wrong, HttpStatusCode.Unauthorized, "not-authenticated");
        Assert.NotEmpty(wrong.Headers.WwwAuthenticate);
        using var type = await PostAsync(source, "text/plain");
        await ProblemAsync(type, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task It_is_ready_while_its_views_reach_the_head_and_says_how_far_they_are()
    {
        var ready = await JsonAsync("/health/ready");
        Assert.True(ready.GetProperty("ready").GetBoolean());
        Assert.Equal((0L, _endpoint.Workspace.Ledger.Views.Position), (ready.GetProperty("lag").GetInt64(), ready.GetProperty("head").GetInt64()));
        Assert.Equal("live\n", await _http.GetStringAsync("/health/live", Cancellation));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("-12", "-12")]
    [InlineData("-12+A1", "'-12+A1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=a\nb", "\"'=a\nb\"")]
    public void A_cell_is_never_a_formula(string text, string cell) => Assert.Equal(cell, CsvText.Cell(text));

    [Fact]
    public async Task Large_answers_are_compressed_for_who_accepts_it()
    {
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.Brotli };
        using var client = new HttpClient(handler) { BaseAddress = _endpoint.HttpAddress };
        using var plain = await _http.GetAsync("/api/v1/schemas/source-file", Cancellation);
        using var compressed = await client.GetAsync("/api/v1/schemas/source-file", Cancellation);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Cancellation), await compressed.Content.ReadAsStringAsync(Cancellation));
        using var raw = await AskAsync("/api/v1/schemas/source-file", r => r.Headers.AcceptEncoding.ParseAdd("br"));
        Assert.Equal("br", Assert.Single(raw.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task With_TLS_one_port_serves_both_protocols()
    {
        var certificate = TestCertificate.Make(_endpoint.Workspace.Folder);
        await using var server = await ReportsServer.StartAsync(
            _endpoint.Workspace.Ledger, new ServerOptions { Port = 0, CertificateFile = certificate.CertificateFile, CertificateKeyFile = certificate.KeyFile }, _endpoint.Workspace.Time, Cancellation);
        Assert.Equal(server.Address, server.HttpAddress);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate.AuthorityFile) },
        };
        using var client = new HttpClient(handler);
        Assert.Contains("qadam", await client.GetStringAsync(new Uri(server.HttpAddress, "/api/v1/places"), Cancellation), StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await _http.GetAsync(path, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private async Task ProblemAsync(HttpStatusCode status, string type, string path)
    {
        using var response = await _http.GetAsync(path, Cancellation);
        await ProblemAsync(response, status, type);
    }

    private static async Task ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == status, text);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(("/problems/" + type, (int)status), (Text(problem.RootElement, "type"), problem.RootElement.GetProperty("status").GetInt32()));
    }

    private Task<HttpResponseMessage> AskAsync(string path, Action<HttpRequestMessage> configure)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        configure(request);
        return _http.SendAsync(request, Cancellation);
    }

    private Task<HttpResponseMessage> PostAsync(string body, string type, string query = "", Action<HttpRequestMessage>? configure = null) =>
        SendAsync(HttpMethod.Post, "/api/v1/sources" + query, r =>
        {
            r.Content = new StringContent(body, Encoding.UTF8, type);
            configure?.Invoke(r);
        });

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? configure = null)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key) } };
        configure?.Invoke(request);
        return _http.SendAsync(request, Cancellation);
    }

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
