using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reports.Service.Hosting;
using Reports.Service.Ledgers;
using Reports.Service.Protocol.Access;

namespace Reports.Service.Protocol;

/// <summary>The EventStoreDB client protocol over a ledger: what it is made of and where it answers.</summary>
internal static class ProtocolEndpoint
{
    public static IServiceCollection AddProtocol(this IServiceCollection services, Ledger ledger, ServerOptions options, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(ledger.Log);
        services.AddSingleton(options);
        services.AddSingleton<ServerAddress>();
        // Made here, so that a bad file of keys refuses the start and not the first call.
        var keys = options.WriterKeyFile is { } file ? WriterKeys.Load(file) : null;
        services.AddSingleton(new CallAccess(options, keys));
        services.AddSingleton<LogHead>();
        services.AddHostedService(provider => provider.GetRequiredService<LogHead>());
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ProtocolLimits.MessageBytes;
            grpc.MaxSendMessageSize = ProtocolLimits.MessageBytes;
            grpc.Interceptors.Add<CallInterceptor>();
            grpc.IgnoreUnknownServices = false;
        });
        services.AddSingleton<CallInterceptor>();
        return services;
    }

    public static void MapProtocol(this IEndpointRouteBuilder routes)
    {
        _ = routes;
    }
}
