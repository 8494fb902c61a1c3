using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Reports.Service.Exporting;
using Reports.Service.Tests.Exporting;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Exports over HTTP are those of the command line.</summary>
public sealed class ExportRoutesTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        foreach (var (id, actor) in ((string, string)[])[("a", "isil"), ("b", "hts")])
            await _endpoint.Workspace.IngestAsync(($"{id}.yaml", Workspace.Source(id, Workspace.Control("qadam", actor, "holds", "2018-03-14", by: id == "a" ? "sohr" : "sana"))));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Every_format_has_the_bytes_of_the_use_case_by_Accept_and_by_name()
    {
        foreach (var (content, format) in Exports.All)
        {
            var (expected, report) = await _endpoint.Workspace.ExportAsync(content, format);
            var on = content.HasValidDate() ? "on=2018-06-01" : "";
            var path = $"/api/v1/export/{ExportFormats.Contents.Word(content)}?{on}";
            using var accepted = await AskAsync(path, r => r.Headers.Accept.ParseAdd(format.MediaType()));
            using var named = await AskAsync($"{path}&format={ExportFormats.Formats.Word(format)}");
            foreach (var response in (HttpResponseMessage[])[accepted, named])
            {
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {await response.Content.ReadAsStringAsync(Cancellation)}");
                Assert.Equal(format.MediaType(), response.Content.Headers.ContentType!.MediaType);
                var bytes = await response.Content.ReadAsByteArrayAsync(Cancellation);
                Assert.True(expected.SequenceEqual(bytes), $"{path} as {format}");
                Assert.Equal(report.Origin.Root.ToString(), response.Headers.GetValues("Reports-Root").Single());
                Assert.Equal($"{report.Origin.Position}", response.Headers.GetValues("Reports-Position").Single());
            }

            // What is recorded later changes nothing of what stands where the answer says that it is.
            using var again = await AskAsync(accepted.Content.Headers.ContentLocation!.ToString());
            var pinned = await again.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.True(expected.SequenceEqual(pinned), $"{path} as {format}");
        }
    }

    [Fact]
    public async Task A_tag_is_answered_304_until_something_is_recorded()
    {
        const string Path = "/api/v1/export/statuses?on=2018-06-01";
        using var first = await AskAsync(Path);
        using var same = await AskAsync(Path, r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var other = await AskAsync(Path + "&format=ndjson", r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await _endpoint.Workspace.IngestAsync(("c.yaml", Workspace.Source("c", Workspace.Control("yarmouk", "isil", "took", "2018-03-14"))));
        using var later = await AskAsync(Path, r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/export/changes?format=geojson", "application/geo+json", HttpStatusCode.NotAcceptable)]
    [InlineData("/api/v1/export/statuses", "application/cloudevents-batch+json", HttpStatusCode.NotAcceptable)]
    [InlineData("/api/v1/export/statuses", "image/png", HttpStatusCode.NotAcceptable)]
    [InlineData("/api/v1/export/statuses?format=xlsx", "*/*", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/export/everything", "*/*", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/export/facts?on=2018-06-01", "*/*", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/export/changes?after=9999", "*/*", HttpStatusCode.UnprocessableEntity)]
    public async Task What_cannot_be_is_a_problem(string path, string accept, HttpStatusCode status)
    {
        using var response = await AskAsync(path, r => r.Headers.Accept.ParseAdd(accept));
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.False(response.Headers.Contains("Reports-Root"));
    }

    [Fact]
    public async Task It_is_compressed_for_who_accepts_it_and_HEAD_has_no_body()
    {
        using var packed = await AskAsync("/api/v1/export/facts", r => r.Headers.AcceptEncoding.ParseAdd("br"));
        Assert.Equal("br", packed.Content.Headers.ContentEncoding.Single());
        await using var unpacked = new BrotliStream(await packed.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var text = new StreamReader(unpacked);
        Assert.StartsWith("id,source,", await text.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/export/facts"), Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (head.StatusCode, head.Content.Headers.ContentType!.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_wrong_key_gets_nothing()
    {
        using var response = await AskAsync("/api/v1/export/facts", r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "no-such-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        configure?.Invoke(request);
        return await _http.SendAsync(request, Cancellation);
    }
}
