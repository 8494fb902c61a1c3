using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.OpenApi;
using Reports.Service.Http;
using Reports.EventStore.Integrity;
using Reports.Service.Ingest;
using Reports.Service.Integrity;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Http;

/// <summary>The OpenAPI document read by a library of others, and every example in it run.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private static readonly string Sources = Path.Combine(RepositoryRoot.Path, "eventstore", "sources");

    private Endpoint _endpoint = null!;
    private HttpClient _http = null!;
    private IntegrityFiles _files = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _files = IntegrityFiles.In(Directory.CreateTempSubdirectory("reports-").FullName);
        _endpoint = await Endpoint.StartAsync(options => options with { Integrity = _files });
        _http = new HttpClient { BaseAddress = _endpoint.HttpAddress };
        var report = await _endpoint.Workspace.IngestAsync(InputFiles.Find([Sources, Path.Combine(RepositoryRoot.Path, "eventstore", "gazetteer")], () => Stream.Null), dryRun: false);
        Assert.False(report.HasErrors);
        using var key = SigningKey.Create("ledger.example");
        key.Save(_files.KeyPath);
        _files.History.Begin(key.Verifier);
        foreach (var _ in (int[])[1, 2])
        {
            await new CheckpointHandlers().Handle(new SignCheckpoint(_endpoint.Workspace.Ledger.Log, _files), Cancellation);
            await _endpoint.Workspace.IngestAsync(("more.yaml", "actors:\n  - { id: somebody, name: Somebody, kind: person }\n"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task The_document_is_OpenAPI_3_1_without_errors_and_has_every_route()
    {
        var text = await _http.GetStringAsync("/openapi/v1.json", Cancellation);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(
            Routes().Select(r => r.OperationId).Order(StringComparer.Ordinal),
            read.Document!.Paths.Values.SelectMany(p => p.Operations!.Values).Select(o => o.OperationId!).Order(StringComparer.Ordinal));
        Assert.All(read.Document.Paths.Values.SelectMany(p => p.Operations!.Values), o => Assert.False(string.IsNullOrEmpty(o.Summary)));
    }

    [Fact]
    public async Task Every_example_is_answered_as_the_document_says()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("/openapi/v1.json", Cancellation));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        foreach (var route in Routes())
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), ApiRoutes.Root + route.Example)
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key) },
            };
            if (route.OperationId == "reportSource")
                request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(Directory.GetFiles(Sources)[0], Cancellation)) { Headers = { ContentType = new("application/yaml") } };
            using var response = await _http.SendAsync(request, Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{route.Example}: {text}");
            var described = Operation(document.RootElement, route).GetProperty("responses").GetProperty(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            var type = response.Content.Headers.ContentType!.MediaType!;
            Assert.True(described.GetProperty("content").TryGetProperty(type, out var content), $"{route.Example}: {type}");
            if (!content.GetProperty("schema").TryGetProperty("$ref", out var schema)) continue;
            using var answer = JsonDocument.Parse(text);
            Check(answer.RootElement, schemas, schema.GetString()!, route.Example);
        }
    }

    private static IEnumerable<ApiRoute> Routes() => [.. ApiRoutes.Reads, .. new IntegrityRoutes(null).Reads, .. new ExportRoutes(null).Reads, ChangesEndpoint.Route, .. new SourceReports().Writes];

    private static JsonElement Operation(JsonElement document, ApiRoute route) =>
        document.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());

    /// <summary>What the schema says of an answer: its properties are there, and have their types and words.</summary>
    private static void Check(JsonElement value, JsonElement schemas, string reference, string where)
    {
        var schema = schemas.GetProperty(reference.Split('/')[^1]);
        foreach (var required in schema.GetProperty("required").EnumerateArray())
            Assert.True(value.TryGetProperty(required.GetString()!, out _), $"{where}: {reference} without {required}");
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
            if (value.TryGetProperty(property.Name, out var part)) CheckType(part, property.Value, schemas, $"{where}: {property.Name}");
    }

    private static void CheckType(JsonElement value, JsonElement schema, JsonElement schemas, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, schemas, reference.GetString()!, where);
            return;
        }

        var type = schema.GetProperty("type");
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).ToList() : [type.GetString()!];
        var actual = value.ValueKind switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.TryGetInt64(out _) && !types.Contains("number") ? "integer" : "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        Assert.True(types.Contains(actual), $"{where} is {actual}, not {string.Join(" or ", types)}");
        if (schema.TryGetProperty("enum", out var words)) Assert.Contains(value.GetString(), words.EnumerateArray().Select(w => w.GetString()));
        if (actual == "array")
            foreach (var item in value.EnumerateArray()) CheckType(item, schema.GetProperty("items"), schemas, where + "[]");
    }
}
