using System.Diagnostics;
using MediatR;
using Reports.Service.Telemetry;

namespace Reports.Service.Hosting;

/// <summary>Measures how long each use case took, and that it failed; the failure itself goes on to whoever asked.</summary>
internal sealed class Timing<TRequest, TResponse>(TimeProvider time) : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var trace = ServiceTelemetry.Traces.StartActivity(typeof(TRequest).Name);
        var started = time.GetTimestamp();
        var isDone = false;
        try
        {
            var response = await next();
            isDone = true;
            return response;
        }
        finally
        {
            var (elapsed, outcome) = (time.GetElapsedTime(started), isDone ? "done" : "failed");
            ServiceTelemetry.UseCases.Record(
                elapsed.TotalSeconds, new KeyValuePair<string, object?>("reports.use_case", typeof(TRequest).Name), new KeyValuePair<string, object?>("reports.outcome", outcome));
            if (!isDone) trace?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
