using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Hosting;
using Reports.Service.Protocol.Appending;
using Reports.Service.Protocol.PersistentSubscriptions;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol;

/// <summary>The EventStoreDB client protocol over a ledger: what it is made of and where it answers.</summary>
internal static class ProtocolEndpoint
{
    public static IServiceCollection AddProtocol(this IServiceCollection services, IEventLog log, IAppender appender, ServerOptions options, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(log);
        services.AddSingleton(options);
        services.AddSingleton<ServerAddress>();
        services.AddSingleton<CallAccess>();
        services.AddSingleton<LogHead>();
        services.AddSingleton<VirtualStreams>();
        services.AddSingleton<AppendCalls>();
        services.AddSingleton(appender);
        services.AddHostedService(provider => provider.GetRequiredService<LogHead>());
        services.AddSingleton<ConsumerGroups>();
        services.AddHostedService(provider => provider.GetRequiredService<ConsumerGroups>());
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
        routes.MapGrpcService<StreamsService>();
        routes.MapGrpcService<AppendSessions>();
        routes.MapGrpcService<SupportedMethodsService>();
        routes.MapGrpcService<GossipService>();
        routes.MapGrpcService<PersistentSubscriptionsService>();
    }
}
