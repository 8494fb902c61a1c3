using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serilog;

namespace Reports.Service.Http;

/// <summary>
/// One line for each request, when it is answered: at Information, or at Debug for the questions of machines that ask all the time. Neither
/// headers nor queries nor bodies are logged: they may hold what is no one else's.
/// </summary>
internal static class RequestLog
{
    private static readonly string[] Frequent = ["/health", Telemetry.TelemetryServices.Path];

    public static async Task WriteAsync(HttpContext context, RequestDelegate next, TimeProvider time)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (Activity.Current is { IsAllDataRequested: true } trace) Name(trace, context);
            var level = Array.Exists(Frequent, f => context.Request.Path.StartsWithSegments(f, StringComparison.Ordinal)) ? Serilog.Events.LogEventLevel.Debug : Serilog.Events.LogEventLevel.Information;
            if (Log.IsEnabled(level))
                Log.Write(
                    level, "{Method} {Path} answered {Status} after {Elapsed} ({Trace})", context.Request.Method, context.Request.Path.Value, context.Response.StatusCode,
                    time.GetElapsedTime(started), Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
    }

    /// <summary>By the semantic conventions: the route and never the path, whose values are the caller's.</summary>
    private static void Name(Activity trace, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        trace.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        trace.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500) trace.SetStatus(ActivityStatusCode.Error);
    }
}
