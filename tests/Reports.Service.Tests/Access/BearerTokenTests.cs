using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Access;
using Reports.Service.Tests.Appending;
using Empty = Reports.EventStore.Protocol.Empty;
using Endpoint = Reports.Service.Tests.Protocol.Endpoint;

namespace Reports.Service.Tests.Access;

/// <summary>Bearer tokens of an issuer that is trusted, and of others who would like to be, over a socket.</summary>
public sealed class BearerTokenTests : IAsyncLifetime
{
    private readonly TokenIssuer _issuer = new();
    private readonly TokenIssuer _other = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reports-tokens-");
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(_folder.FullName, "issuer.json");

    private DateTimeOffset Now => _endpoint.Workspace.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(KeyFile, _issuer.KeySet, Cancellation);
        await StartAsync(new TokenOptions(TokenIssuer.Name, TokenIssuer.Audience) { KeyFile = KeyFile });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
        _issuer.Dispose();
        _other.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Who_has_a_token_records_and_what_is_recorded_names_the_author()
    {
        using var answer = await ReportAsync(_issuer.Sign(TokenIssuer.Claims(Now)), "a");
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("layla", (await _endpoint.Workspace.EventsAsync())[^1].Metadata.RecordedBy);
        // Keys count as before.
        using var keyed = await ReportAsync(_endpoint.Key, "b");
        Assert.Equal((HttpStatusCode.Created, Endpoint.Writer), (keyed.StatusCode, (await _endpoint.Workspace.EventsAsync())[^1].Metadata.RecordedBy));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "expired", "the token expired, does not count yet, or never expires" },
        { "not yet", "the token expired, does not count yet, or never expires" },
        { "for ever", "the token expired, does not count yet, or never expires" },
        { "other audience", "the token is for another audience" },
        { "no audience", "the token is for another audience" },
        { "other issuer", "the token is of another issuer" },
        { "unsigned", "the token is not signed by a key of its issuer" },
        { "public key as secret", "the token is not signed by a key of its issuer" },
        { "other key", "the token is not signed by a key of its issuer" },
        { "changed claims", "the token is not signed by a key of its issuer" },
        { "no signature", "the token is not signed by a key of its issuer" },
        { "nonsense", "the token is not signed by a key of its issuer" },
        { "too long", "the token is not signed by a key of its issuer" },
        { "no author", "the token's claim 'sub' names no author" },
        { "no role", "the token's claim 'role' names none of reader, reporter, auditor, admin" },
        { "unknown role", "the token's claim 'role' names none of reader, reporter, auditor, admin" },
        { "two roles", "the token's claim 'role' names more than one of reader, reporter, auditor, admin" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_token_that_is_not_good_is_none(string kind, string why)
    {
        var (good, claims) = (TokenIssuer.Claims(Now), TokenIssuer.Claims(Now, role: "admin"));
        var token = kind switch
        {
            "expired" => With("exp", Now.AddSeconds(-31).ToUnixTimeSeconds()),
            "not yet" => With("nbf", Now.AddSeconds(31).ToUnixTimeSeconds()),
            "for ever" => With("exp", null),
            "other audience" => With("aud", "somebody-else"),
            "no audience" => With("aud", null),
            "other issuer" => With("iss", "https://other.example"),
            "unsigned" => TokenIssuer.Unsigned(good),
            "public key as secret" => _issuer.SignWithPublicKey(good),
            "other key" => _other.Sign(good),
            "changed claims" => _issuer.Forge(good, claims),
            "no signature" => _issuer.Sign(good)[..(_issuer.Sign(good).LastIndexOf('.') + 1)],
            "nonsense" => "a.b.c",
            "too long" => _issuer.Sign(good) + new string('A', 7_900),
            "no author" => With("sub", null),
            "no role" => With("role", null),
            "unknown role" => With("role", "owner"),
            _ => With("role", new JsonArray("reader", "admin")),
        };
        var before = _endpoint.Workspace.Ledger.Views.Position;
        using var answer = await ReportAsync(token, "a");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(("/problems/not-authenticated", why), (problem.RootElement.GetProperty("type").GetString(), problem.RootElement.GetProperty("detail").GetString()));
        // Reading needs nothing here, and yet who shows something bad does not read.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
        Assert.Equal(before, _endpoint.Workspace.Ledger.Views.Position);

        string With(string claim, JsonNode? value)
        {
            var changed = TokenIssuer.Claims(Now);
            if (value is null) changed.Remove(claim);
            else changed[claim] = value;
            return _issuer.Sign(changed);
        }
    }

    [Fact]
    public async Task The_role_of_a_token_decides_and_clocks_may_differ_by_a_little()
    {
        using var denied = await ReportAsync(_issuer.Sign(TokenIssuer.Claims(Now, role: "reader")), "a");
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now.AddSeconds(29), role: "reader"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now.AddHours(-1).AddSeconds(-29), role: "reader"))));
    }

    [Fact]
    public async Task A_role_is_found_within_objects_and_the_author_where_it_is_said()
    {
        await StartAsync(new TokenOptions(TokenIssuer.Name, TokenIssuer.Audience) { KeyFile = KeyFile, RoleClaim = "realm_access.roles", AuthorClaim = "email" });
        var claims = TokenIssuer.Claims(Now, role: "reader");
        claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("offline_access", "reporter") };
        claims["email"] = "layla@desk.example";
        using var answer = await ReportAsync(_issuer.Sign(claims), "a");
        Assert.Equal((HttpStatusCode.Created, "layla@desk.example"), (answer.StatusCode, (await _endpoint.Workspace.EventsAsync())[^1].Metadata.RecordedBy));
    }

    [Fact]
    public async Task Clients_of_the_protocol_show_a_token_as_they_show_a_key()
    {
        await AppendAsync(new Metadata { { "authorization", $"Bearer {_issuer.Sign(TokenIssuer.Claims(Now))}" } }, "s1");
        Assert.Equal("layla", (await _endpoint.Workspace.EventsAsync())[^1].Metadata.RecordedBy);
        await AppendAsync(_endpoint.Credentials("layla", _issuer.Sign(TokenIssuer.Claims(Now))), "s2");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(_endpoint.Credentials("amira", _issuer.Sign(TokenIssuer.Claims(Now))), "s3"))).StatusCode);
        foreach (var bad in (string[])[TokenIssuer.Unsigned(TokenIssuer.Claims(Now)), _other.Sign(TokenIssuer.Claims(Now)), _issuer.Sign(TokenIssuer.Claims(Now.AddHours(-2)))])
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(new Metadata { { "authorization", $"Bearer {bad}" } }, "s3"))).StatusCode);
        var reader = new Metadata { { "authorization", $"Bearer {_issuer.Sign(TokenIssuer.Claims(Now, role: "reader"))}" } };
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => AppendAsync(reader, "s3"))).StatusCode);
    }

    [Fact]
    public async Task Keys_of_the_issuer_are_replaced_without_a_restart_and_none_counts_while_they_cannot_be_read()
    {
        using var next = new TokenIssuer("k2");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(next.Sign(TokenIssuer.Claims(Now))));
        await File.WriteAllTextAsync(KeyFile, next.KeySet + " ", Cancellation);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(next.Sign(TokenIssuer.Claims(Now))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now))));
        await File.WriteAllTextAsync(KeyFile, "{", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(next.Sign(TokenIssuer.Claims(Now))));
        await File.WriteAllTextAsync(KeyFile, _issuer.Pem, Cancellation);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now))));
    }

    [Fact]
    public async Task Who_follows_with_a_token_is_followed_until_it_expires()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.Sign(TokenIssuer.Claims(Now, role: "reader")));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var follower = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, follower.StatusCode);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var rest = (await follower.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, limit.Token);
        _endpoint.Workspace.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(31));
        // The clock is looked at every two seconds of it.
        while (!rest.IsCompleted)
        {
            _endpoint.Workspace.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(rest, Task.Delay(20, Cancellation));
        }

        Assert.False(limit.IsCancellationRequested);
    }

    [Fact]
    public async Task What_an_issuer_publishes_is_fetched_and_what_it_calls_itself_does_not_count()
    {
        await using var published = await PublishAsync("https://other.example");
        await StartAsync(new TokenOptions(TokenIssuer.Name, TokenIssuer.Audience) { Metadata = new Uri($"{published.Urls.First()}/.well-known/openid-configuration") });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_issuer.Sign(TokenIssuer.Claims(Now))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(_other.Sign(TokenIssuer.Claims(Now))));
        var others = TokenIssuer.Claims(Now);
        others["iss"] = "https://other.example";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(_issuer.Sign(others)));
    }

    private async Task StartAsync(TokenOptions tokens)
    {
        if (_endpoint is not null)
        {
            _http.Dispose();
            await _endpoint.DisposeAsync();
        }

        _endpoint = await Endpoint.StartAsync(options => options with { Tokens = tokens });
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
    }

    private async Task<WebApplication> PublishAsync(string name)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync(
            context.Request.Path == "/keys" ? _issuer.KeySet : $$"""{"issuer":"{{name}}","jwks_uri":"http://{{context.Request.Host}}/keys"}""", context.RequestAborted));
        await application.StartAsync(Cancellation);
        return application;
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policies");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> ReportAsync(string token, string source)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sources");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(Workspace.Source(source, Workspace.Control("qadam", "hts", "holds", "2018-03-01")), Encoding.UTF8, "application/yaml");
        return await _http.SendAsync(request, Cancellation);
    }

    private async Task AppendAsync(Metadata credentials, string source)
    {
        using var call = _endpoint.Streams.Append(credentials, cancellationToken: Cancellation);
        try
        {
            await call.RequestStream.WriteAsync(new AppendReq { Options = new AppendReq.Types.Options { StreamIdentifier = Endpoint.Name("source-" + source), NoStream = new Empty() } }, Cancellation);
            var header = Proposals.Event(source[^1], "SourceReported", Proposals.Header.Replace("\"s1\"", $"\"{source}\"", StringComparison.Ordinal));
            await call.RequestStream.WriteAsync(new AppendReq { ProposedMessage = Endpoint.Message(header) }, Cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused while it was being sent; the answer says why.
        }

        await call.ResponseAsync;
    }
}
