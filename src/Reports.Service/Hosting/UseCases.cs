using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Copying;
using Reports.Service.Corrections;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Hosting;

/// <summary>
/// Registers the use cases. Handlers are named one by one: a scan of the assembly costs a command-line start more than
/// everything else that it does.
/// </summary>
public static class UseCases
{
    public static IServiceCollection AddUseCases(this IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton<ServiceFactory>(provider => provider.GetService!);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(Timing<,>));
        services.AddSingleton<IRequestHandler<IngestFiles, IngestReport>, IngestFilesHandler>();
        services.AddSingleton<IRequestHandler<RetractFact, TakenBack>, TakeBackHandler>();
        services.AddSingleton<IRequestHandler<WithdrawSource, TakenBack>, TakeBackHandler>();
        services.AddSingleton<IRequestHandler<CopyLedger, CopyReport>, CopyLedgerHandler>();
        services.AddSingleton<IRequestHandler<GetStatus, Answer<ControlStatusView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetFigures, Answer<FigureView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetIncidents, Answer<IncidentView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetSources, Answer<SourceDetail>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetFacts, Answer<FactDetail>>, ViewQueryHandlers>();
        return services;
    }
}
