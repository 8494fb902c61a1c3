using System.Net;
using Reports.Service.Http;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>The page over the OpenAPI document, as it is served.</summary>
public sealed class ReferencePageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_its_scripts_are_files_of_this_server_and_nothing_of_another_is_allowed()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        using var page = await http.GetAsync(ReferencePage.Path, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        var loaded = Named(html).ToList();
        Assert.Equal(4, loaded.Count);
        foreach (var path in loaded)
        {
            Assert.StartsWith("/", path, StringComparison.Ordinal);
            using var part = await http.GetAsync(path, Cancellation);
            Assert.True(part.StatusCode == HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task The_script_is_the_same_whether_it_is_taken_compressed_or_not()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var plain = new HttpClient { BaseAddress = endpoint.HttpAddress };
        using var zipped = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = endpoint.HttpAddress };
        var script = await plain.GetStringAsync(ReferencePage.Path + "/scalar.js", Cancellation);
        Assert.Contains("createApiReference", script, StringComparison.Ordinal);
        Assert.Equal(script, await zipped.GetStringAsync(ReferencePage.Path + "/scalar.js", Cancellation));
    }

    /// <summary>What the page names in attributes of its own.</summary>
    private static IEnumerable<string> Named(string html) =>
        html.Split('"').Zip(html.Split('"').Skip(1)).Where(p => p.First.EndsWith("src=", StringComparison.Ordinal) || p.First.EndsWith("href=", StringComparison.Ordinal)).Select(p => p.Second);
}
