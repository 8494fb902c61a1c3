using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Coding;
using Reports.Service.Corrections;
using Reports.Service.Ingest;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>What can be recorded over HTTP: the use cases of the command line, with its checks and its errors.</summary>
internal sealed class SourceReports
{
    private const int KeysRemembered = 10_000;

    private static readonly ApiParameter DryRun = new("dryRun", "true checks and records nothing.", "boolean") { Values = ["true", "false"] };

    private static readonly ApiParameter Reason = new("reason", "Why; it is recorded and stays readable.") { IsRequired = true };

    /// <summary>By writer and Idempotency-Key: what was sent under it. In memory: a retry after a restart finds that nothing is new.</summary>
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<string> _order = new();

    private sealed record Remembered(string Body, Lazy<Task<ApiAnswer>> Answer);

    public IReadOnlyList<ApiRoute> Writes =>
    [
        new("POST", ApiRoutes.Root + "/sources", "Records a source file, YAML or JSON, with the checks of ingest; gazetteer files too.", Permission.Append, [DryRun], PostAsync)
        {
            OperationId = "reportSource", Answer = "Recorded", Example = "/sources?dryRun=true",
        },
        new("POST", ApiRoutes.Root + "/facts/{source}/{fact}/retraction", "Takes one fact back, with a reason; it stays readable at older cuts.", Permission.Append,
            [ApiParameter.InPath("source", "The source's id."), ApiParameter.InPath("fact", "The fact's key in the source."), Reason],
            call => RecordedAsync(call, call.Mediator.Send(
                new RetractFact(call.Ledger, $"{call.Required("source")}/{call.Required("fact")}", call.Required("reason"), Author(call), CutRequest.Today(call.Time), null), call.Cancellation)))
        {
            OperationId = "retractFact", Answer = "Recorded", Example = "/facts/trt-2017-05-15/buses-convoy/retraction?reason=mistyped",
        },
        new("POST", ApiRoutes.Root + "/sources/{id}/withdrawal", "Takes a source back with all of its facts, with a reason.", Permission.Append,
            [ApiParameter.InPath("id", "The source's id."), Reason],
            call => RecordedAsync(call, call.Mediator.Send(
                new WithdrawSource(call.Ledger, call.Required("id"), call.Required("reason"), Author(call), CutRequest.Today(call.Time), null), call.Cancellation)))
        {
            OperationId = "withdrawSource", Answer = "Recorded", Example = "/sources/trt-2017-05-15/withdrawal?reason=withdrawn+by+the+outlet",
        },
    ];

    private async Task<ApiAnswer> PostAsync(ApiCall call)
    {
        var type = call.Context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var name = type switch
        {
            "application/json" => "body.json",
            "application/yaml" or "application/x-yaml" or "text/yaml" => "body.yaml",
            _ => throw new ApiProblem(ProblemKind.UnsupportedMediaType, "a source file is application/yaml or application/json"),
        };
        var body = await ReadAsync(call.Context.Request, call.Cancellation);
        var revision = IfMatch(call.Context.Request);
        var ingest = new IngestFiles(
            call.Ledger, [new InputFile(name, () => body)], Author(call), CutRequest.Today(call.Time), null, call.Flag("dryRun"))
        { AtRevision = revision };
        if (call.Context.Request.Headers["Idempotency-Key"] is not [{ Length: > 0 } key]) return await IngestAsync(call, ingest).WaitAsync(call.Cancellation);
        if (key.Length > 200) throw ApiCall.Invalid("Idempotency-Key", "it has more than 200 characters");
        var digest = Convert.ToHexString(SHA256.HashData(body.Span)) + call.Context.Request.QueryString + revision;
        var mine = new Remembered(digest, new Lazy<Task<ApiAnswer>>(() => IngestAsync(call, ingest)));
        var name2 = $"{Author(call)}\n{key}";
        var known = _remembered.GetOrAdd(name2, mine);
        if (known.Body != digest) throw new ApiProblem(ProblemKind.IdempotencyKeyReused, "this Idempotency-Key came with another body before");
        if (ReferenceEquals(known, mine)) Remember(name2);
        try
        {
            return await known.Answer.Value.WaitAsync(call.Cancellation);
        }
        catch when (known.Answer.Value is { IsFaulted: true } or { IsCanceled: true })
        {
            // What failed may be tried again under the same key.
            _remembered.TryRemove(KeyValuePair.Create(name2, known));
            throw;
        }
    }

    private static async Task<ApiAnswer> IngestAsync(ApiCall call, IngestFiles ingest)
    {
        IngestReport report;
        try
        {
            // Once begun it is finished, whether or not the caller waits for the answer.
            report = await call.Mediator.Send(ingest, CancellationToken.None);
        }
        catch (WrongExpectedRevisionException e) when (ingest.AtRevision is not null)
        {
            throw new ApiProblem(ProblemKind.PreconditionFailed, e.Message);
        }

        var file = report.Files[0];
        if (!file.Errors.IsEmpty)
            throw new ApiProblem(ProblemKind.InvalidDocument, $"the document has {Sentences.Count(file.Errors.Length, "error")}; nothing was recorded")
            {
                Extensions = json =>
                {
                    json.WriteStartArray("errors");
                    foreach (var error in file.Errors) ViewJson.Write(json, error);
                    json.WriteEndArray();
                },
            };
        var isNew = report.To > report.From;
        return new ApiDocument(json => ViewJson.Write(json, report))
        {
            Status = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            Location = isNew && file.Source is { } source ? $"{ApiRoutes.Root}/sources/{source}" : null,
        };
    }

    private static async Task<ApiAnswer> RecordedAsync(ApiCall call, Task<RecordedChange> change)
    {
        var recorded = await change;
        return new ApiDocument(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("position", recorded.Position);
            ViewJson.Write(json, recorded.Changes);
            json.WriteEndObject();
        })
        { Status = StatusCodes.Status201Created };
    }

    private void Remember(string key)
    {
        _order.Enqueue(key);
        while (_order.Count > KeysRemembered && _order.TryDequeue(out var oldest)) _remembered.TryRemove(oldest, out _);
    }

    private static string Author(ApiCall call) =>
        call.Caller.Name ?? throw new ApiProblem(ProblemKind.Denied, "what is recorded names its author: this needs a key");

    /// <summary>The revision that the source's stream must be at: <c>If-Match: "12"</c>, and <c>If-None-Match: *</c> for a source that is not there yet.</summary>
    private static long? IfMatch(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch is ["*"]) return -1;
        if (request.Headers.IfMatch is not [{ } text]) return null;
        return long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw ApiCall.Invalid("If-Match", "it is the revision of the source's stream in quotes, such as \"12\"");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            foreach (var part in read.Buffer)
            {
                if (body.WrittenCount + part.Length > CodingLimits.FileBytes) throw TooLarge();
                body.Write(part.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return body.WrittenMemory;
        }
    }

    internal static ApiProblem TooLarge() => new(ProblemKind.TooLarge, $"a body has at most {Sentences.Count(CodingLimits.FileBytes, "byte")}");
}
