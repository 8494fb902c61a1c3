using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Reports.Domain.Text;
using Reports.Service.Access;
using Reports.Service.Feed;
using Reports.Service.Protocol;
using Reports.Service.Queries;
using Reports.Service.Telemetry;

namespace Reports.Service.Http;

/// <summary>
/// <c>GET /changes</c>: server-sent events that follow the ledger, or what there is so far as lines or one batch, each change a CloudEvent.
/// A follower pulls: a slow one holds one batch of changes and what the socket buffers, and nobody waits for it.
/// </summary>
internal sealed class ChangesEndpoint(ChangeFeed feed, LogHead head, OpenCalls open, IHostApplicationLifetime lifetime)
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

    /// <summary>Everything from the point on, and then what comes, until the follower leaves or the server stops.</summary>
    private async Task FollowAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var response = call.Context.Response;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, lifetime.ApplicationStopping);
        using var registered = open.Begin(call.Caller, ended.Cancel);
        response.ContentType = ServerSentEvents;
        response.Headers.CacheControl = "no-store";
        call.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(ended.Token);
        var output = new FeedOutput(response.BodyWriter);
        var cursor = feed.From(point);
        ServiceTelemetry.Subscribers.Add(1);
        try
        {
            while (true)
            {
                var to = head.Position;
                var isTold = false;
                while (await cursor.NextAsync(to, ended.Token) is { } items)
                {
                    foreach (var item in items.Where(i => filter.Takes(i.Change)))
                    {
                        await output.WriteAsync(item.Event, ended.Token);
                        isTold = true;
                    }

                    // Before the next batch is taken: a slow follower holds one.
                    await output.FlushAsync(ended.Token);
                }

                // A mark lets a follower whom nothing concerned go on from here, and not look again.
                if (!isTold)
                {
                    await output.WriteAsync(Encoding.ASCII.GetBytes($"id: {cursor.Point}\nevent: position\ndata: {{\"position\":{cursor.Point.Position}}}\n\n"), ended.Token);
                    await output.FlushAsync(ended.Token);
                }

                await WaitAsync(to, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The follower left, its key was revoked, or the server stops. One that does not read would never take the end of the answer.
            if (output.IsWaiting) call.Context.Abort();
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
        var output = new FeedOutput(response.BodyWriter);
        await foreach (var item in TakenAsync(call, point, filter))
        {
            await output.WriteAsync(item.Line, call.Cancellation);
            if (--left == 0) break;
        }

        await output.FlushAsync(call.Cancellation);
    }

    private async Task WriteBatchAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var left = call.Number("limit", 1, BatchChanges) ?? ApiCall.DefaultLimit;
        var response = call.Context.Response;
        response.ContentType = Batch;
        response.Headers.CacheControl = "no-store";
        var output = new FeedOutput(response.BodyWriter);
        var before = "["u8.ToArray();
        await foreach (var item in TakenAsync(call, point, filter))
        {
            await output.WriteAsync(before, call.Cancellation);
            await output.WriteAsync(item.Line[..^1], call.Cancellation);
            before = ","u8.ToArray();
            if (--left == 0) break;
        }

        await output.WriteAsync(before is [(byte)'['] ? "[]"u8.ToArray() : "]"u8.ToArray(), call.Cancellation);
        await output.FlushAsync(call.Cancellation);
    }

    /// <summary>What there is so far of what a follower wants.</summary>
    private async IAsyncEnumerable<FeedItem> TakenAsync(ApiCall call, FeedPoint point, ChangeFilter filter)
    {
        var (cursor, to) = (feed.From(point), call.Ledger.Views.Position);
        while (await cursor.NextAsync(to, call.Cancellation) is { } items)
            foreach (var item in items.Where(i => filter.Takes(i.Change)))
                yield return item;
    }
}
