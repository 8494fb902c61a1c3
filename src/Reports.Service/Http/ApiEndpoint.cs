using System.Diagnostics;
using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reports.Domain.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Coding;
using Reports.Service.Exporting;
using Reports.Service.Hosting;
using Reports.Service.Ledgers;
using Reports.Service.Pages;
using Reports.Service.Pages.Assets;
using Reports.Service.Protocol;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>Serves the table of routes: who asks, what may be asked, how fresh, in which representation, and how errors look.</summary>
internal sealed class ApiEndpoint(Ledger ledger, TimeProvider time, AccessControl access, LogHead head, ChangesEndpoint changes, RequestRates rates, RequestSlots slots, ServerOptions options, LogRoots roots)
{
    private const int DefaultWait = 5_000;
    private const int MostWait = 30_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        var writes = new SourceReports().Writes;
        IReadOnlyList<ApiRoute> reads = [.. ApiRoutes.Reads, .. new IntegrityRoutes(options.Integrity).Reads, .. new ExportRoutes(roots).Reads];
        var document = Representation.Bytes(json => OpenApi.Write(json, [.. reads, ChangesEndpoint.Route, .. writes]));
        var feed = Representation.Bytes(AsyncApi.Write);
        foreach (var (path, bytes) in (ReadOnlySpan<(string, ReadOnlyMemory<byte>)>)[("/openapi/v1.json", document), ("/asyncapi/v1.json", feed)])
            routes.MapGet(path, context =>
            {
                context.Response.ContentType = Representation.Json;
                return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
            });
        foreach (var route in reads) routes.MapMethods(route.Path, [HttpMethods.Get, HttpMethods.Head], context => HandleAsync(context, route));
        foreach (var route in PageRoutes.All) routes.MapMethods(route.Path, [HttpMethods.Get, HttpMethods.Head], context => HandleAsync(context, route));
        foreach (var route in PageRoutes.Forms) routes.MapMethods(route.Path, [route.Method], context => HandleAsync(context, route));
        routes.MapMethods(PageAssets.Root + "/{name}", [HttpMethods.Get, HttpMethods.Head], AssetAsync);
        foreach (var route in writes) routes.MapMethods(route.Path, [route.Method], context => HandleAsync(context, route));
        foreach (var path in ((IEnumerable<ApiRoute>)[.. reads, ChangesEndpoint.Route, .. writes]).GroupBy(r => r.Path))
            routes.Map(path.Key, context => NotAllowedAsync(context, [.. path.Select(r => r.Method)]));
        routes.MapGet(ChangesEndpoint.Route.Path, context => HandleAsync(context, ChangesEndpoint.Route, changes.AnswerAsync));
        routes.MapReferencePage();
        routes.MapGet("/health/live", context => context.Response.WriteAsync("live\n", context.RequestAborted));
        routes.MapGet("/health/ready", ReadyAsync);
        routes.MapGet("/problems/{name}", DescribeAsync);
        routes.MapFallback("{**path}", context => WriteAsync(context, new ApiProblem(ProblemKind.NotFound, $"nothing is served at '{SafeText.Show(context.Request.Path)}'")));
    }

    private Task HandleAsync(HttpContext context, ApiRoute route) => HandleAsync(context, route, async call =>
    {
        var mediaType = Representation.Choose(context.Request, route);
        if (HttpMethods.IsGet(route.Method) && route.HasTag)
        {
            var tag = call.EntityTag(mediaType);
            context.Response.Headers.ETag = tag;
            context.Response.Headers.CacheControl = "private, no-cache";
            context.Response.Headers.Vary = "Accept, Authorization";
            if (context.Request.Headers.IfNoneMatch.Any(known => known is not null && known.Split(',', StringSplitOptions.TrimEntries).Contains(tag)))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        await Representation.WriteAsync(context.Response, await route.Handle(call), mediaType, context.RequestAborted);
    });

    private async Task HandleAsync(HttpContext context, ApiRoute route, Func<ApiCall, Task> answer)
    {
        var client = context.RequestAborted;
        using var limit = new CancellationTokenSource(route.IsLong ? Timeout.InfiniteTimeSpan : options.RequestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(client, limit.Token);
        context.RequestAborted = either.Token;
        try
        {
            await AnswerAsync(context, route, answer);
        }
        catch (OperationCanceledException) when (client.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && context.Response.HasStarted)
        {
            // A part of an answer must not look like the whole of it.
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.RequestAborted = client;
            context.Response.Headers.Remove("ETag");
            await FailAsync(context, e is OperationCanceledException && limit.IsCancellationRequested ? TimedOut() : e);
        }
        finally
        {
            context.RequestAborted = client;
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRoute route, Func<ApiCall, Task> answer)
    {
        if (context.Request.ContentLength > CodingLimits.FileBytes) throw SourceReports.TooLarge();
        var caller = await access.AuthenticateAsync(context.Request.Headers.Authorization is [{ } sent] ? sent : null, context.Connection.RemoteIpAddress, context.RequestAborted);
        rates.Take(caller, context.Connection.RemoteIpAddress);
        access.Demand(caller, route.Permission);
        using var slot = await slots.TakeAsync(route.IsLong, context.RequestAborted);
        context.RequestServices.GetRequiredService<RequestCaller>().Is(caller);
        var call = new ApiCall(context, route, ledger, context.RequestServices.GetRequiredService<IMediator>(), time, caller);
        await WaitAsync(call);
        // What was acknowledged before the request is in the answer.
        await ledger.CatchUpAsync(context.RequestAborted);
        call.Check();
        await answer(call);
    }

    private ApiProblem TimedOut() => new(
        ProblemKind.Timeout, string.Create(CultureInfo.InvariantCulture, $"it was not answered within {options.RequestTime.TotalSeconds} s"))
    { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Lets another answer what whoever may read asks for, by the same rules.</summary>
    public async Task ForReadersAsync(HttpContext context, RequestDelegate answer)
    {
        try
        {
            var caller = await access.AuthenticateAsync(context.Request.Headers.Authorization is [{ } sent] ? sent : null, context.Connection.RemoteIpAddress, context.RequestAborted);
            access.Demand(caller, Permission.Read);
            await answer(context);
        }
        catch (AccessException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, ProblemOf(e));
        }
    }

    /// <summary>Waits for the position that a caller wants to see.</summary>
    private async Task WaitAsync(ApiCall call)
    {
        if (!call.Route.Parameters.Any(p => p.Name == "minPosition")) return;
        if (call.Number("minPosition", 0, long.MaxValue) is not { } least) return;
        var wait = call.Number("wait", 0, MostWait) ?? DefaultWait;
        if (head.Position >= least) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        limit.CancelAfter(TimeSpan.FromMilliseconds(wait));
        try
        {
            await head.WaitBeyondAsync(least - 1, limit.Token);
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            throw new ApiProblem(
                ProblemKind.NotReached, string.Create(CultureInfo.InvariantCulture, $"the log is at position {head.Position}, and did not reach {least} within {wait} ms"))
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
    }

    /// <summary>What went wrong, in the words that a caller may see.</summary>
    internal static ApiProblem ProblemOf(Exception e) => e switch
    {
        ApiProblem problem => problem,
        AccessException { Problem: AccessProblem.NotAuthenticated } => new ApiProblem(ProblemKind.NotAuthenticated, e.Message),
        AccessException { Problem: AccessProblem.TooManyAttempts } x => new ApiProblem(ProblemKind.TooManyRequests, e.Message) { RetryAfter = x.RetryAfter },
        AccessException => new ApiProblem(ProblemKind.Denied, e.Message),
        NotKnownException => new ApiProblem(ProblemKind.NotFound, e.Message),
        RefusedException => new ApiProblem(ProblemKind.Refused, e.Message),
        WrongExpectedRevisionException => new ApiProblem(ProblemKind.Conflict, e.Message),
        LimitExceededException => new ApiProblem(ProblemKind.TooLarge, e.Message),
        LogDamagedException or MalformedEventException or InvalidLedgerException => new ApiProblem(ProblemKind.Damaged, e.Message),
        LogException => new ApiProblem(ProblemKind.Unavailable, e.Message) { RetryAfter = TimeSpan.FromSeconds(5) },
        BadHttpRequestException x => new ApiProblem(
            x.StatusCode switch { StatusCodes.Status413PayloadTooLarge => ProblemKind.TooLarge, StatusCodes.Status408RequestTimeout => ProblemKind.Timeout, _ => ProblemKind.InvalidParameter }, e.Message),
        _ => new ApiProblem(ProblemKind.Internal, "an error that the server did not foresee; its log has it"),
    };

    /// <summary>Tells the caller what went wrong, and the log what nobody outside is to know of it.</summary>
    private static Task FailAsync(HttpContext context, Exception failure)
    {
        var problem = ProblemOf(failure);
        if (problem.Kind.IsFault) Serilog.Log.Error(failure, "{Method} {Path} failed ({Trace})", context.Request.Method, context.Request.Path.Value, TraceOf(context));
        return WriteAsync(context, problem);
    }

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static async Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        var trace = TraceOf(context);
        var response = context.Response;
        SecurityHeaders.Write(response);
        response.StatusCode = problem.Kind.Status;
        response.ContentType = "application/problem+json";
        if (problem.RetryAfter > TimeSpan.Zero)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(problem.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Kind == ProblemKind.NotAuthenticated) response.Headers.WWWAuthenticate = "Bearer realm=\"reports\", Basic realm=\"reports\", charset=\"UTF-8\"";
        if (PageRendering.IsWanted(context.Request))
        {
            await PageRendering.WriteAsync(context, problem, trace);
            return;
        }

        await response.Body.WriteAsync(
            Representation.Bytes(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", problem.Kind.Type);
                json.WriteString("title", problem.Kind.Title);
                json.WriteNumber("status", problem.Kind.Status);
                json.WriteString("detail", problem.Message);
                json.WriteString("instance", context.Request.Path);
                json.WriteString("trace", trace);
                problem.Extensions?.Invoke(json);
                json.WriteEndObject();
            }),
            context.RequestAborted);
    }

    /// <summary>Ready while the views can be brought to the head of the log; says how far they are behind. Asked anew each time.</summary>
    private async Task ReadyAsync(HttpContext context)
    {
        long position = 0, last = 0;
        string? problem = null;
        try
        {
            last = (await ledger.Log.HeadAsync(context.RequestAborted)).Commit;
            await ledger.CatchUpAsync(context.RequestAborted);
        }
        catch (Exception e) when (e is LogException or MalformedEventException or InvalidLedgerException)
        {
            problem = e.Message;
        }

        position = ledger.Views.Position;
        var isReady = problem is null && position >= last;
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = Representation.Json;
        await context.Response.Body.WriteAsync(
            Representation.Bytes(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("ready", isReady);
                json.WriteNumber("position", position);
                json.WriteNumber("head", last);
                json.WriteNumber("lag", Math.Max(0, last - position));
                json.WriteString("problem", problem);
                json.WriteEndObject();
            }),
            context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context)
    {
        try
        {
            await PageAssets.AnswerAsync(context);
        }
        catch (ApiProblem problem)
        {
            await WriteAsync(context, problem);
        }
    }

    private static Task NotAllowedAsync(HttpContext context, string[] methods)
    {
        context.Response.Headers.Allow = string.Join(", ", methods.SelectMany(m => m == HttpMethods.Get ? [m, HttpMethods.Head] : (string[])[m]));
        return WriteAsync(context, new ApiProblem(ProblemKind.MethodNotAllowed, $"this is for {string.Join(" and ", methods)}"));
    }

    private static Task DescribeAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["name"] as string;
        if (ProblemKind.All.FirstOrDefault(k => k.Name == name) is not { } kind)
            return WriteAsync(context, new ApiProblem(ProblemKind.NotFound, $"there is no problem '{SafeText.Show(name ?? "")}'"));
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{kind.Type} ({kind.Status.ToString(CultureInfo.InvariantCulture)})\n{kind.Title}.\n{kind.Meaning}\n", context.RequestAborted);
    }
}
