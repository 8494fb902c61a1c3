using System.Collections.Immutable;
using System.Security.Cryptography;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.EventStore.Integrity;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Backups;
using Reports.Service.Access;
using Reports.Service.Boundaries;
using Reports.Service.Clusters;
using Reports.Service.Audit;
using Reports.Service.Copying;
using Reports.Service.Corrections;
using Reports.Service.Evidence;
using Reports.Service.Exporting;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Integrity;
using Reports.Service.Policies;
using Reports.Service.Protection;
using Reports.Service.Queries;
using Reports.Service.Replaying;

namespace Reports.Service.Hosting;

/// <summary>
/// Registers the use cases. Handlers are named one by one: a scan of the assembly costs a command-line start more than
/// everything else that it does.
/// </summary>
public static class UseCases
{
    /// <summary>The use cases for whoever owns the ledger's files.</summary>
    public static IServiceCollection AddUseCases(this IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton<IAuthority, Owner>();
        return services.AddPipeline(ServiceLifetime.Singleton).AddHandlers(time);
    }

    /// <summary>The use cases for callers over the network: the <see cref="RequestCaller"/> of a scope says for whom they are done in it.</summary>
    internal static IServiceCollection AddUseCasesOfCallers(this IServiceCollection services, TimeProvider time)
    {
        services.AddScoped<RequestCaller>();
        services.AddScoped<IAuthority>(provider => provider.GetRequiredService<RequestCaller>());
        return services.AddPipeline(ServiceLifetime.Scoped).AddHandlers(time);
    }

    /// <summary>What every request passes through, the outermost first.</summary>
    private static IServiceCollection AddPipeline(this IServiceCollection services, ServiceLifetime lifetime)
    {
        services.Add(new ServiceDescriptor(typeof(ServiceFactory), provider => new ServiceFactory(provider.GetService!), lifetime));
        services.Add(new ServiceDescriptor(typeof(IMediator), typeof(Mediator), lifetime));
        foreach (var behaviour in (ReadOnlySpan<Type>)[typeof(Timing<,>), typeof(Logging<,>), typeof(Authorization<,>), typeof(Validation<,>)])
            services.Add(new ServiceDescriptor(typeof(IPipelineBehavior<,>), behaviour, lifetime));
        return services;
    }

    private static IServiceCollection AddHandlers(this IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddTransient<IRequestHandler<IngestFiles, IngestReport>, IngestFilesHandler>();
        services.AddTransient<IRequestHandler<ImportFile, ImportReport>, ImportFileHandler>();
        services.AddTransient<IRequestHandler<RetractFact, RecordedChange>, TakeBackHandler>();
        services.AddTransient<IRequestHandler<WithdrawSource, RecordedChange>, TakeBackHandler>();
        services.AddTransient<IRequestHandler<RegradeFact, RecordedChange>, RegradeFactHandler>();
        services.AddTransient<IRequestHandler<MergeNames, RecordedChange>, ReconcileNamesHandler>();
        services.AddTransient<IRequestHandler<SplitName, RecordedChange>, ReconcileNamesHandler>();
        services.AddTransient<IRequestHandler<AdoptPolicy, RecordedChange>, AdoptPolicyHandler>();
        services.AddTransient<IRequestHandler<GetPolicies, IReadOnlyList<KnownPolicy>>, GetPoliciesHandler>();
        services.AddTransient<IRequestHandler<CreateKey, CreatedKey>, KeyHandlers>();
        services.AddTransient<IRequestHandler<ListKeys, ImmutableArray<AccessKey>>, KeyHandlers>();
        services.AddTransient<IRequestHandler<RevokeKey, AccessKey>, KeyHandlers>();
        services.AddSingleton<FillRandom>(RandomNumberGenerator.Fill);
        services.AddTransient<IRequestHandler<ProtectPerson, PersonIsProtected>, ProtectPersonHandler>();
        services.AddTransient<IRequestHandler<ForgetPerson, PersonIsForgotten>, ForgetPersonHandler>();
        services.AddTransient<IRequestHandler<RevealPerson, RevealedPerson>, ProtectedPeopleHandlers>();
        services.AddTransient<IRequestHandler<GetProtectedPeople, ProtectedPeople>, ProtectedPeopleHandlers>();
        services.AddTransient<IRequestHandler<ExportLedger, ExportReport>, ExportLedgerHandler>();
        services.AddTransient<IRequestHandler<CopyLedger, CopyReport>, CopyLedgerHandler>();
        services.AddTransient<IRequestHandler<BackupLedger, BackupReport>, BackupLedgerHandler>();
        services.AddTransient<IRequestHandler<RestoreLedger, BackupReport>, RestoreLedgerHandler>();
        services.AddTransient<IRequestHandler<InstallProjections, InstalledProjections>, InstallProjectionsHandler>();
        services.AddTransient<IRequestHandler<GetStatus, Answer<ControlStatusView>>, ViewQueryHandlers>();
        services.AddTransient<IRequestHandler<GetBoundaries, KnownBoundaries>, GetBoundariesHandler>();
        services.AddTransient<IRequestHandler<GetFigures, Answer<FigureView>>, ViewQueryHandlers>();
        services.AddTransient<IRequestHandler<GetIncidents, Answer<IncidentView>>, ViewQueryHandlers>();
        services.AddTransient<IRequestHandler<GetSources, Answer<SourceDetail>>, ViewQueryHandlers>();
        services.AddTransient<IRequestHandler<GetSourceStanding, SourceStanding>, SourceStandingHandler>();
        services.AddTransient<IRequestHandler<GetGazetteer, KnownNames>, GetGazetteerHandler>();
        services.AddTransient<IRequestHandler<GetEvents, EventsFound>, GetEventsHandler>();
        services.AddTransient<IRequestHandler<GetFacts, Answer<FactDetail>>, ViewQueryHandlers>();
        services.AddTransient<IRequestHandler<FindNames, FoundNames>, FindNamesHandler>();
        services.AddTransient<IRequestHandler<ExplainView, Explanation>, AuditHandlers>();
        services.AddTransient<IRequestHandler<GetHistory, ViewHistory>, AuditHandlers>();
        services.AddTransient<IRequestHandler<CompareCuts, CutComparison>, AuditHandlers>();
        services.AddTransient<IRequestHandler<CreateSigningKey, VerifierKey>, SigningKeyHandlers>();
        services.AddTransient<IRequestHandler<RotateSigningKey, KeyRotation>, SigningKeyHandlers>();
        services.AddTransient<IRequestHandler<SignCheckpoint, SignedCheckpoint>, CheckpointHandlers>();
        services.AddTransient<IRequestHandler<AddCosignatures, CosignedCheckpoint>, CheckpointHandlers>();
        services.AddTransient<IRequestHandler<CreateWitness, VerifierKey>, WitnessHandlers>();
        services.AddTransient<IRequestHandler<Cosign, SignedCheckpoint>, WitnessHandlers>();
        services.AddTransient<IRequestHandler<GetWitnessedLogs, WitnessedLogs>, WitnessHandlers>();
        services.AddTransient<IRequestHandler<ProveInclusion, EntryProof>, ProofHandlers>();
        services.AddTransient<IRequestHandler<ProveGrowth, GrowthProof>, ProofHandlers>();
        services.AddTransient<IRequestHandler<ExportTiles, TilesExported>, ExportTilesHandler>();
        services.AddTransient<IRequestHandler<RebuildTiles, TreeState>, RebuildTilesHandler>();
        services.AddTransient<IRequestHandler<VerifyLedger, Verification>, VerifyLedgerHandler>();
        services.AddTransient<IRequestHandler<ReplayLedger, ReplayReport>, ReplayLedgerHandler>();
        services.AddTransient<IRequestHandler<ComparePolicies, PolicyComparison>, ComparePoliciesHandler>();
        services.AddTransient<IRequestHandler<MakeBundle, Bundle>, BundleHandlers>();
        services.AddTransient<IRequestHandler<VerifyBundle, BundleVerification>, BundleHandlers>();
        return services;
    }
}
