using MediatR;
using Reports.Service.Access;

namespace Reports.Service.Hosting;

/// <summary>Does nothing that whoever asks may not do, whichever way the request came.</summary>
internal sealed class Authorization<TRequest, TResponse>(IAuthority authority) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly Permission? Needed = NeedsAttribute.Of(typeof(TRequest));

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        authority.Demand(Needed ?? throw new InvalidOperationException($"{typeof(TRequest).Name} does not declare what it needs"));
        return next();
    }
}
