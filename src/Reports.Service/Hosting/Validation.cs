using MediatR;
using Reports.Service.Queries;

namespace Reports.Service.Hosting;

/// <summary>Refuses a request that is wrong in itself before anything is opened, locked or read for it.</summary>
internal sealed class Validation<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is IChecked wary) wary.Check();
        return next();
    }
}
