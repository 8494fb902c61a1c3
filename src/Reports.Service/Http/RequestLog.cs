using System.Diagnostics;
using Microsoft.AspNetCore.Http;
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
            var level = Array.Exists(Frequent, f => context.Request.Path.StartsWithSegments(f, StringComparison.Ordinal)) ? Serilog.Events.LogEventLevel.Debug : Serilog.Events.LogEventLevel.Information;
            if (Log.IsEnabled(level))
                Log.Write(
                    level, "{Method} {Path} answered {Status} after {Elapsed} ({Trace})", context.Request.Method, context.Request.Path.Value, context.Response.StatusCode,
                    time.GetElapsedTime(started), Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
    }
}
