using System.Net;
using System.Net.Http.Headers;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Who asks too often is told when to come again; the others are answered.</summary>
public sealed class RequestRatesTests
{
    [Fact]
    public async Task Beyond_the_rate_an_address_is_told_to_wait_and_a_key_has_its_own_rate()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var endpoint = await Endpoint.StartAsync(options => options with { RequestsPerSecond = 1 });
        using var http = new HttpClient { BaseAddress = endpoint.HttpAddress };
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => http.GetAsync("/api/v1/policies", cancellation)));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Contains("/problems/too-many-requests", await refused.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policies");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.Key);
        using var known = await http.SendAsync(request, cancellation);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        // Whoever watches over the server is always answered.
        using var live = await http.GetAsync("/health/live", cancellation);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        foreach (var answer in answers) answer.Dispose();
    }
}
