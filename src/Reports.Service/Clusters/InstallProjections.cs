using MediatR;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.EventStoreDb.Projections;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Clusters;

/// <summary>Gives a cluster the projections that make the streams of links of a ledger. Done again it changes nothing.</summary>
/// <param name="Place">The connection string, with an administrator.</param>
/// <param name="IsTrial">Changes nothing, and tells what it would.</param>
[Needs(Permission.Manage)]
public sealed record InstallProjections(string Place, bool IsTrial) : IRequest<InstalledProjections>;

/// <param name="Cluster">Its name, without a password.</param>
/// <param name="Outcomes">One for each projection.</param>
public sealed record InstalledProjections(string Cluster, IReadOnlyList<ProjectionOutcome> Outcomes)
{
    public bool IsChanged => Outcomes.Any(o => o.Change != ProjectionChange.None);

    public bool AreRunning => Outcomes.All(o => o.Problem is null);
}

internal sealed class InstallProjectionsHandler(TimeProvider time) : IRequestHandler<InstallProjections, InstalledProjections>
{
    public async Task<InstalledProjections> Handle(InstallProjections request, CancellationToken cancellationToken)
    {
        if (!EventLogs.IsCluster(request.Place))
            throw new RefusedException(
                $"'{request.Place}' is a file: projections run on a cluster, give its connection string (--ledger esdb://…); 'reports serve' has the same streams over a file");
        await using var projections = await LedgerProjections.ConnectAsync(request.Place, new EventStoreDbOptions { Time = time }, cancellationToken);
        return new InstalledProjections(projections.Name, await projections.InstallAsync(request.IsTrial, cancellationToken));
    }
}
