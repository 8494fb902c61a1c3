using MediatR;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;
using Serilog;
using Serilog.Events;

namespace Reports.Service.Hosting;

/// <summary>
/// One line for each use case: at Information for what changes something and for what was denied, at Debug for the rest. Names and
/// outcomes alone: what was asked may hold what is no one else's.
/// </summary>
internal sealed class Logging<TRequest, TResponse>(IAuthority authority, TimeProvider time) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly LogEventLevel Level =
        NeedsAttribute.Of(typeof(TRequest)) is Permission.Append or Permission.Manage ? LogEventLevel.Information : LogEventLevel.Debug;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var started = time.GetTimestamp();
        try
        {
            var response = await next();
            Write(Level, "done", started);
            return response;
        }
        catch (Exception e)
        {
            var (level, outcome) = e switch
            {
                AccessException => (LogEventLevel.Information, "denied"),
                RefusedException or WrongExpectedRevisionException => (Level, "refused"),
                OperationCanceledException => (LogEventLevel.Debug, "cancelled"),
                _ => (Level, "failed"),
            };
            Write(level, outcome, started);
            throw;
        }
    }

    private void Write(LogEventLevel level, string outcome, long started)
    {
        if (Log.IsEnabled(level))
            Log.Write(level, "{UseCase} {Outcome} for {Caller} after {Elapsed}", typeof(TRequest).Name, outcome, authority.Name ?? "nobody in particular", time.GetElapsedTime(started));
    }
}
