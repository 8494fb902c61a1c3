using MediatR;
using Serilog;

namespace Reports.Service.Hosting;

/// <summary>Logs how long each use case took, and that it failed; the failure itself goes on to whoever asked.</summary>
internal sealed class Timing<TRequest, TResponse>(TimeProvider time) : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
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
            Log.Debug("{UseCase} {Outcome} after {Elapsed}", typeof(TRequest).Name, isDone ? "done" : "failed", time.GetElapsedTime(started));
        }
    }
}
