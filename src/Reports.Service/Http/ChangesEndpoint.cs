using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reports.Domain.Text;
using Reports.Service.Access;
using Reports.Service.Feed;
using Reports.Service.Protocol;
using Reports.Service.Queries;
using Reports.Service.Telemetry;

namespace Reports.Service.Http;

/// <summary>
/// <c>GET /changes</c>: server-sent events that follow the ledger, or what there is so far as lines or one batch, each change a CloudEvent.
/// A follower pulls: a slow one holds one page of the log and what the socket buffers, and nobody waits for it.
/// </summary>
internal sealed class ChangesEndpoint(ChangeFeed feed, LogHead head, OpenCalls open)
{
    private const string ServerSentEvents = "text/event-stream";
    private const string Batch = "application/cloudevents-batch+json";
    private const int BatchChanges = 10_000;

    /// <summary>How often a follower to whom nothing happens hears that it is still followed, and how far the log is.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static ApiRoute Route { get; } = new(
        "GET", ApiRoutes.Root + "/changes", "Every change of every view, from any position on: as server-sent events that go on, or as lines or a batch of what there is.", Permission.Read,
        [
            new("after", "Only what comes after this point: a position, or the id of a change. Last-Event-ID does the same."),
            new("district", "Only changes of this place's status: an id, a name or an alias."),
            new("figure", "Only changes of figures about this incident or place, or of the figure with this key."),
            new("kind", "Only changes of these kinds, separated by commas: " + string.Join(", ", ChangeEvents.Kinds) + "."),
            new("limit", "Changes at most, for lines and batches.", "int64"),
        ],
        _ => throw new InvalidOperationException("changes are streamed"))
    {
        OperationId = "followChanges",
        Answer = "Change",
        IsLong = true,
        Content = [(Representation.Lines, null), (ServerSentEvents, null), (Batch, null)],
        Example = "/changes?after=0&district=qadam&limit=5",
    };

    public async Task AnswerAsync(ApiCall call)
    {
        var request = call.Context.Request;
        var point = Point(call);
        var filter = Filter(call);
        var accept = request.Headers.Accept.ToString();
        if (accept.Contains(ServerSentEvents, StringComparison.Ordinal)) await FollowAsync(call, point, filter);
        else if (accept.Contains(Batch, StringComparison.Ordinal)) await WriteBatchAsync(call, point, filter);
        else if (accept.Length == 0 || accept.Contains("*/*", StringComparison.Ordinal) || accept.Contains(Representation.Lines, StringComparison.Ordinal)) await WriteLinesAsync(call, point, filter);
        else throw new ApiProblem(ProblemKind.NotAcceptable, $"changes are {ServerSentEvents}, {Representation.Lines} or {Batch}");
    }

    private static FeedPoint Point(ApiCall call)
    {
        var text = call.Context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : call.Text("after");
        if (text is null) return new FeedPoint(0, int.MaxValue);
        if (!FeedPoint.TryParse(text, out var point)) throw ApiCall.Invalid("after", $"'{SafeText.Show(text)}' is neither a position nor the id of a change");
        return point.Position <= call.Ledger.Views.Position
            ? point
            : throw ApiCall.Invalid("after", $"the log is at position {call.Ledger.Views.Position}, before {point.Position}");
    }

    private static ChangeFilter Filter(ApiCall call)
    {
        var cut = new Projections.Ledger.Cut(CutRequest.Today(call.Time), At: call.Ledger.Views.Position);
        var district = call.Text("district") is { } name ? PlaceNames.Find(call.Ledger, name, cut) : null;
        HashSet<string>? kinds = null;
        if (call.Text("kind") is { } kind)
        {
            kinds = [.. kind.Split(',', StringSplitOptions.TrimEntries)];
            if (kinds.FirstOrDefault(k => !ChangeEvents.Kinds.Contains(k)) is { } unknown) throw ApiCall.Invalid("kind", $"'{SafeText.Show(unknown)}' is none of {string.Join(", ", ChangeEvents.Kinds)}");
        }

        return new ChangeFilter(district, call.Text("figure"), kinds);
    }

    /// <summary>Everything from the point on, and then what comes, until the follower leaves.</summary>
    private async Task FollowAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var response = call.Context.Response;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        using var registered = open.Begin(call.Caller, ended.Cancel);
        response.ContentType = ServerSentEvents;
        response.Headers.CacheControl = "no-store";
        call.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(ended.Token);
        ServiceTelemetry.Subscribers.Add(1);
        try
        {
            while (true)
            {
                var to = head.Position;
                var written = 0;
                await foreach (var (position, items) in feed.ReadAsync(point, to, ended.Token))
                {
                    foreach (var item in items.Where(i => filter.Takes(i.Change)))
                    {
                        await WriteAsync(response, $"id: {item.Point}\nevent: {ChangeEvents.Word(item.Change.Kind)}\ndata: ", Representation.Bytes(json => ChangeEvents.Write(json, item)), "\n\n", ended.Token);
                        written++;
                    }

                    point = new FeedPoint(position, int.MaxValue);
                }

                // A mark lets a follower whom nothing concerned go on from here, and not look again.
                if (written == 0) await WriteAsync(response, $"id: {point}\nevent: position\ndata: {{\"position\":{point.Position}}}", default, "\n\n", ended.Token);
                await response.Body.FlushAsync(ended.Token);
                await WaitAsync(point.Position, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The follower left, its key was revoked, or the server stops.
        }
        finally
        {
            ServiceTelemetry.Subscribers.Add(-1);
        }
    }

    private async Task WaitAsync(long position, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Heartbeat);
        try
        {
            await head.WaitBeyondAsync(position, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time for a sign of life.
        }
    }

    private async Task WriteLinesAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var response = call.Context.Response;
        response.ContentType = Representation.Lines;
        response.Headers.CacheControl = "no-store";
        var left = call.Number("limit", 1, long.MaxValue) ?? long.MaxValue;
        await foreach (var (_, items) in feed.ReadAsync(point, call.Ledger.Views.Position, call.Cancellation))
            foreach (var item in items.Where(i => filter.Takes(i.Change)))
            {
                await WriteAsync(response, "", Representation.Bytes(json => ChangeEvents.Write(json, item)), "\n", call.Cancellation);
                if (--left == 0) return;
            }
    }

    private async Task WriteBatchAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var left = call.Number("limit", 1, BatchChanges) ?? ApiCall.DefaultLimit;
        var batch = new List<FeedItem>();
        await foreach (var (_, items) in feed.ReadAsync(point, call.Ledger.Views.Position, call.Cancellation))
        {
            batch.AddRange(items.Where(i => filter.Takes(i.Change)).Take((int)(left - batch.Count)));
            if (batch.Count >= left) break;
        }

        var response = call.Context.Response;
        response.ContentType = Batch;
        response.Headers.CacheControl = "no-store";
        await WriteAsync(
            response, "",
            Representation.Bytes(json =>
            {
                json.WriteStartArray();
                foreach (var item in batch) ChangeEvents.Write(json, item);
                json.WriteEndArray();
            }),
            "", call.Cancellation);
    }

    private static async Task WriteAsync(HttpResponse response, string before, ReadOnlyMemory<byte> bytes, string after, CancellationToken cancellation)
    {
        if (before.Length > 0) await response.Body.WriteAsync(Encoding.UTF8.GetBytes(before), cancellation);
        if (bytes.Length > 0) await response.Body.WriteAsync(bytes, cancellation);
        if (after.Length > 0) await response.Body.WriteAsync(Encoding.UTF8.GetBytes(after), cancellation);
    }
}
