using MediatR;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Output;

namespace Reports.Service.Queries;

/// <summary>The gazetteer as it was recorded by a cut's position.</summary>
[Needs(Permission.Read)]
public sealed record GetGazetteer(Ledger Ledger, CutRequest Cut) : IRequest<KnownNames>;

/// <param name="Entries">Places, then actors, then outlets, each by id.</param>
/// <param name="Tree">The same, to find by name.</param>
/// <param name="Cut">Where it was looked at.</param>
public sealed record KnownNames(IReadOnlyList<GazetteerEntry> Entries, GazetteerTree Tree, Cut Cut);

internal sealed class GetGazetteerHandler(TimeProvider time) : IRequestHandler<GetGazetteer, KnownNames>
{
    public async Task<KnownNames> Handle(GetGazetteer request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        var tree = views.Gazetteer(cut.At);
        return new KnownNames([.. GazetteerEntry.All(tree, views.Boundaries(cut.At))], tree, cut);
    }
}
