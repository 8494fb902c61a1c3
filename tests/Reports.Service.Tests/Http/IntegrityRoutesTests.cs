using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reports.EventStore.Integrity;
using Reports.Service.Access;
using Reports.Service.Evidence;
using Reports.Service.Integrity;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>Checkpoints, proofs and bundles over HTTP: what they are checked with needs no server.</summary>
public sealed class IntegrityRoutesTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;
    private IntegrityFiles _files = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("reports-").FullName;
        _files = IntegrityFiles.In(folder);
        _endpoint = await Endpoint.StartAsync(options => options with { Integrity = _files });
        await _endpoint.Workspace.IngestAsync(("one.yaml", Workspace.Source("one", Workspace.Control("qadam", "isil", "holds", "2018-03-13"))));
        using (var key = SigningKey.Create("ledger.example"))
        {
            key.Save(_files.KeyPath);
            _files.History.Begin(key.Verifier);
        }

        await SignAsync();
        _http = Client(_endpoint.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task A_fact_is_proved_by_what_anybody_can_compute()
    {
        using var proof = JsonDocument.Parse(await _http.GetStringAsync("/api/v1/proofs/inclusion/one/f1", Cancellation));
        var root = proof.RootElement;
        // Only SHA-256, as somebody else would write it (RFC 9162, section 2.1.3.2).
        var (index, last) = (root.GetProperty("index").GetInt64(), root.GetProperty("size").GetInt64() - 1);
        var hash = SHA256.HashData([0, .. root.GetProperty("entry").GetBytesFromBase64()]);
        Assert.Equal(root.GetProperty("leaf").GetString(), Convert.ToBase64String(hash));
        foreach (var sibling in root.GetProperty("path").EnumerateArray().Select(p => p.GetBytesFromBase64()))
        {
            if ((index & 1) == 1 || index == last)
            {
                hash = SHA256.HashData([1, .. sibling, .. hash]);
                while ((index & 1) == 0 && index != 0) (index, last) = (index >> 1, last >> 1);
            }
            else
            {
                hash = SHA256.HashData([1, .. hash, .. sibling]);
            }

            (index, last) = (index >> 1, last >> 1);
        }

        Assert.Equal(root.GetProperty("root").GetString(), Convert.ToBase64String(hash));
        Assert.Contains("\"qadam\"", Encoding.UTF8.GetString(root.GetProperty("entry").GetBytesFromBase64()), StringComparison.Ordinal);
        Assert.True(SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(root.GetProperty("checkpoint").GetString()!), out var signed, out _));
        Assert.True(VerifierKey.TryParse((await _http.GetStringAsync("/api/v1/signing-key", Cancellation)).TrimEnd(), out var key, out _));
        Assert.True(signed.TryVerify([key], [], out _, out _));
        Assert.True(EntryProof.TryParse(Encoding.UTF8.GetBytes(root.GetProperty("proof").GetString()!), out var parsed, out _));
        Assert.True(parsed.LeadsToRoot);
    }

    [Fact]
    public async Task A_later_checkpoint_is_proved_to_have_only_added_to_an_earlier_one()
    {
        var first = await _http.GetStringAsync("/api/v1/checkpoints/latest", Cancellation);
        await _endpoint.Workspace.IngestAsync(("two.yaml", Workspace.Source("two", Workspace.Control("yarmouk", "isil", "holds", "2018-03-13"))));
        await SignAsync();
        using var list = JsonDocument.Parse(await _http.GetStringAsync("/api/v1/checkpoints", Cancellation));
        var sizes = list.RootElement.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("size").GetInt64()).ToList();
        Assert.Equal(2, sizes.Count);
        Assert.NotEqual(first, await _http.GetStringAsync("/api/v1/checkpoints/latest", Cancellation));
        Assert.Equal(first, await _http.GetStringAsync($"/api/v1/checkpoints/{sizes[0]}", Cancellation));
        var proof = await _http.GetByteArrayAsync($"/api/v1/proofs/consistency?from={sizes[0]}", Cancellation);
        Assert.True(GrowthProof.TryParse(proof, out var growth, out _));
        Assert.True(SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(first), out var older, out _));
        Assert.True(growth.LeadsFrom(older.Checkpoint));
    }

    [Fact]
    public async Task A_bundle_is_downloaded_and_verifies_without_the_server()
    {
        using var response = await _http.GetAsync("/api/v1/bundle?subject=qadam&on=2018-04-01", Cancellation);
        Assert.Equal(("application/zip", "qadam-2018-04-01-14.zip"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        var verified = await new BundleHandlers(_endpoint.Workspace.Time).Handle(
            new VerifyBundle(await response.Content.ReadAsByteArrayAsync(Cancellation), _files.History.Keys()!.Current), Cancellation);
        Assert.True(verified.IsWhole, string.Join('\n', verified.Damages));
    }

    [Fact]
    public async Task They_are_for_auditors_and_what_is_not_there_is_said_so()
    {
        using var reader = Client(_endpoint.Keys.Create("omar", Role.Reporter, null, 1000).Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/api/v1/checkpoints", Cancellation)).StatusCode);
        using var auditor = Client(_endpoint.Keys.Create("huda", Role.Auditor, null, 1000).Text);
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync("/api/v1/checkpoints", Cancellation)).StatusCode);
        foreach (var (path, status) in ((string, HttpStatusCode)[])
                 [
                     ("checkpoints/7", HttpStatusCode.NotFound), ("checkpoints/last", HttpStatusCode.BadRequest), ("proofs/inclusion/one/f9", HttpStatusCode.NotFound),
                     ("proofs/inclusion/900", HttpStatusCode.UnprocessableEntity), ("proofs/inclusion/one/f1?size=3", HttpStatusCode.UnprocessableEntity), ("proofs/consistency", HttpStatusCode.BadRequest),
                     ("bundle?subject=nowhere", HttpStatusCode.NotFound),
                 ])
            Assert.Equal((path, status), (path, (await auditor.GetAsync($"/api/v1/{path}", Cancellation)).StatusCode));
    }

    [Fact]
    public async Task Without_keys_on_the_servers_own_machine_anybody_may_audit()
    {
        await using var open = await Endpoint.StartAsync(options => options with { KeyFile = null, Integrity = _files });
        using var http = new HttpClient { BaseAddress = open.HttpAddress };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/checkpoints", Cancellation)).StatusCode);
        await using var none = await Endpoint.StartAsync();
        using var other = Client(none.Key, none);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/api/v1/checkpoints", Cancellation)).StatusCode);
    }

    private HttpClient Client(string key, Endpoint? of = null) =>
        new() { BaseAddress = (of ?? _endpoint).HttpAddress, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

    private Task<SignedCheckpoint> SignAsync() => new CheckpointHandlers().Handle(new SignCheckpoint(_endpoint.Workspace.Ledger.Log, _files), Cancellation);
}
