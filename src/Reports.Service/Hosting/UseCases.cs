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
using Reports.Service.Clusters;
using Reports.Service.Audit;
using Reports.Service.Copying;
using Reports.Service.Corrections;
using Reports.Service.Evidence;
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
    public static IServiceCollection AddUseCases(this IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton<ServiceFactory>(provider => provider.GetService!);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(Timing<,>));
        services.AddSingleton<IRequestHandler<IngestFiles, IngestReport>, IngestFilesHandler>();
        services.AddSingleton<IRequestHandler<ImportFile, ImportReport>, ImportFileHandler>();
        services.AddSingleton<IRequestHandler<RetractFact, RecordedChange>, TakeBackHandler>();
        services.AddSingleton<IRequestHandler<WithdrawSource, RecordedChange>, TakeBackHandler>();
        services.AddSingleton<IRequestHandler<RegradeFact, RecordedChange>, RegradeFactHandler>();
        services.AddSingleton<IRequestHandler<MergeNames, RecordedChange>, ReconcileNamesHandler>();
        services.AddSingleton<IRequestHandler<SplitName, RecordedChange>, ReconcileNamesHandler>();
        services.AddSingleton<IRequestHandler<AdoptPolicy, RecordedChange>, AdoptPolicyHandler>();
        services.AddSingleton<IRequestHandler<GetPolicies, IReadOnlyList<KnownPolicy>>, GetPoliciesHandler>();
        services.AddSingleton<IRequestHandler<CreateKey, CreatedKey>, KeyHandlers>();
        services.AddSingleton<IRequestHandler<ListKeys, ImmutableArray<AccessKey>>, KeyHandlers>();
        services.AddSingleton<IRequestHandler<RevokeKey, AccessKey>, KeyHandlers>();
        services.AddSingleton<FillRandom>(RandomNumberGenerator.Fill);
        services.AddSingleton<IRequestHandler<ProtectPerson, PersonIsProtected>, ProtectPersonHandler>();
        services.AddSingleton<IRequestHandler<ForgetPerson, PersonIsForgotten>, ForgetPersonHandler>();
        services.AddSingleton<IRequestHandler<RevealPerson, RevealedPerson>, ProtectedPeopleHandlers>();
        services.AddSingleton<IRequestHandler<GetProtectedPeople, ProtectedPeople>, ProtectedPeopleHandlers>();
        services.AddSingleton<IRequestHandler<CopyLedger, CopyReport>, CopyLedgerHandler>();
        services.AddSingleton<IRequestHandler<BackupLedger, BackupReport>, BackupLedgerHandler>();
        services.AddSingleton<IRequestHandler<RestoreLedger, BackupReport>, RestoreLedgerHandler>();
        services.AddSingleton<IRequestHandler<InstallProjections, InstalledProjections>, InstallProjectionsHandler>();
        services.AddSingleton<IRequestHandler<GetStatus, Answer<ControlStatusView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetFigures, Answer<FigureView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetIncidents, Answer<IncidentView>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetSources, Answer<SourceDetail>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<GetSourceStanding, SourceStanding>, SourceStandingHandler>();
        services.AddSingleton<IRequestHandler<GetFacts, Answer<FactDetail>>, ViewQueryHandlers>();
        services.AddSingleton<IRequestHandler<ExplainView, Explanation>, AuditHandlers>();
        services.AddSingleton<IRequestHandler<GetHistory, ViewHistory>, AuditHandlers>();
        services.AddSingleton<IRequestHandler<CompareCuts, CutComparison>, AuditHandlers>();
        services.AddSingleton<IRequestHandler<CreateSigningKey, VerifierKey>, SigningKeyHandlers>();
        services.AddSingleton<IRequestHandler<RotateSigningKey, KeyRotation>, SigningKeyHandlers>();
        services.AddSingleton<IRequestHandler<SignCheckpoint, SignedCheckpoint>, CheckpointHandlers>();
        services.AddSingleton<IRequestHandler<AddCosignatures, CosignedCheckpoint>, CheckpointHandlers>();
        services.AddSingleton<IRequestHandler<CreateWitness, VerifierKey>, WitnessHandlers>();
        services.AddSingleton<IRequestHandler<Cosign, SignedCheckpoint>, WitnessHandlers>();
        services.AddSingleton<IRequestHandler<GetWitnessedLogs, WitnessedLogs>, WitnessHandlers>();
        services.AddSingleton<IRequestHandler<ProveInclusion, EntryProof>, ProofHandlers>();
        services.AddSingleton<IRequestHandler<ProveGrowth, GrowthProof>, ProofHandlers>();
        services.AddSingleton<IRequestHandler<ExportTiles, TilesExported>, ExportTilesHandler>();
        services.AddSingleton<IRequestHandler<RebuildTiles, TreeState>, RebuildTilesHandler>();
        services.AddSingleton<IRequestHandler<VerifyLedger, Verification>, VerifyLedgerHandler>();
        services.AddSingleton<IRequestHandler<ReplayLedger, ReplayReport>, ReplayLedgerHandler>();
        services.AddSingleton<IRequestHandler<ComparePolicies, PolicyComparison>, ComparePoliciesHandler>();
        services.AddSingleton<IRequestHandler<MakeBundle, Bundle>, BundleHandlers>();
        services.AddSingleton<IRequestHandler<VerifyBundle, BundleVerification>, BundleHandlers>();
        return services;
    }
}
